/** `attributes:` and `intersections:` whose groups are compared. */
import * as z from "zod";
import { choice, decimal, formed, text } from "./scalars.js";
import { list, mapping, optional, section, texts } from "./shapes.js";

export const attribute = section({
  column: optional(text("a column name")).describe(
    "Column that holds the group. Left out: the id is the column.",
  ),
  probabilities: optional(mapping(text("a column name"))).describe(
    "For an inferred attribute: from each group to the column with the probability of belonging to it. Every row then counts towards each group by its probability; the likeliest group is not taken for the truth.",
  ),
  map: optional(mapping(text("a group name"))).describe(
    "From a value to the group it belongs to. Values not listed keep their own name.",
  ),
  bins: optional(list(decimal())).describe(
    "Cut points of a number, ascending, each the first number of its group: [18, 30] makes three groups.",
  ),
  unknown: optional(texts()).describe(
    'Values that mean "not known", beside the log\'s missing spellings. Unknown is a group of its own in every table.',
  ),
  reference: optional(text("a group name")).describe(
    "Group that rules with the reference comparator compare with.",
  ),
  population: optional(mapping(decimal({ exclusiveMinimum: 0, maximum: 1 }))).describe(
    "Share of each group in the population the log should reflect. The shares sum to 1.",
  ),
  source: optional(choice(["self_reported", "inferred", "observed"])).describe(
    "Where the attribute came from.",
  ),
  category: optional(choice(["sex", "race_ethnicity"])).describe(
    "Which category it is, for tables a law asks for by category. Left out: known for the ids sex, gender, race, ethnicity and race_ethnicity.",
  ),
});

export type AttributeInput = z.output<typeof attribute>;

export const attributes = z.union([list(text("a column name")), mapping(optional(attribute))]);

export const crossing = list(text("an attribute id"));

/** The word first, so that its drawing is the word and not any text. */
export const intersections = z.union([
  formed('a list of lists, or the word "pairs"', "not-a-choice", (spelling) => spelling === "pairs", {
    const: "pairs",
  }),
  list(crossing),
]);
