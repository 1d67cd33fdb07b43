/** How to get the same figures again: the same version, plan and files give the same bytes. */
import type { AuditResult } from "../../model.js";
import { type Block, figure, words, type Section } from "../document.js";
import { count } from "../numbers.js";

export function reproduction(result: AuditResult): Section {
  return {
    id: "reproduction",
    title: "How to reproduce",
    blocks: [
      {
        kind: "paragraph",
        text: "The same version with the same plan and the same files gives this result again, byte for byte: it holds no clock, no path and no random draw. Compare the digests below with yours before comparing figures. The digest of the result is that of its canonical JSON (RFC 8785) without the digest itself.",
      },
      {
        kind: "facts",
        facts: [
          ["Version", { code: `${result.tool.name} ${result.tool.version}` }],
          ["Result format", { code: result.schema }],
          ["Command", { code: command(result) }],
          ["Plan, SHA-256", { code: result.plan_sha256 }],
          ["Result, SHA-256", { code: result.sha256 }],
          ...commitment(result),
        ],
      },
      ...inputs(result),
    ],
  };
}

function commitment({ publication }: AuditResult): Extract<Block, { kind: "facts" }>["facts"] {
  return publication === null || publication.commitment === null
    ? []
    : [["Commitment to the private result, HMAC-SHA256", { code: publication.commitment }]];
}

function inputs(result: AuditResult): readonly Block[] {
  const { publication } = result;
  if (publication !== null)
    return [
      {
        kind: "paragraph",
        text: `The digests of the log are not published: where few figures are withheld, they could be found by trying which log has that digest. Whoever holds the private result can show that this one was made from it ('evenhand verify --private').${publication.commitment === null ? "" : " That it was that one and no other follows from the commitment, with the publisher's key (--commitment-key)."}`,
      },
    ];
  return [
    {
      kind: "table",
      caption: "Input files, as they lie on disk",
      columns: [words("SHA-256"), figure("Bytes"), figure("Rows"), words("Format")],
      rows: result.inputs.map((file) => [
        { code: file.sha256 },
        count(file.bytes),
        count(file.rows),
        file.compression === "none" ? file.format : `${file.format}, ${file.compression}`,
      ]),
    },
  ];
}

/** With stand-ins for file names: a result holds no path. */
function command({ period, waivers, frozen, publication }: AuditResult): string {
  // What was asked for is a period of our own spelling; anything else is left to the reader.
  const asked = period.asked !== null && /^[\dQ.-]+$/.test(period.asked) ? ` --period ${period.asked}` : "";
  const accepted = waivers.length === 0 ? "" : " --waivers WAIVERS";
  const fixed = frozen === null ? "" : " --frozen FROZEN";
  const open =
    publication === null
      ? ""
      : ` --audience public --minimum ${publication.minimum}${publication.commitment === null ? "" : " --commitment-key KEY"}`;
  return `evenhand audit LOG... --plan PLAN${asked}${accepted}${fixed}${open}`;
}
