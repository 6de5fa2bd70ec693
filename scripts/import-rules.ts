import type { IConfiguration } from "dependency-cruiser";

/** The faces of the program towards the screen: a capability's index.ts, and the declarations beside the folders. */
const faces = "^src/(?!threads/|main\\.ts)([^/]+/index|[^/]+)\\.ts$";
/** The places that put the parts together. */
const roots = "^src/(main\\.ts$|threads/)";
const product = "^(core|src|tui)/";

/** Who may import what: the folder table of docs/architecture.md as rules of dependency-cruiser. */
export const importRules = {
  forbidden: [
    {
      name: "core-stands-alone",
      comment: "core/ runs on any host: what differs between hosts is passed in.",
      severity: "error",
      from: { path: "^core/" },
      to: { pathNot: "^core/" },
    },
    {
      name: "core-by-its-face",
      comment: "core/ is imported through core/index.ts.",
      severity: "error",
      from: { path: "^(src|tui)/" },
      to: { path: "^core/", pathNot: "^core/index\\.ts$" },
    },
    {
      name: "no-screen-in-the-program",
      comment: "The program works without a screen; only src/main.ts and src/threads/ put the two together.",
      severity: "error",
      from: { path: "^src/", pathNot: roots },
      to: { path: "^tui/" },
    },
    {
      name: "screen-by-its-face",
      comment: "tui/ is imported through tui/index.ts.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^tui/", pathNot: "^tui/index\\.ts$" },
    },
    {
      name: "screen-sees-faces",
      comment: "The screen sees a capability's index.ts (and the declarations in src/ itself), nothing behind it.",
      severity: "error",
      from: { path: "^tui/" },
      to: { path: "^src/", pathNot: faces },
    },
    {
      name: "capability-by-its-face",
      comment: "A capability is imported through its index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: roots },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", "^src/[^/]+/thread\\.ts$", roots] },
    },
    {
      name: "capability-by-its-face-roots",
      comment: "Even where the parts are put together, only a capability's index.ts or thread.ts is imported.",
      severity: "error",
      from: { path: ["^src/[^/]+\\.ts$", "^src/threads/"] },
      to: { path: "^src/[^/]+/", pathNot: ["^src/[^/]+/(index|thread)\\.ts$", roots] },
    },
    {
      name: "owner-side-for-threads",
      comment: "A capability's thread.ts is its owner's side, imported by src/threads/ alone.",
      severity: "error",
      from: { path: product, pathNot: "^src/threads/" },
      to: { path: "^src/(?!threads/)[^/]+/thread\\.ts$" },
    },
    {
      name: "roots-on-top",
      comment: "Nothing imports the places that put the parts together.",
      severity: "error",
      from: { path: product, pathNot: roots },
      to: { path: roots },
    },
    {
      name: "no-cycle",
      comment: "Modules that need each other are one module, or lack a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-tests-in-the-product",
      comment: "The product needs no test, script or example.",
      severity: "error",
      from: { path: product },
      to: { path: "^(test|scripts|examples)/" },
    },
    {
      name: "declared-packages",
      comment: "The product imports packages that package.json names under dependencies.",
      severity: "error",
      from: { path: product },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown"] },
    },
    {
      name: "resolvable",
      comment: "Every import leads to a file, a package or a module of the host.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
} satisfies IConfiguration;
