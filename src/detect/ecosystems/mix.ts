/** Elixir: mix, with Phoenix where the project depends on it. */

import { type Ecosystem, toolDrafts } from "../draft.ts";

/** Names in the keyword list that `defp aliases` returns. */
function aliasesOf(source: string): string[] {
  const body = /\bdefp?\s+aliases(?:\(\))?\s+do\b([\s\S]*?)\n\s*end\b/.exec(source)?.[1] ?? "";
  const lines = body.replace(/#.*$/gm, "");
  return [...lines.matchAll(/^[ \t]*\[?[ \t]*(?:"([^"\n]+)"|([a-z_][\w.]*)):\s/gm)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

/** `mix phx.server` or `mix run --no-halt`, `mix test`, `mix deps.get`, and the project's aliases. */
export const mix: Ecosystem = (folder) => {
  const source = folder.text("mix.exs");
  if (source === undefined) return [];
  const isPhoenix = /\{\s*:phoenix\s*,/.test(source);
  const isApplication = /\bmod:\s*\{/.test(source);
  const aliases = aliasesOf(source).filter((name) => name !== "test");
  return toolDrafts(folder, { prefix: "mix", category: "Elixir", file: folder.resolve("mix.exs") }, [
    ...(isPhoenix ? ([["phx.server", 95, ["mix", "phx.server"]]] as const) : []),
    ...(isApplication && !isPhoenix ? ([["run", 95, ["mix", "run", "--no-halt"]]] as const) : []),
    ["test", 85, ["mix", "test"]],
    ...aliases.map((name) => [name, 82, ["mix", name]] as const),
    ["deps.get", 80, ["mix", "deps.get"]],
  ]);
};
