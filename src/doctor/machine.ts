/** The program itself, its runtime and its terminal. */

import { tmpdir } from "node:os";
import { checkRuntimeFolder } from "../control/index.ts";
import { type Finding, finding } from "./finding.ts";

/** `version`: with the commit, where it is known. */
export function machineFindings(version: string, isCompiled: boolean): Finding[] {
  const runtime = process.versions["deno"] ? `Deno ${process.versions["deno"]}` : `Bun ${process.versions["bun"]}`;
  const how = isCompiled ? "executable" : "from source";
  const text = `brum ${version}, ${how}, ${runtime}, ${process.platform}-${process.arch}`;
  return [finding("program", "ok", text), terminal(), folder()];
}

function terminal(): Finding {
  const out = process.stdout;
  if (out.isTTY !== true) return finding("terminal", "ok", "Standard output is none; a screen needs one.");
  const { TERM = "", LC_ALL, LC_CTYPE, LANG, NO_COLOR } = process.env;
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  const text = `${out.columns}x${out.rows}, TERM ${TERM || "not set"}, locale ${locale || "not set"}${NO_COLOR ? ", NO_COLOR is set" : ""}`;
  if (TERM === "" || TERM === "dumb") {
    return finding("terminal", "note", text, "No screen can be drawn with this TERM; lines are printed instead.");
  }
  if (process.platform !== "win32" && !/utf-?8/i.test(locale)) {
    return finding(
      "terminal",
      "note",
      text,
      "Only ASCII is shown; a locale with UTF-8 (LANG=C.UTF-8) allows the rest.",
    );
  }
  return finding("terminal", "ok", text);
}

function folder(): Finding {
  const { path, problem } = checkRuntimeFolder();
  if (problem !== undefined) {
    return finding("runtime", "problem", problem, "Until then brum ps, logs and the like cannot reach a Brummer.");
  }
  const given = process.env["XDG_RUNTIME_DIR"] ?? "";
  const isGiven = given !== "" && path.startsWith(given);
  const fallback =
    path.startsWith(tmpdir()) && process.platform === "linux" && !isGiven
      ? " (XDG_RUNTIME_DIR is not set or not ours)"
      : "";
  return finding("runtime", "ok", `${path}${fallback}`);
}
