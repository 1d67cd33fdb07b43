/**
 * What the names of columns suggest. A name is taken apart into its words
 * ("customerId" is customer and id), so that "age" is found in "age_band" and
 * not in "usage".
 */

/** The words of a column name, in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

const ID = /^(?:id|ids|uuid|guid|key|no|nr|number|num|hash|ref|code)$/;
const PERSON =
  /^(?:customer|cust|user|household|member|client|person|subscriber|account|patient|applicant|candidate|visitor|recipient|consumer|lead|employee|student|borrower|citizen)s?$/;
const PERSON_ALONE = /^(?:uid|userid|customerid|custid|memberid|clientid|personid|householdid|msisdn)$/;
const DECISION =
  /^(?:decision|event|request|record|row|transaction|impression|log|entry|application|session|message)s?$/;
const DECISION_ALONE = /^(?:id|uuid|guid|decisionid|eventid|requestid|rowid)$/;
const TIME = /^(?:time|timestamp|datetime|date|day|ts|at|on|when|created|sent|logged)$/;
const COUNT = /^(?:count|cnt|n|rows|decisions|frequency|freq)$/;
const ITEM = /^(?:item|product|sku|article|content|creative|ad|recommendation)s?$/;
const AMOUNT =
  /^(?:score|rank|ranking|position|price|amount|discount|revenue|fee|rate|apr|limit|cost|value|spend|probability|prob|propensity)$/;
const PERSONAL = /^(?:name|surname|firstname|lastname|email|mail|phone|mobile|address|street|iban|ssn)$/;
const BIRTH = /^(?:birth|born|dob|birthdate|birthday|birthyear|yob)$/;

const ATTRIBUTE =
  /^(?:gender|sex|age|ages|ageband|agegroup|agerange|agebracket|race|racial|ethnic\w*|marital\w*|married|income\w*|disab\w*|nationality|national|citizenship|religion|religious|faith|orientation|pregnan\w*|veteran|caste|parental|transgender|indigenous|immigrant|migration|protected|sensitive)$/;
const AGE = /^(?:age|ages)$/;

const any = (pattern: RegExp) => (words: readonly string[]) => words.some((word) => pattern.test(word));

export const isIdName = any(ID);
/** "n", "n_rows"; "n_redeemed" counts what came of them. */
export const isCountName = (words: readonly string[]): boolean =>
  words.length <= 2 && any(COUNT)(words.slice(0, 1)) && !any(HAPPENED)(words);
export const isItemName = any(ITEM);
export const isTimeName = any(TIME);
export const isAmountName = any(AMOUNT);
export const isPersonalName = any(PERSONAL);
export const isBirthName = any(BIRTH);
export const isAttributeName = any(ATTRIBUTE);
export const isAgeName = any(AGE);

const BAND = /^(?:band|bands|group|groups|grp|range|bracket|bucket|bin|class|category|cat|tier|decade)$/;

/** What a column of groups is made of, by its name: "age" of "age_band" and "agegroup"; of any other name, itself. */
export function stemOf(words: readonly string[]): string {
  const rest = words.filter((word) => !BAND.test(word)).join(" ");
  return rest.replace(/^(age)(?:band|group|range|bracket)$/, "$1");
}

/** "customer_id", "user", "uid". */
export function isUnitName(words: readonly string[]): boolean {
  if (words.length === 1) return PERSON.test(words[0]!) || PERSON_ALONE.test(words[0]!);
  return any(PERSON)(words) && any(ID)(words);
}

/** "decision_id", "id", "uuid". */
export function isDecisionName(words: readonly string[]): boolean {
  if (words.length === 1) return DECISION_ALONE.test(words[0]!);
  return any(DECISION)(words) && any(ID)(words);
}

/** What a flag with such a name records, and out of what its rate is taken where that is logged too. */
export interface OutcomeWord {
  readonly pattern: RegExp;
  /** Stages before it, the best denominator first. */
  readonly outOf: readonly RegExp[];
}

const ELIGIBLE = /^(?:eligible|eligibility|qualified)$/;
const OFFERED = /^(?:offer|offered|targeted|contacted|sent|recommended|selected)$/;
const SHOWN = /^(?:shown|show|served|displayed|delivered|viewed|impression|exposed)$/;
const CLICKED = /^(?:click|clicked|opened|open|tapped)$/;
const CONVERTED =
  /^(?:convert|converted|conversion|purchased|bought|redeemed|accepted|subscribed|enrolled|responded|signed)$/;
const GRANTED =
  /^(?:premium|approved|admitted|callback|hired|granted|shortlisted|invited|interviewed|funded)$/;

/** In the order of the funnel. */
export const outcomeWords: readonly OutcomeWord[] = [
  { pattern: OFFERED, outOf: [ELIGIBLE] },
  { pattern: GRANTED, outOf: [ELIGIBLE] },
  { pattern: SHOWN, outOf: [OFFERED, ELIGIBLE] },
  { pattern: CLICKED, outOf: [SHOWN, OFFERED] },
  { pattern: CONVERTED, outOf: [CLICKED, OFFERED, SHOWN] },
];

export const isEligibleName = any(ELIGIBLE);

/** Counts of an aggregated export, by what they are counted out of. */
export const countedWords: readonly { readonly counted: RegExp; readonly outOf: RegExp }[] = [
  { counted: /^clicks$/, outOf: /^(?:impressions|views|displays|sends|deliveries)$/ },
  { counted: /^(?:opens|offers)$/, outOf: /^(?:impressions|sends|deliveries|customers|eligible)$/ },
  { counted: /^(?:conversions|purchases|redemptions|acceptances)$/, outOf: /^(?:clicks|offers)$/ },
];

const HAPPENED =
  /^(?:offered|targeted|contacted|recommended|shown|served|displayed|delivered|viewed|clicked|clicks|opened|opens|converted|conversions|purchased|purchases|bought|redeemed|redemptions|accepted|acceptances|subscribed|enrolled|responded)$/;
const BEFORE = /^(?:previous|previously|prev|prior|past|last|lifetime|earlier|history|historical)$/;

/** "n_redeemed": how often an outcome came about, and not how often it had before the decision ("past_purchases"). */
export const isOutcomeCountName = (words: readonly string[]): boolean =>
  any(HAPPENED)(words) && !any(BEFORE)(words);

/** A score that may be what the audited tool gave; a credit score is what somebody else gave. */
export const isScoreName = (words: readonly string[]): boolean =>
  any(/^(?:score|scores|scoring|rating)$/)(words) && !any(/^(?:credit|fico|bureau)$/)(words);

/** Columns that spell the outcome in words, and the words that are good news. */
export const isVerdictName = any(/^(?:outcome|decision|result|status|response)$/);
export const isGoodNews = (value: string): boolean =>
  /^(?:approved|accepted|offered|admitted|hired|granted|selected|success|successful|invited|eligible)$/i.test(
    value,
  );

/** Spellings people use for "not known" inside an attribute. */
export const isUnknownWord = (value: string): boolean =>
  /^(?:unknown|not known|unspecified|not specified|undisclosed|prefer not to say|not stated|missing|n\/a|none given|\?|-)$/i.test(
    value,
  );

/** Postal and area codes: ids in form, and the classic stand-ins. */
export const isCodeName = any(
  /^(?:zip|zipcode|postal|postcode|plz|area|region|state|city|county|country|district)$/,
);
