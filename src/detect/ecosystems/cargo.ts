/** Rust: a Cargo package or workspace, with each of its programs. */

import { type Draft, type Ecosystem, toolDrafts } from "../draft.ts";
import type { Folder } from "../files/folder.ts";
import { objectOf, textOf, textsOf } from "../files/values.ts";
import { foldersFitting } from "../workspaces/globs.ts";

const category = "Rust";

interface Crate {
  readonly name: string;
  readonly file: string;
  readonly programs: readonly string[];
  readonly defaultRun: string | undefined;
}

/** A package with the programs that Cargo finds in it: `[[bin]]`, `src/main.rs`, `src/bin/`. */
function readCrate(folder: Folder): Crate | undefined {
  const document = folder.document("Cargo.toml", "toml");
  const value = objectOf(document?.value);
  const name = textOf(objectOf(value["package"])["name"]);
  if (document === undefined || name === undefined) return undefined;
  const settings = objectOf(value["package"]);
  const bins = Array.isArray(value["bin"]) ? value["bin"].map(objectOf) : [];
  const programs = new Set(bins.map((bin) => textOf(bin["name"]) ?? name));
  const paths = bins.map((bin) => textOf(bin["path"]));
  if (settings["autobins"] !== false) {
    if (folder.hasFile("src/main.rs") && !paths.includes("src/main.rs")) programs.add(name);
    const more = folder.at("src/bin");
    for (const file of more.names("file")) {
      if (file.endsWith(".rs") && !paths.includes(`src/bin/${file}`)) programs.add(file.slice(0, -3));
    }
    for (const path of more.names("folder")) if (more.hasFile(`${path}/main.rs`)) programs.add(path);
  }
  return { name, file: document.file, programs: [...programs].sort(), defaultRun: textOf(settings["default-run"]) };
}

/** Members of a `[workspace]`, without those excluded. */
function members(folder: Folder): Folder[] {
  const workspace = objectOf(objectOf(folder.document("Cargo.toml", "toml")?.value)["workspace"]);
  const excluded = textsOf(workspace["exclude"]).map((path) => `!${path}`);
  return foldersFitting(folder, [...textsOf(workspace["members"]), ...excluded]).map((path) => folder.at(path));
}

/** `cargo run` for each program, `build`, `test`, `check`. */
export const cargo: Ecosystem = (folder) => {
  if (!folder.hasFile("Cargo.toml") || folder.document("Cargo.toml", "toml") === undefined) return [];
  const root = readCrate(folder);
  const crates = [folder, ...members(folder)].map(readCrate).filter((crate) => crate !== undefined);
  const all = crates.flatMap((crate) => crate.programs.map((program) => ({ crate, program })));
  const drafts: Draft[] = [];
  for (const { crate, program } of all) {
    const alone = all.length === 1;
    const options = [
      ...(crate === root || crate.name === root?.name ? [] : ["-p", crate.name]),
      ...(crate.programs.length === 1 ? [] : ["--bin", program]),
    ];
    drafts.push(
      ...toolDrafts(folder, { prefix: "cargo", category, file: crate.file }, [
        [alone ? "run" : `run:${program}`, 95, ["cargo", "run", ...options]],
      ]),
    );
  }
  if (all.length > 1 && root?.defaultRun !== undefined) {
    drafts.push(...toolDrafts(folder, { prefix: "cargo", category, file: root.file }, [["run", 95, ["cargo", "run"]]]));
  }
  return [
    ...drafts,
    ...toolDrafts(folder, { prefix: "cargo", category, file: folder.resolve("Cargo.toml") }, [
      ["build", 90, ["cargo", "build"]],
      ["test", 85, ["cargo", "test"]],
      ["check", 80, ["cargo", "check"]],
    ]),
  ];
};
