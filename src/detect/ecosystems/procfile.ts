/** Procfiles, as foreman, overmind and Heroku read them. */

import { parseEnv } from "node:util";
import { type Draft, type Ecosystem, shellDraft } from "../draft.ts";
import type { Folder } from "../files/folder.ts";

const defaultPort = 5000;

/** Variables of the `.env` beside; a broken line is passed over, as the tools do. */
export function dotEnv(folder: Folder): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(folder.text(".env") ?? "");
  } catch {
    return {};
  }
}

function readProcfile(folder: Folder, name: string, priority: number, platform: string): Draft[] {
  const text = folder.text(name);
  if (text === undefined) return [];
  const file = folder.resolve(name);
  const base = Number(dotEnv(folder)["PORT"] ?? defaultPort);
  const drafts: Draft[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const entry = /^([A-Za-z0-9_-]+):\s*(.+?)\s*$/.exec(line);
    if (entry === null) {
      folder.warn(`${file}:${index + 1}:1: "name: command" expected. The line is left out.`);
      continue;
    }
    const [, process = "", command = ""] = entry;
    if (drafts.some((draft) => draft.name === process)) {
      folder.warn(`${file}:${index + 1}:1: process "${process}" is there twice. This one is left out.`);
      continue;
    }
    // As foreman does: 100 ports for each process, from PORT on.
    const port = (Number.isInteger(base) ? base : defaultPort) + drafts.length * 100;
    const more = {
      env: { PORT: String(port) },
      groups: [name.toLowerCase()],
      ...(folder.hasFile(".env") ? { envFiles: [folder.resolve(".env")] } : {}),
    };
    drafts.push(
      shellDraft(
        folder,
        command,
        { name: process, prefix: name.toLowerCase(), category: name, priority, file, more },
        platform,
      ),
    );
  }
  return drafts;
}

/** The processes of `Procfile.dev` and `Procfile`, run by a shell with `.env` and a `PORT` of their own. */
export const procfile: Ecosystem = (folder, { platform }) => [
  ...readProcfile(folder, "Procfile.dev", 96, platform),
  ...readProcfile(folder, "Procfile", 94, platform),
];
