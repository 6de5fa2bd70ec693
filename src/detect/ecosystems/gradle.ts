/** Gradle builds: the wrapper where the project has one, and only tasks that its plugins bring. */

import { type Ecosystem, toolDrafts } from "../draft.ts";
import type { Folder } from "../files/folder.ts";
import { withoutBlocks } from "../files/text.ts";

const buildFiles = ["build.gradle.kts", "build.gradle"];
const settingsFiles = ["settings.gradle.kts", "settings.gradle"];

/** Build scripts of the root and of the projects that the settings include, without their comments. */
function buildScripts(folder: Folder): string[] {
  const settings = withoutComments(folder.text(folder.firstFile(...settingsFiles) ?? "") ?? "");
  const projects = [...settings.matchAll(/\binclude\b\s*\(?([^)\n]*(?:,\s*\n[^)\n]*)*)/g)].flatMap((match) =>
    [...(match[1] ?? "").matchAll(/["']:?([^"']+)["']/g)].map((name) => (name[1] ?? "").replaceAll(":", "/")),
  );
  return [".", ...projects].map((path) => {
    const project = folder.at(path);
    const name = project.firstFile(...buildFiles);
    return name === undefined ? "" : withoutComments(project.text(name) ?? "");
  });
}

function withoutComments(text: string): string {
  return withoutBlocks(text, "/*", "*/").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** The program: the wrapper of the project's own version, else the one on PATH. */
function program(folder: Folder, platform: string): string {
  if (platform === "win32") return folder.hasFile("gradlew.bat") ? ".\\gradlew.bat" : "gradle";
  return folder.hasFile("gradlew") ? "./gradlew" : "gradle";
}

/** `run` with the application plugin, `bootRun` with Spring Boot's, `build`, `test`. */
export const gradle: Ecosystem = (folder, { platform }) => {
  const main = folder.firstFile(...buildFiles, ...settingsFiles);
  if (main === undefined) return [];
  const scripts = buildScripts(folder);
  const has = (plugin: RegExp) => scripts.some((script) => plugin.test(script));
  const run = program(folder, platform);
  return toolDrafts(folder, { prefix: "gradle", category: "Gradle", file: folder.resolve(main) }, [
    ...(has(/\bapplication\b|mainClass/) ? ([["run", 95, [run, "run"]]] as const) : []),
    ...(has(/org\.springframework\.boot/) ? ([["bootRun", 93, [run, "bootRun"]]] as const) : []),
    ["build", 90, [run, "build"]],
    ["test", 85, [run, "test"]],
  ]);
};
