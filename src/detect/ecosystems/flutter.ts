/** Flutter programs and plain Dart packages. */

import { type Ecosystem, toolDrafts } from "../draft.ts";
import { objectOf } from "../files/values.ts";

/** What `flutter build` makes for each platform folder that `flutter create` writes. */
const targets: readonly (readonly [folder: string, target: string])[] = [
  ["android", "apk"],
  ["ios", "ios"],
  ["web", "web"],
  ["linux", "linux"],
  ["macos", "macos"],
  ["windows", "windows"],
];

/** `flutter run`, `build` for each platform of the project, `test`; for a Dart package `dart run` and `dart test`. */
export const flutter: Ecosystem = (folder) => {
  const document = folder.document("pubspec.yaml", "yaml");
  if (document === undefined) return [];
  const value = objectOf(document.value);
  const shared = { category: "Flutter", file: document.file };
  if ("flutter" in objectOf(value["dependencies"])) {
    const builds = targets.filter(([platform]) => folder.hasFolder(platform));
    return toolDrafts(folder, { prefix: "flutter", ...shared }, [
      ["run", 95, ["flutter", "run"]],
      ...builds.map(([, target]) => [`build:${target}`, 90, ["flutter", "build", target]] as const),
      ["test", 85, ["flutter", "test"]],
    ]);
  }
  return toolDrafts(folder, { ...shared, prefix: "dart", category: "Dart" }, [
    ...(folder
      .at("bin")
      .names("file")
      .some((name) => name.endsWith(".dart"))
      ? ([["run", 95, ["dart", "run"]]] as const)
      : []),
    ...(folder.hasFolder("test") ? ([["test", 85, ["dart", "test"]]] as const) : []),
    ["pub-get", 80, ["dart", "pub", "get"]],
  ]);
};
