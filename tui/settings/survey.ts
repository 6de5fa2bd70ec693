/** Looks around for the Settings view while it is shown, and tells AI clients of Brummer. Main thread; nothing of it blocks. */

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type PackageManager, reportManagers } from "../../src/detect/index.ts";
import {
  type BrumCommand,
  type InstallSurroundings,
  installClient,
  type Place,
  surveyClients,
} from "../../src/install/index.ts";
import type { ViewName } from "../model.ts";
import { OWN_FILE, type Surroundings, shortPath } from "./info.ts";

/** What it needs to know. */
export interface SurveyOptions {
  /** Of the project, absolute. */
  readonly directory: string;
  /** Of the configuration. */
  readonly preferred: PackageManager | undefined;
  /** Whose clients they are. */
  readonly place: Place;
  /** How they start this program; by default as `brum`. */
  readonly brum?: BrumCommand;
}

const plain: BrumCommand = { onPath: "brum", program: "brum", arguments: [] };

export class Survey {
  readonly #options: SurveyOptions;
  readonly #tell: (found: Partial<Surroundings>) => void;
  #view: ViewName = "procs";

  /** `tell`: gets what was found, part by part. */
  constructor(options: SurveyOptions, tell: (found: Partial<Surroundings>) => void) {
    this.#options = options;
    this.#tell = tell;
  }

  /** The view that is shown now: each time that Settings is opened, everything is looked at anew. */
  follow(view: ViewName): void {
    const isOpened = view === "settings" && this.#view !== "settings";
    this.#view = view;
    if (isOpened) void this.#look();
  }

  /** Writes the entry. Resolves with a sentence on what was written and where; rejects with one, too. */
  async install(client: string, label: string): Promise<string> {
    const { place } = this.#options;
    const wish = { client, scope: "user", isRemoval: false } as const;
    const { file, backup, isChanged } = await installClient(wish, this.#around);
    void this.#lookAtClients();
    if (!isChanged) return `${shortPath(place, file)} is as it should be already.`;
    const kept = backup === null ? "" : ` (its old text: ${basename(backup)} beside it)`;
    return `Wrote ${shortPath(place, file)}${kept}. ${label} knows Brummer now.`;
  }

  get #around(): InstallSurroundings {
    const { place, directory, brum = plain } = this.#options;
    return { place, directory, brum };
  }

  async #look(): Promise<void> {
    const { directory, preferred } = this.#options;
    await Promise.all([
      this.#lookAtClients(),
      reportManagers(directory, preferred).then((managers) => this.#tell({ managers })),
      isFile(join(directory, OWN_FILE)).then((hasOwnFile) => this.#tell({ hasOwnFile })),
    ]);
  }

  async #lookAtClients(): Promise<void> {
    this.#tell({ clients: await surveyClients(this.#around) });
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
