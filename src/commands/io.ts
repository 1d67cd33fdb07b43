/** All a command knows of the world outside: handed in, so that nothing reaches for `process` on its own. */
export interface Io {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder under which private scratch folders are made. */
  readonly temporary: string;
  readonly processors: number;
  /** Today's date (UTC, YYYY-MM-DD): for what is dated when it is written, never for a judgement. */
  readonly today: string;
  /** Called when the process is told to stop, last given first; must be quick. The answer takes it back. */
  readonly onStop: (cleanUp: () => void) => () => void;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  readonly columns: number;
}

/** How things are to be printed, from the options and the environment. */
export interface Style {
  readonly color: boolean;
  readonly ascii: boolean;
  readonly quiet: boolean;
}

export interface StyleOptions {
  readonly color?: "auto" | "always" | "never";
  readonly ascii?: boolean;
  readonly quiet?: boolean;
}

/**
 * Colour: `--color` first, then NO_COLOR (any non-empty text), then FORCE_COLOR (not "0"), then whether a terminal
 * listens (and TERM is not "dumb"). ASCII only where it is asked for. Quiet: the verdict line and nothing beside it.
 */
export function styleFor(options: StyleOptions, io: Io): Style {
  const { env } = io;
  const forced = env["FORCE_COLOR"];
  const color =
    options.color === "always" ||
    (options.color !== "never" &&
      !env["NO_COLOR"] &&
      (forced !== undefined && forced !== ""
        ? forced !== "0" && forced !== "false"
        : io.stdout.terminal && env["TERM"] !== "dumb"));
  return { color, ascii: options.ascii === true, quiet: options.quiet === true };
}
