/** The language that a file is written in, by its name. */

const byExtension: Readonly<Record<string, string>> = {
  js: "javascript", jsx: "javascript", mjs: "javascript", cjs: "javascript", vue: "javascript", svelte: "javascript", astro: "javascript",
  ts: "typescript", tsx: "typescript", mts: "typescript", cts: "typescript",
  py: "python", pyi: "python", pyx: "python",
  go: "go", rs: "rust", java: "java", kt: "kotlin", kts: "kotlin", scala: "scala", groovy: "groovy", clj: "clojure",
  c: "c", h: "c", cc: "cpp", cpp: "cpp", cxx: "cpp", hpp: "cpp", hh: "cpp", m: "objective-c",
  cs: "csharp", fs: "fsharp", vb: "vb", rb: "ruby", rake: "ruby", erb: "ruby", php: "php",
  ex: "elixir", exs: "elixir", erl: "erlang", hs: "haskell", ml: "ocaml", mli: "ocaml", elm: "elm", dart: "dart", swift: "swift",
  zig: "zig", nim: "nim", lua: "lua", pl: "perl", pm: "perl", jl: "julia", r: "r", sh: "shell", bash: "shell", zsh: "shell",
  css: "css", scss: "scss", sass: "sass", less: "less", html: "html", htm: "html", json: "json", yml: "yaml", yaml: "yaml", toml: "toml",
  sql: "sql", md: "markdown", tf: "terraform", proto: "protobuf", graphql: "graphql",
};

/** Empty where the name does not tell it. */
export function languageOf(file: string): string {
  const extension = /\.([A-Za-z]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  return byExtension[extension] ?? (/(?:^|[\\/])(?:Dockerfile|Containerfile)/.test(file) ? "docker" : "");
}
