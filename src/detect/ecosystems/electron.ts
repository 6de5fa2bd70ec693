/** Electron: a package.json that depends on it. */

import { type Ecosystem, toolDrafts } from "../draft.ts";
import { packageProgram } from "../package-manager.ts";

const packages = ["electron", "electron-builder", "electron-packager", "@electron/packager"];

/** `electron .`, as the package manager finds it. */
export const electron: Ecosystem = (folder, { manifest, packageManager }) => {
  if (manifest === undefined || !packages.some((name) => manifest.dependencies.has(name))) return [];
  return toolDrafts(folder, { prefix: "electron", category: "Electron", file: manifest.file }, [
    ["start", 90, packageProgram(packageManager, "electron", ".")],
  ]);
};
