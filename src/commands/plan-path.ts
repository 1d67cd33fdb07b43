import { basename, isAbsolute, relative, resolve } from "node:path";

/** The plan as a build server knows it: from the folder the command runs in, or by its name where it lies elsewhere. */
export function planPathFrom(cwd: string, plan: string): string {
  const path = relative(cwd, resolve(cwd, plan));
  return isAbsolute(path) || /^\.\.(?:$|[\\/])/u.test(path) ? basename(plan) : path;
}
