/** The words of the plan reference that no table holds. */

/** The shortest plan that works; a test loads it. */
export const SHORTEST_PLAN = `evenhand: 1
log:
  files: decisions.csv
  unit: customer_id
attributes: [gender, age_band]
metrics:
  offered: offered
`;

export const INTRODUCTION = `# The audit plan

<!-- Made from src/plan by docs/generate.mjs; changes here are lost. -->

The plan says what an audit looks at and what it judges. It is a YAML file, usually \`evenhand.yaml\`, kept
beside the code of the audited system and reviewed like it. \`evenhand init\` writes one from a log.

This is enough:

\`\`\`yaml
${SHORTEST_PLAN}\`\`\`

It compares the share of offers between genders and between age bands, person by person, and the gate fails
when a group gets less than four fifths of what the best-off group gets.

For completion and checks in an editor, put this in the first line, with the place of \`plan.schema.json\`:

\`\`\`yaml
# yaml-language-server: $schema=plan.schema.json
\`\`\`

A key without a value means the same as a key that is not there.
`;

export const HOW_TEXTS_ARE_READ = `## How texts and numbers are read

- Every value keeps the spelling of the file. \`01234\` is the text 01234, \`NO\` and \`yes\` are texts, \`2026-10-01\` is a
  text. Quotes are never needed to protect a value from YAML, only for texts that YAML itself would not read
  (those that begin with \`*\`, \`&\`, \`!\`, \`%\`, \`@\` or hold \`: \` or \` #\`).
- Where a text is needed, an unquoted \`null\` or \`~\` is that text. Where a value may be left out, it means "left out";
  in quotes it is a text there too.
- Numbers are plain decimals: \`0.8\`, not \`.8\`, \`8e-1\` or \`80%\`. Only \`true\` and \`false\` are true and false.
- Names and values of the log are compared exactly, after spaces and tabs around them are removed.
- The file is read as plain YAML: anchors, aliases, merge keys, tags, directives, several documents, duplicate keys,
  control characters, more than 12 levels or more than 1 MB are refused. Each can make a plan say something else than
  it shows.
- Every fault is reported at once, with its line and position.
`;

export const CHECKS = `## What is checked across keys

- Metric and rule ids are letters, digits, \`_\` and \`-\`. Attribute ids are any text without control characters; in the
  list form the id is the column name as it is.
- A rule must name a metric and an attribute (or a crossing, written \`a x b\` in the order of \`intersections\`) of the plan.
  The last rule that covers something with the same comparator wins, so write the general one first.
- A rule with the comparator \`reference\` that names an attribute needs its \`reference\`; one that names a crossing needs
  it of each crossed attribute. A rule over \`all\` is at fault only when no attribute has one: it passes over those without.
- One column cannot be two of: decision, unit, time, count, item, attribute. Features cannot be the decision, unit, count,
  an attribute or a numerator; numerators and denominators cannot be the decision, unit, time, count or an attribute. Two
  attributes may share a column.
- \`count\` goes with neither \`decision\` nor a metric of kind frequency, exposure or contacts; those kinds need \`unit\`.
- Crossings name attributes with a column of labels: to cross probabilities one would have to assume that they are
  independent.
- \`probabilities\` goes without \`column\`, \`map\`, \`bins\` and \`unknown\`; \`bins\` without \`map\`.
- \`counts\` is for a ratio, \`cap\` for contacts. A ratio has a denominator; mean, scoring_rate, frequency, exposure and contacts have none.
- A column named under \`proxies\` is a feature: it has no role that a feature cannot have, is not excluded, and is listed
  under \`log.features\` where those are listed. The time, the item, denominators and conditions (\`log.keep\`, \`where\`)
  are features only when they are listed there. What is listed there cannot be excluded.
- \`levels\` go with \`as: code\` only, and descend. A rule under \`proxies\` bounds something, and shares its id with no
  other rule, nor with one under \`rules\`.
- With a \`preset\` and no \`rules\`, its rules are judged; with \`rules\`, only those. \`lending\` compares with a reference
  group, so each attribute needs a \`reference\` there. \`nyc_local_law_144\` crosses the attributes of the categories sex and
  race_ethnicity where \`intersections\` is left out.
- \`minimum_units\` may not be below \`disclosure_floor\`. Whoever lowers the first has to lower the second on purpose.

## The digest of a plan

Reports carry \`plan_sha256\`: the SHA-256 of the canonical JSON (RFC 8785) of the plan as it was understood, with every
default filled in, without line numbers and without \`record\`. Comments, layout, quotes and defaults written out do not
change it; whatever changes the audit does. \`record\` changes no figure, and much of it can only be written when the
figures are there; the result's own digest covers it.
`;
