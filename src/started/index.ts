/** What a person has started in a project, kept for the next time: it is offered first. */

export { loadStarted, saveStarted, startedFile } from "./file.ts";
export { parseStarted, type Started, withStarted } from "./list.ts";
