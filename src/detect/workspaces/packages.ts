/** Packages of a workspace: of pnpm, npm, yarn, Bun, lerna, nx and rush. */

import { Folder } from "../files/folder.ts";
import { maxPackages } from "../files/limits.ts";
import { isObject, objectOf, textOf, textsOf } from "../files/values.ts";
import { type PackageJson, readPackageJson } from "../package-json.ts";
import { foldersFitting } from "./globs.ts";

/** A package of a workspace. */
export interface Package {
  /** Name in its package.json, else the folder's path in the workspace. */
  readonly name: string;
  /** Path in the workspace, with slashes. */
  readonly path: string;
  readonly folder: Folder;
  readonly manifest: PackageJson | undefined;
}

/** What one file says about packages. */
interface Definition {
  readonly globs?: readonly string[] | undefined;
  /** Named folders. */
  readonly folders?: readonly string[];
  /** Names that a walk does not enter. */
  readonly skipped?: ReadonlySet<string>;
}

/** pnpm-workspace.yaml: `packages`, with negation. */
function pnpm(root: Folder): Definition {
  const document = root.document("pnpm-workspace.yaml", "yaml");
  if (document === undefined) return {};
  const packages = objectOf(document.value)["packages"];
  if (packages === undefined || packages === null) return {};
  if (!Array.isArray(packages)) {
    root.warn(`${document.at(["packages"])}: "packages" must be a list of globs. Its packages are not listed.`);
    return {};
  }
  return { globs: textsOf(packages) };
}

/** lerna.json: `packages`; without it lerna uses the package manager's workspaces. */
function lerna(root: Folder): Definition {
  const value = root.document("lerna.json", "jsonc")?.value;
  return isObject(value) && Array.isArray(value["packages"]) ? { globs: textsOf(value["packages"]) } : {};
}

/** Folders inside a project that hold no other project, and many folders: nx looks everywhere else. */
const insideProjects = new Set(["src", "dist", "build", "out", "tmp", "coverage", "assets", "public"]);

/** nx.json: projects of an older `workspace.json`, else the folders of `workspaceLayout`. */
function nx(root: Folder): Definition {
  const value = root.document("nx.json", "jsonc")?.value;
  if (!isObject(value)) return {};
  const projects = objectOf(objectOf(root.document("workspace.json", "jsonc")?.value)["projects"]);
  const named = Object.values(projects).map((project) => textOf(project) ?? textOf(objectOf(project)["root"]));
  const layout = objectOf(value["workspaceLayout"]);
  const folders = [textOf(layout["appsDir"]) ?? "apps", textOf(layout["libsDir"]) ?? "libs", "packages"];
  return {
    // A project is a folder with a project.json, however deep below these.
    globs: [...new Set(folders)].map((folder) => `${folder}/**`),
    folders: named.filter((path) => path !== undefined),
    skipped: insideProjects,
  };
}

/** rush.json: `projects` with `projectFolder`. */
function rush(root: Folder): Definition {
  const document = root.document("rush.json", "jsonc");
  const projects = objectOf(document?.value)["projects"];
  if (document === undefined || !Array.isArray(projects)) return {};
  const folders: string[] = [];
  projects.forEach((project: unknown, index) => {
    const path = textOf(objectOf(project)["projectFolder"]);
    if (path !== undefined && root.hasFolder(path)) folders.push(path);
    else root.warn(`${document.at(["projects", index])}: no "projectFolder" that is there. The project is left out.`);
  });
  return { folders };
}

/**
 * The packages of the workspace whose root the folder is, by path; none when it is no root. A folder counts when it holds a
 * package.json or (nx) a project.json.
 */
export function readPackages(root: Folder): Package[] {
  const paths = new Set<string>();
  const manifest = root.hasFile("package.json") ? readPackageJson(root) : undefined;
  const definitions: readonly Definition[] = [
    { globs: manifest?.workspaces },
    pnpm(root),
    lerna(root),
    nx(root),
    rush(root),
  ];
  for (const { globs = [], folders = [], skipped } of definitions) {
    for (const path of [...foldersFitting(root, globs, skipped), ...folders]) paths.add(path.replace(/^\.\//, ""));
  }
  const packages: Package[] = [];
  for (const path of [...paths].sort()) {
    const folder = new Folder(root.resolve(path), root.reading);
    const hasManifest = folder.hasFile("package.json");
    if (folder.path === root.path || (!hasManifest && !folder.hasFile("project.json"))) continue;
    if (packages.length === maxPackages) {
      root.warn(`More than ${maxPackages} packages in ${root.path}: those from ${path} on are not listed.`);
      break;
    }
    const own = hasManifest ? readPackageJson(folder) : undefined;
    packages.push({ name: own?.name ?? path, path, folder, manifest: own });
  }
  return packages;
}
