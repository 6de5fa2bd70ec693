/** .NET projects and solutions. */

import { basename } from "node:path";
import { type Draft, type Ecosystem, toolDrafts } from "../draft.ts";
import type { Folder } from "../files/folder.ts";

const category = ".NET";
const isProject = (name: string) => /\.(?:cs|fs|vb)proj$/.test(name);

/** True for a project that makes a program: `OutputType` Exe, or an SDK whose projects are programs. */
function isProgram(text: string): boolean {
  return /<OutputType>\s*(?:Win)?Exe\s*</i.test(text) || /Sdk="Microsoft\.NET\.Sdk\.(?:Web|Worker)"/i.test(text);
}

/** Paths of the projects of solution files, with slashes. */
function projectsOf(folder: Folder, solutions: readonly string[]): string[] {
  return solutions.flatMap((solution) => {
    const text = folder.text(solution) ?? "";
    const quotes = solution.endsWith(".slnx")
      ? /<Project\s[^>]*Path="([^"]+)"/g
      : /^Project\([^)]*\)\s*=\s*"[^"]*",\s*"([^"]+)"/gm;
    return [...text.matchAll(quotes)].map((match) => (match[1] ?? "").replaceAll("\\", "/")).filter(isProject);
  });
}

/** `dotnet run` and `watch run` for each program, `build`, `test`. */
export const dotnet: Ecosystem = (folder) => {
  const names = folder.names("file");
  const solutions = names.filter((name) => /\.slnx?$/.test(name));
  const here = names.filter(isProject);
  const main = solutions[0] ?? here[0];
  if (main === undefined) return [];
  const projects = here.length > 0 ? here : [...new Set(projectsOf(folder, solutions))];
  const programs = projects.filter((path) => isProgram(folder.text(path) ?? ""));
  const drafts: Draft[] = programs.flatMap((path) => {
    const only = programs.length === 1;
    const suffix = only ? "" : `:${basename(path).replace(/\.\w+$/, "")}`;
    const chosen = here.length === 1 ? [] : ["--project", path];
    return toolDrafts(folder, { prefix: "dotnet", category, file: folder.resolve(path) }, [
      [`run${suffix}`, 95, ["dotnet", "run", ...chosen]],
      [`watch${suffix}`, 93, ["dotnet", "watch", ...chosen, "run"]],
    ]);
  });
  // More than one file to choose from: dotnet wants to be told which.
  const target = solutions.length + here.length > 1 ? [main] : [];
  return [
    ...drafts,
    ...toolDrafts(folder, { prefix: "dotnet", category, file: folder.resolve(main) }, [
      ["build", 90, ["dotnet", "build", ...target]],
      ["test", 85, ["dotnet", "test", ...target]],
    ]),
  ];
};
