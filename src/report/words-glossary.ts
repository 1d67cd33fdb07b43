/** The words of the reports, each in a sentence for the person who runs the campaign. */
export const GLOSSARY: readonly (readonly [word: string, meaning: string])[] = [
  ["Rate", "The share of decisions, of those that count, that went the person's way."],
  ["Ratio", "A group's figure divided by that of the group it is compared with; 1 is equal."],
  [
    "Threshold",
    "The smallest ratio the plan's rule accepts. The plan sets it; the report says who chose it.",
  ],
  [
    "Interval",
    "The range of figures the data are compatible with. Everything inside it could be the true figure; a wide one means few people.",
  ],
  [
    "p and adjusted p",
    "How often chance alone would make a gap as large as the one seen. Adjusted: made stricter because many groups were compared.",
  ],
  ["Breach", "The ratio is beyond the plan's threshold, by more than chance explains."],
  ["Inconclusive", "The data can neither establish nor exclude a breach. Not a pass."],
  ["Not judged", "Too few people, an unknown attribute, or nothing to compare with. Not a pass."],
  ["Waived", "A breach that somebody accepted until a given day. It stays a breach."],
  ["Justified", "A breach of a rule on features for which the plan gives a reason. It stays a breach."],
  ["Gate", "What the rules at level error come to together: met, not met or undecided."],
  ["Parity", "The group has the same figure as the group it is compared with."],
  ["Short of parity", "How many more favourable decisions would have brought the group to parity."],
  [
    "Design effect",
    "How much wider the uncertainty is because decisions about one person go together. 1: not at all.",
  ],
  ["Effective n", "As many independent decisions as would know as much as those in the log."],
  [
    "Detectable ratio",
    "The ratio that a group of this size would have been shown to have, four times in five.",
  ],
  ["Proxy", "A feature that tells a protected attribute, and that decisions follow within groups."],
  ["Latent proxy", "A feature that tells a protected attribute; that decisions follow it is not seen."],
  ["AUC", "How well a feature tells a group from everybody else: 0.5 is chance, 1 is always."],
  ["Withheld", "Figures of so few people that they could point to one of them; nothing of theirs is shown."],
];
