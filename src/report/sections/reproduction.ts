/** How to get the same figures again: the same version, plan and files give the same bytes. */
import type { AuditResult } from "../../model.js";
import { figure, named, words, type Section, type Text } from "../document.js";
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
          ["Command", command(result)],
          ["Plan, SHA-256", { code: result.plan_sha256 }],
          ["Result, SHA-256", { code: result.sha256 }],
          ...(result.publication === null
            ? []
            : [["Private result, SHA-256", { code: result.publication.private_sha256 }] as const]),
        ],
      },
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
    ],
  };
}

/** Without file names, for the result holds none: the digests say which files are meant. */
function command(result: AuditResult): Text {
  const { asked } = result.period;
  const start = { code: "evenhand audit LOG --plan PLAN" };
  const waived = result.waivers.length > 0 ? ", with the waivers file" : "";
  const against = result.frozen === null ? "" : ", against the frozen plan";
  const period = asked === null ? [] : [", with ", { code: "--period" }, " ", named(asked)];
  return [start, ...period, waived, against];
}
