/**
 * The house rules as data, each with its reason, and the tests that hold the source to them. What a rule allows is
 * written out; what is not written is forbidden.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NOUNS = ["model", "refusal", "quoted"];

interface Place {
  readonly may: readonly string[];
  readonly why: string;
}

/** What each folder (or file at the top of src) may import from the others. */
const PLACES: Readonly<Record<string, Place>> = {
  model: { may: [], why: "the nouns know nothing, so that anything may know them" },
  quoted: { may: [], why: "how a name is shown in a message is the same everywhere" },
  refusal: { may: ["quoted"], why: "anything may refuse" },
  version: { may: [], why: "it is read from package.json" },
  stats: { may: [], why: "probability knows nothing of campaigns and can be checked against other programs" },
  seal: { may: ["model"], why: "what is digested and signed depends on nothing but the result itself" },
  plan: {
    may: [...NOUNS, "policy", "seal"],
    why: "a plan can be read and checked without a log or an engine; presets are policy",
  },
  publish: {
    may: ["model", "seal", "stats"],
    why: "what may be made public follows from the result itself, whoever holds it",
  },
  engine: {
    may: [...NOUNS],
    why: "another engine is another file, and must not need to know what is counted",
  },
  log: {
    may: [...NOUNS, "engine"],
    why: "rows go into the engine, or as numbers into private files beside it, and nobody else reads a log",
  },
  tables: {
    may: [...NOUNS, "engine", "log"],
    why: "the only callers of the engine; they know how the log was laid out",
  },
  measures: {
    may: [...NOUNS, "stats", "tables"],
    why: "pure arithmetic on small tables, whichever engine made them",
  },
  proxies: {
    may: [...NOUNS, "stats", "tables"],
    why: "pure arithmetic on small tables, like the measures",
  },
  examine: {
    may: [...NOUNS, "engine", "log", "measures", "policy", "proxies", "tables"],
    why: "the main path of features, from counted attributes to a report on them",
  },
  policy: { may: [...NOUNS, "stats"], why: "a judgement can be repeated from measurements alone" },
  report: {
    may: [...NOUNS, "policy"],
    why: "an old result can be shown in a new format, with the sources of the preset it names",
  },
  recheck: {
    may: [...NOUNS, "measures", "policy", "publish"],
    why: "a result is worked out again by the functions that made it, and by nothing else",
  },
  audit: {
    may: [...NOUNS, "engine", "examine", "log", "measures", "policy", "seal", "tables"],
    why: "the main path, from a loaded log to a result; it neither reads plans nor writes reports",
  },
  commands: {
    may: [
      ...NOUNS,
      "version",
      "audit",
      "engine",
      "log",
      "plan",
      "policy",
      "publish",
      "recheck",
      "report",
      "seal",
    ],
    why: "wiring only: what is worked out is worked out further in",
  },
  cli: { may: ["commands", "refusal", "version"], why: "a table of contents" },
};

