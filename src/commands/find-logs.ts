import { basename, resolve } from "node:path";
import { type BigIntStats, statSync } from "node:fs";
import { glob } from "tinyglobby";
import type { LogInput } from "../log/source.js";
import { byCodeUnit } from "../log/groups.js";
import { refuse } from "../refusal.js";
import { readFifo } from "./read-fifo.js";
import type { Io } from "./io.js";
import { shown } from "./shown.js";

/**
 * The files meant by names and patterns. A name that exists is that file, brackets and all; otherwise it is a
 * pattern. Files found by one pattern come in the order of their names.
 */
export async function findLogs(
  names: readonly string[],
  folder: string,
  io: Pick<Io, "stdin">,
): Promise<LogInput[]> {
  const inputs: LogInput[] = [];
  const seen = new Map<string, string>();
  const add = (path: string, found: BigIntStats): void => {
    // By what it is, not by what it is called: a link to a file is that file.
    const identity = `${found.dev}:${found.ino}`;
    const before = seen.get(identity);
    if (before !== undefined) {
      refuse("log-twice", `${shown(path)} is the same file as ${shown(before)}`, {
        file: basename(path),
        hint: "name each file once: its rows would count double",
      });
    }
    seen.set(identity, path);
    inputs.push(found.isFIFO() ? { stdin: readFifo(path), name: basename(path) } : { path });
  };
  for (const name of names) {
    // By its other name it could not be opened where it is a socket.
    if (name === "-" || name === "/dev/stdin") {
      if (inputs.some((input) => "stdin" in input && input.name === undefined)) {
        refuse("stdin-twice", "the standard input (-) is named twice", { hint: "it can be read only once" });
      }
      inputs.push({ stdin: io.stdin });
      continue;
    }
    const full = resolve(folder, name);
    const found = name === "" ? undefined : look(full);
    if (found !== undefined) {
      add(full, found);
      continue;
    }
    const paths = /[*?[{]/.test(name) ? await matches(name, folder) : [];
    if (paths.length === 0) {
      refuse("no-such-log", `there is no file ${shown(name)}`, {
        hint: "check the path; patterns start from the folder they are written in",
      });
    }
    for (const path of paths) {
      const one = look(path);
      if (one !== undefined) add(path, one);
    }
  }
  return inputs;
}

async function matches(pattern: string, folder: string): Promise<string[]> {
  const found = await glob(pattern, {
    cwd: folder,
    absolute: true,
    dot: false,
    onlyFiles: true,
    expandDirectories: false,
  });
  return found.toSorted(byCodeUnit);
}

/** What is there; undefined where nothing is. */
function look(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return undefined;
    return refuse("cannot-read", "the file cannot be looked at", {
      file: basename(path),
      hint:
        code === "ELOOP" ? "a link in its path leads back to itself" : "check the permissions of its folders",
    });
  }
}
