/** Targets of nx projects. Those that plugins add without writing them down are known to nx alone. */

import { type Draft, type Ecosystem, programDraft } from "../draft.ts";
import type { Document } from "../files/document.ts";
import { objectOf, textOf } from "../files/values.ts";
import { packageProgram } from "../package-manager.ts";

/** `nx run PROJECT:TARGET` for the targets of project.json and of `nx` in package.json. */
export const nx: Ecosystem = (folder, { packageManager, packages, manifest }) => {
  if (!folder.hasFile("nx.json")) return [];
  const drafts: Draft[] = [];
  const seen = new Set<string>();
  const add = (document: Document | undefined, project: string, targets: unknown) => {
    if (document === undefined) return;
    for (const [target, settings] of Object.entries(objectOf(targets))) {
      const name = `${project}:${target}`;
      if (seen.has(name)) continue;
      seen.add(name);
      const command = textOf(objectOf(settings)["command"]) ?? textOf(objectOf(settings)["executor"]);
      const argv = ["nx", "run", name];
      drafts.push(
        programDraft(folder, packageProgram(packageManager, ...argv), {
          name,
          prefix: "nx",
          category: "Nx",
          priority: 73,
          file: document.file,
          command: argv.join(" "),
          description: command,
        }),
      );
    }
  };
  const members = [
    { folder, manifest, path: folder.name },
    ...packages.map((member) => ({ folder: member.folder, manifest: member.manifest, path: member.path })),
  ];
  for (const member of members) {
    const document = member.folder.document("project.json", "jsonc");
    const value = objectOf(document?.value);
    const fallback = member.manifest?.name ?? member.path.split("/").at(-1) ?? member.path;
    add(document, textOf(value["name"]) ?? fallback, value["targets"]);
    const inPackage = objectOf(objectOf(member.manifest?.document.value)["nx"]);
    add(
      member.manifest?.document,
      textOf(inPackage["name"]) ?? textOf(value["name"]) ?? fallback,
      inPackage["targets"],
    );
  }
  return drafts;
};