/** Third-party packages, and the one door of each. A door is a file, or a folder with what it is for. */
const DOORS: Readonly<Record<string, { readonly door: RegExp; readonly why: string }>> = {
  "@duckdb": { door: /^engine\//, why: "another engine can take its place" },
  "@stdlib": { door: /^stats\/distributions\.ts$/, why: "every tail is checked against R in one place" },
  canonicalize: { door: /^seal\/canonical-json\.ts$/, why: "one way to write JSON that is hashed" },
  chalk: { door: /^report\/page\.ts$/, why: "colour is decided once" },
  commander: { door: /^cli\.ts$/, why: "commands are functions and can be called without it" },
  "csv-parse": { door: /^log\/header\.ts$/, why: "it reads the header; rows are read by our own scanner" },
  fzstd: { door: /^log\/zstd[\w-]*\.ts$/, why: "what is packed is unpacked where it comes in" },
  "xxhash-wasm": { door: /^log\/zstd[\w-]*\.ts$/, why: "the checksum of zstd, and of nothing else" },
  preact: {
    door: /^report\/(?:html|interval-strip|auc-strip|dot-plot)\.tsx$/,
    why: "HTML is escaped by it, not by hand",
  },
  "preact-render-to-string": { door: /^report\/html\.tsx$/, why: "HTML is escaped by it, not by hand" },
  "string-width": { door: /^report\/width\.ts$/, why: "one measure of how wide a text is" },
  tinyglobby: {
    door: /^commands\/find-logs\.ts$/,
    why: "patterns are for the command line and for log.files",
  },
  yaml: { door: /^plan\/(?:read|scan)-yaml\.ts$/, why: "only plans are YAML" },
  zod: {
    door: /^(?:plan\/|report\/result-schema)/,
    why: "what comes from outside is checked: the plan, and a result read again",
  },
};

/** Where a clock, chance or the process itself may be touched, and why. */
const WORLDLY: readonly { readonly file: RegExp; readonly why: string }[] = [
  {
    file: /^cli\.ts$|^commands\/world\.ts$/,
    why: "they are handed the process and hand on what others need of it",
  },
  { file: /^commands\/write-files\.ts$/, why: "a temporary name is random, and gone before anyone sees it" },
];

/** Longer than this is cut up. */
const LONGEST = 400;
/** What is longer than that all the same: not longer than it is, and why. */
const LONG: Readonly<Record<string, { readonly lines: number; readonly why: string }>> = {
  "model.ts": { lines: 530, why: "types only: the list of nouns, read as a dictionary" },
};

const ALLOWED_AT_THE_TOP =
  "package.json package-lock.json tsconfig.json README.md CHANGELOG.md LICENSE bin src fixtures test bench docs".split(
    " ",
  );

const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  // What is compiled to WebAssembly imports nothing and is written in another language's words.
  .filter((name) => /\.tsx?$/.test(name) && !/^log[\\/]wasm[\\/]/.test(name))
  .map((name) => name.replaceAll("\\", "/"))
  .toSorted();
const source = (file: string): string => readFileSync(join(ROOT, "src", file), "utf8");
/** The source without comments. */
const code = (file: string): string =>
  source(file)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "$1");
/** And without the insides of strings. */
const bare = (file: string): string => code(file).replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
const lines = (file: string): number => source(file).trimEnd().split("\n").length;
const placeOf = (file: string): string => file.split("/")[0]!.replace(/\.[jt]sx?$/, "");
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" })
  .split("\0")
  .filter(Boolean);

interface Import {
  readonly file: string;
  readonly from: string;
}

const imports: Import[] = files.flatMap((file) =>
  [...source(file).matchAll(/(?:^import\b[^;"]*|^export\b[^;"]*\bfrom |\bimport\()"([^"]+)"/gm)].map(
    (match) => ({
      file,
      from: match[1]!,
    }),
  ),
);
const inner = imports
  .filter(({ from }) => from.startsWith("."))
  .map(({ file, from }) => ({
    file,
    to: relative(join(ROOT, "src"), resolve(ROOT, "src", dirname(file), from)),
  }));
const outer = imports
  .filter(({ from }) => !from.startsWith(".") && !from.startsWith("node:"))
  .map(({ file, from }) => ({ file, name: /^@?[^/]+/.exec(from)![0] }));

describe("imports go one way", () => {
  it("and every folder has its rule", () => {
    expect([...new Set(files.map(placeOf))].toSorted()).toEqual(Object.keys(PLACES).toSorted());
  });

  it.each(Object.entries(PLACES).map(([place, rule]) => [place, rule.why, rule.may] as const))(
    "%s: %s",
    (place, _, may) => {
      const strangers = inner
        .filter(
          ({ file, to }) => placeOf(file) === place && placeOf(to) !== place && !may.includes(placeOf(to)),
        )
        .map(({ file, to }) => `${file} imports ${to}`);
      expect(strangers).toEqual([]);
    },
  );

  it("and never lead back to where they began", () => {
    const back = Object.entries(PLACES).flatMap(([place, { may }]) =>
      may.filter((other) => PLACES[other]!.may.includes(place)).map((other) => `${place} and ${other}`),
    );
    expect(back).toEqual([]);
  });
});

