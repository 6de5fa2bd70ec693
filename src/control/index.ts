/**
 * Talking to a Brummer that runs: finding it by its instance file, asking it over its private socket. The side that answers is
 * in `thread.ts`.
 */

export { ControlClient, ControlError } from "./client.ts";
export { instancesFor, isSameDirectory, runningInstances } from "./find.ts";
export type { InstanceRecord } from "./instance-file.ts";
export { checkRuntimeFolder, makePrivate, PlaceError, runtimeFolder } from "./place.ts";
export type { Answer, LogLine, LogStart, ProcessInfo } from "./requests.ts";
