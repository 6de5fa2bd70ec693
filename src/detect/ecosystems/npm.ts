/** Scripts of package.json files: the project's own, and those of the packages of its workspace. */

import { type Draft, type Ecosystem, programDraft } from "../draft.ts";
import { shownPath } from "../files/folder.ts";

const category = "npm scripts";

/** `@shop/api` → `api`. */
function withoutScope(name: string): string {
  return name.startsWith("@") ? name.slice(name.indexOf("/") + 1) : name;
}

/** `dev`, and of a workspace `api:dev`, each run by the package manager in its package's folder. */
export const npmScripts: Ecosystem = (folder, { manifest, packageManager, packages }) => {
  const drafts: Draft[] = (manifest?.scripts ?? []).map(({ name, command }) =>
    programDraft(folder, [packageManager, "run", name], {
      name,
      prefix: "npm",
      category,
      priority: 100,
      file: manifest?.file ?? folder.path,
      command,
      more: { kind: "script" },
    }),
  );
  for (const member of packages) {
    for (const script of member.manifest?.scripts ?? []) {
      const short = `${withoutScope(member.name)}:${script.name}`;
      const name = `${member.name}:${script.name}`;
      drafts.push(
        programDraft(member.folder, [packageManager, "run", script.name], {
          name,
          prefix: "npm",
          category,
          priority: 82,
          file: member.manifest?.file ?? member.folder.path,
          command: script.command,
          description: `${script.command} (${shownPath(folder, member.folder.path)})`,
          aliases: short === name ? [] : [short],
        }),
      );
    }
  }
  return drafts;
};
