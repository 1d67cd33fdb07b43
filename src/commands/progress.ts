import type { Io, Style } from "./io.js";

const WIDTH = 24;

/** A progress bar on the error stream, only where a terminal shows it and nobody asked for quiet. */
export function progressFor(
  io: Io,
  style: Style,
): { readonly show: (done: number, total: number | null) => void; readonly end: () => void } {
  if (!io.stderr.terminal || style.quiet) return { show: () => {}, end: () => {} };
  let last = "";
  return {
    show(done, total) {
      const megabytes = `${Math.round(done / 1e6)} MB`;
      const share = total === null || total === 0 ? null : Math.min(1, done / total);
      const filled = share === null ? 0 : Math.round(share * WIDTH);
      const bar =
        share === null
          ? ""
          : `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${Math.round(share * 100)}% `;
      const line = `reading ${bar}${megabytes}`;
      if (line === last) return;
      last = line;
      io.stderr.write(`\r${line}\u001b[K`);
    },
    end() {
      if (last !== "") io.stderr.write("\r\u001b[K");
    },
  };
}
