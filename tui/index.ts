/** The terminal screen. Import it lazily: it loads blessed. */

import type { ScreenOptions, ScreenProject } from "./options.ts";
import { ScreenDriver } from "./screen.ts";

export type { ScreenOptions, ScreenProject, SettingsOptions } from "./options.ts";
export type { ProgramInfo } from "./settings/info.ts";

export interface Screen {
  /** Resolves when the user asked to quit (`q`, ctrl+c) or the terminal is gone. */
  readonly quitRequested: Promise<void>;
  /** Resolves when the user presses ctrl+c once more while processes are being stopped. */
  readonly killRequested: Promise<void>;
  /** False while an editor or a pager has the terminal: ctrl+c is meant for that, though it reaches this program as well. */
  readonly hasKeyboard: boolean;
  /** What can be started is another than before, or what is wrong with the project's files. */
  change(project: ScreenProject): void;
  /**
   * Shows "stopping 3 processes …" while the program stops its children; only ctrl+c does something from here on. Resolves when no editor
   * has the terminal (any more), or does not end within a second.
   */
  stopping(): Promise<void>;
  /** Gives the terminal back as it was; safe to call twice, and after a crash. */
  close(): void;
}

/**
 * Takes over the terminal (stdin and stdout, which must be one) and draws the first frame at once, from the project alone;
 * processes, log lines and the MCP port appear as they come. Main thread only, one screen at a time.
 */
export function openScreen(options: ScreenOptions): Screen {
  const driver = new ScreenDriver(options);
  try {
    driver.open();
  } catch (error) {
    driver.close();
    throw error;
  }
  return driver;
}
