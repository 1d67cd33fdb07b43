/** Numbers of a public result that the attack does not look at, each with the reason why they tell nothing of a cell. */
export const UNTOLD: readonly { readonly places: RegExp; readonly why: string }[] = [
  {
    places: /^plan\.|^findings\[\]\.expected\.|^waivers\[\]\.floor$/,
    why: "written before the log was read",
  },
  { places: /^ledger\.|^quality\[\]\.count$/, why: "of the whole log: of no group, and of no metric" },
  {
    places: /^(?:verdicts|tests|gate|publication|proxies\.tests)\./,
    why: "of findings and tables, not of people",
  },
  {
    places: /\.moments\.(?:yy|dd|yd)$|\.overall\.(?:yy|dd|yd)$/,
    why: "where sums of squares are shown, they are the sums beside them",
  },
  {
    places: /\.rate\.value$|\.comparison\.comparator_rate$|\.proxies\.pairs\[\]\.rows$/,
    why: "looked at where the counts behind it are withheld, and otherwise made of these",
  },
  {
    places: /^contacts\[\]\.(?:cap|groups\[\]\.(?:median|p90))$/,
    why: "a number of decisions, not of people",
  },
  {
    places: /^medians\[\]\.median$/,
    why: "a number of the log's own, with enough people on either side of it",
  },
  {
    places: /^medians\[\]\.(?:below|at|above)\.rows$/,
    why: "of everybody: those above are in the totals looked at, and how many of the others lie at the median is in no table of groups",
  },
  {
    places:
      /^proxies\.(?:threshold|features\[\]\.(?:values|bins|folds)|pairs\[\]\.ladder\[\]\.values|joint\[\]\.tried)$/,
    why: "of the feature's values and of how it was examined, not of people",
  },
  {
    places: /^proxies\.pairs\[\]\.(?:uses\[\]|transmissions\[\]\.(?:transmitted|share)|ladder\[\]\.shares)/,
    why: "over values of a feature within groups, counts of which are in no table",
  },
  {
    places: /^proxies\.pairs\[\]\.(?:p_strength|q_strength|q_use)$/,
    why: "follows from the AUC beside it, or from all pairs",
  },
];