describe("each package has one door", () => {
  it.each(Object.entries(DOORS).map(([name, rule]) => [name, rule.why, rule.door] as const))(
    "%s: %s",
    (name, _, door) => {
      const users = outer.filter((one) => one.name === name).map((one) => one.file);
      expect(users.filter((file) => !door.test(file))).toEqual([]);
      expect(users).not.toEqual([]);
    },
  );

  it("and there is no package without a rule", () => {
    expect([...new Set(outer.map((one) => one.name))].filter((name) => !(name in DOORS))).toEqual([]);
  });

  it("node's own modules are named as such", () => {
    const names = outer.map((one) => one.name);
    expect(names.filter((name) => ["fs", "path", "os", "crypto", "zlib", "stream"].includes(name))).toEqual(
      [],
    );
  });
});

describe("a result is a matter of log and plan alone", () => {
  it("no clock, no chance and no process outside the declared places", () => {
    const worldly =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\brandom(?:Bytes|UUID|Int)\b|(?<![.\w])process\b(?!:)/;
    const found = files.filter(
      (file) => worldly.test(bare(file)) && !WORLDLY.some((one) => one.file.test(file)),
    );
    expect(found).toEqual([]);
  });

  it("nothing is sorted by the manners of a country, or printed by them", () => {
    const found = files.filter((file) =>
      /\.localeCompare\(|\.toLocale|\bIntl\.(?!Segmenter)/.test(bare(file)),
    );
    expect(found).toEqual([]);
  });
});

describe("shared code never asks which one this is: the thing declares the property", () => {
  it.each([
    [
      "which metric",
      /\bkind\s*[!=]==\s*"(?:rate|ratio|mean|frequency|exposure|contacts)"/,
      /^(?:audit\.ts|cli\.ts|commands\/|policy\/)/,
    ],
    [
      "which format",
      /(?:===|!==|case)\s*"(?:html|markdown|csv|json)"/,
      /^(?:audit\.ts|cli\.ts|commands\/|policy\/)/,
    ],
    ["which engine", /duckdb/i, /^(?!engine\/|commands\/open-log\.ts$|log\/parquet)/],
  ])("%s", (_, question, shared) => {
    expect(files.filter((file) => shared.test(file) && question.test(code(file)))).toEqual([]);
  });
});

describe("size", () => {
  it(`no file is longer than ${LONGEST} lines, but for those with a reason`, () => {
    expect(files.filter((file) => lines(file) > (LONG[file]?.lines ?? LONGEST))).toEqual([]);
  });

  it("and a reason that is no longer needed is struck off", () => {
    expect(Object.keys(LONG).filter((file) => !files.includes(file) || lines(file) <= LONGEST)).toEqual([]);
  });
});

describe("the repository", () => {
  it("holds at its top only what the house allows", () => {
    const top = [...new Set(tracked.map((path) => path.split("/")[0]!))];
    expect(top.filter((name) => !name.startsWith(".") && !ALLOWED_AT_THE_TOP.includes(name))).toEqual([]);
  });

  it("names no folder of anyone's machine and no registry", () => {
    const foreign =
      /(?<![\w.])\/(?:home|Users|root|work)\/[A-Za-z]|[A-Z]:\\Users\\|registry\.npmjs|registry\.yarnpkg|"resolved":|\bnpm_config_registry\b/;
    const texts = tracked.filter(
      (path) => !/\.(?:parquet|gz|zst|png|bin)$/.test(path) && path !== "test/architecture.test.ts",
    );
    expect(texts.filter((path) => foreign.test(readFileSync(join(ROOT, path), "utf8")))).toEqual([]);
  });
});
