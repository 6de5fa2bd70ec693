/** Looks around for the Settings view while it is shown, and tells AI clients of Brummer. Main thread; nothing of it blocks. */

import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type PackageManager, reportManagers } from "../../src/detect/index.ts";
import { installClient, type Place, surveyClients } from "../../src/install/index.ts";
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
}

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

  /** Writes the entry that leads to `url`. Resolves with a sentence on what was written and where; rejects with one, too. */
  async install(client: string, label: string, url: string): Promise<string> {
    const { place } = this.#options;
    const { file, backup } = await installClient(client, url, place);
    void this.#lookAtClients();
    const kept = backup === null ? "" : ` (its old text: ${basename(backup)} beside it)`;
    return `Wrote ${shortPath(place, file)}${kept}. ${label} knows this Brummer now.`;
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
    this.#tell({ clients: await surveyClients(this.#options.place) });
  }
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
