/** Everything that a key or the mouse can ask for, by name. Pure: what has to be done outside comes back as effects. */

import type { Step } from "../messages.ts";
import type { Model } from "../model.ts";
import type { CommandName } from "./names.ts";
import { open, restart, restartAll, startInTerminal, startOrStop, stopTyping, type } from "./processes.ts";
import {
  back,
  down,
  follow,
  keepRunning,
  kill,
  nextView,
  quit,
  quitNow,
  scrollPage,
  show,
  toggleAll,
  toggleHelp,
  toggleZoom,
  toStart,
  up,
} from "./view.ts";

export { withNotice } from "./notice.ts";
export { revealSelected, scrollRows, selectEntry } from "./view.ts";

export type Command = (model: Model) => Step;

export const commands: Readonly<Record<CommandName, Command>> = {
  up,
  down,
  open,
  "start-stop": startOrStop,
  "start-in-terminal": startInTerminal,
  type,
  "stop-typing": stopTyping,
  restart,
  "restart-all": restartAll,
  "toggle-all": toggleAll,
  "toggle-zoom": toggleZoom,
  "page-up": (model) => scrollPage(model, -1),
  "page-down": (model) => scrollPage(model, 1),
  "to-start": toStart,
  follow,
  "view-procs": (model) => show(model, "procs"),
  "view-logs": (model) => show(model, "logs"),
  "next-view": nextView,
  back,
  help: toggleHelp,
  quit,
  "quit-now": quitNow,
  kill,
  "keep-running": keepRunning,
};
