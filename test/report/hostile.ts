/**
 * Names that attack whatever shows them. Each is something a column of a log could hold.
 */

const long = "long name ".repeat(6_554);

export const HOSTILE: readonly string[] = [
  "\u001b[31mred\u001b[0m\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "</title></style></svg><b>bold</b>&lt;i&gt;",
  "[link](https://example.com) ![i](x.png) `code` **b** | cell | @everyone #1",
  "line one\n# heading\n\n- item\r\n<details>",
  "https://example.com www.example.com <me@example.com> :smile: $x$ ~~s~~",
  '=HYPERLINK("https://example.com","x")',
  "+1+cmd|' /C calc'!A0",
  "-2+3",
  "@SUM(A1)",
  "\t=1+1",
  "\uff1d1+1",
  "::set-env name=PATH::x",
  "##vso[task.setvariable variable=x]y ##[error]z",
  "section_start:1:x\r\u001b[0K",
  "\u202egnp.exe\u2066x\u2069",
  "zero\u200bwidth\ufeff\u{e0041}tag",
  "東京都 (とうきょう)",
  "👩‍👩‍👧‍👦 family 👍🏽 e\u0301",
  "z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308algo",
  "lone \ud800 half",
  "__proto__",
  "constructor",
  'quote " comma , semicolon ;',
  "back\\slash \\u{1b}",
  "line\u2028separator\u2029",
  " spaces ",
  "",
  long,
];

/** As many harmless names, for counting what the hostile ones add. */
export const HARMLESS: readonly string[] = HOSTILE.map((_, index) => `name${index}`);
