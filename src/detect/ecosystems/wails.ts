/** Wails: desktop programs in Go. Its root holds a Go module; package.json lies in `frontend/`. */

import { type Ecosystem, toolDrafts } from "../draft.ts";

/** `wails dev` and `wails build`. */
export const wails: Ecosystem = (folder) => {
  const isWails = folder.hasFile("wails.json") || (folder.hasFile("go.mod") && folder.hasFile("build/appicon.png"));
  if (!isWails) return [];
  const file = folder.resolve(folder.firstFile("wails.json") ?? "go.mod");
  return toolDrafts(folder, { prefix: "wails", category: "Wails", file }, [
    ["dev", 90, ["wails", "dev"]],
    ["build", 85, ["wails", "build"]],
  ]);
};
