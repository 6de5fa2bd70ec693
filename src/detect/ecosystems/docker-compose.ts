/** Services of docker compose. Docker reads the file itself, so all that it says has its effect. */

import { dirname, relative } from "node:path";
import { type Ecosystem, programDraft } from "../draft.ts";
import { type Folder, folderOf } from "../files/folder.ts";
import { maxIncludes } from "../files/limits.ts";
import { isObject, kindOf, objectOf, textOf, textsOf } from "../files/values.ts";
import { findProgram } from "../programs.ts";

/** The names that docker looks for, in its order. */
const fileNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const overrideNames = [
  "compose.override.yaml",
  "compose.override.yml",
  "docker-compose.override.yaml",
  "docker-compose.override.yml",
];

/** Docker waits 10 s for its containers to stop; a shorter limit would leave them behind. */
const stopTimeoutMs = 15_000;

interface Service {
  readonly file: string;
  readonly description: string | undefined;
}

function readServices(root: Folder, file: string, services: Map<string, Service>, read: Set<string>): void {
  if (read.has(file)) return;
  if (read.size > maxIncludes) {
    root.warn(`${file}: more than ${maxIncludes} included files. This one is not read.`);
    return;
  }
  read.add(file);
  const document = root.document(relative(root.path, file), "yaml");
  const value = objectOf(document?.value);
  if (document === undefined) return;
  if (value["services"] !== undefined && value["services"] !== null && !isObject(value["services"])) {
    root.warn(
      `${document.at(["services"])}: "services" must be an object, not ${kindOf(value["services"])}. None is listed.`,
    );
  }
  for (const [name, service] of Object.entries(objectOf(value["services"]))) {
    const build = objectOf(service)["build"];
    const context = textOf(build) ?? textOf(objectOf(build)["context"]);
    const image = textOf(objectOf(service)["image"]);
    const description = image ?? (context === undefined ? undefined : `built from ${context}`);
    services.set(name, {
      file: services.get(name)?.file ?? file,
      description: description ?? services.get(name)?.description,
    });
  }
  const includes = Array.isArray(value["include"]) ? value["include"] : [];
  includes.forEach((include: unknown, index) => {
    const paths = textOf(include) ?? objectOf(include)["path"];
    for (const path of typeof paths === "string" ? [paths] : textsOf(paths)) {
      const folder = folderOf(file, root.reading);
      if (folder.hasFile(path)) readServices(root, folder.resolve(path), services, read);
      else root.warn(`${document.at(["include", index])}: ${path} is not a file here: its services are not listed.`);
    }
  });
}

/** `docker compose up SERVICE`; docker starts what the service depends on. */
export const dockerCompose: Ecosystem = (folder, { env }) => {
  const main = folder.firstFile(...fileNames);
  if (main === undefined) return [];
  const services = new Map<string, Service>();
  const read = new Set<string>();
  for (const name of [main, folder.firstFile(...overrideNames)]) {
    if (name !== undefined) readServices(folder, folder.resolve(name), services, read);
  }
  const isOld = findProgram("docker", folder.path, env) === undefined;
  const program =
    isOld && findProgram("docker-compose", folder.path, env) !== undefined ? ["docker-compose"] : ["docker", "compose"];
  return [...services].map(([name, { file, description }]) =>
    programDraft(folder, [...program, "up", name], {
      name,
      prefix: "compose",
      category: "Docker Compose",
      priority: 76,
      file,
      description,
      cwd: dirname(folder.resolve(main)),
      more: { stopTimeoutMs, groups: ["compose"] },
    }),
  );
};
