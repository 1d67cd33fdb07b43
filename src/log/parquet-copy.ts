import { open } from "node:fs/promises";
import type { ParquetFile } from "../engine/parquet-to-csv.js";
import { refuse } from "../refusal.js";

const MAGIC = "PAR1";
/** Head mark, the shortest footer, its length, end mark. */
const SHORTEST = 12;

/** Write the bytes into the private folder as they pass. */
export async function copyIn(file: ParquetFile, bytes: AsyncIterable<Buffer>): Promise<void> {
  const copy = await open(file.path, "wx");
  try {
    for await (const chunk of bytes) {
      await copy.writeFile(chunk).catch((error: NodeJS.ErrnoException) => {
        refuse(
          "no-scratch",
          `the file cannot be copied to the temporary folder (${error.code ?? "unknown reason"})`,
          {
            file: file.name,
            hint: "set TMPDIR to a folder with more room",
          },
        );
      });
    }
  } finally {
    await copy.close();
  }
}

/** The end of a Parquet file says where its directory lies; a cut or mangled file is told apart here, before anything is read. */
export async function checkFooter(file: ParquetFile): Promise<void> {
  const copy = await open(file.path, "r");
  try {
    const { size } = await copy.stat();
    const end = Buffer.alloc(8);
    if (size >= SHORTEST) await copy.read(end, 0, 8, size - 8);
    if (size < SHORTEST || end.toString("latin1", 4) !== MAGIC) {
      refuse("damaged-parquet", "the file is cut short: Parquet's mark is missing at its end", {
        file: file.name,
        hint: HINT,
      });
    }
    const length = end.readUInt32LE(0);
    if (length === 0 || length > size - SHORTEST) {
      refuse("damaged-parquet", `the footer claims to be ${length} bytes long, in a file of ${size}`, {
        file: file.name,
        hint: HINT,
      });
    }
  } finally {
    await copy.close();
  }
}

const HINT = "fetch or export the file again";
