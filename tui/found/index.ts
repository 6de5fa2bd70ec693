/** What has been found in the output, taken into the model. Pure. */

import type { ToldEvent } from "../../src/events/index.ts";
import type { ProcessSnapshot } from "../../src/process/index.ts";
import type { Model } from "../model.ts";
import { placeKey } from "./address.ts";
import { withWork } from "./outcomes.ts";
import { type Reached, withReached } from "./reached.ts";
import { withReadyPlace, withUrl } from "./urls.ts";

/** Takes events in, in their order. */
export function takeEvents(model: Model, events: readonly ToldEvent[]): Model {
  let { urls, works } = model;
  for (const event of events) {
    if (event.kind === "url") urls = withUrl(urls, event);
    else if (event.kind !== "ready") works = withWork(works, event);
  }
  return { ...model, urls, works };
}

/** Takes in where processes are ready. */
export function takeReadyPlaces(model: Model, processes: readonly ProcessSnapshot[]): Model {
  let { urls } = model;
  for (const { name, source, url, readyAt } of processes)
    if (url !== null && readyAt !== null) urls = withReadyPlace(urls, { process: name, source, url, readyAt });
  return urls === model.urls ? model : { ...model, urls };
}

/** Takes in whether a place was reached. */
export function takeReached(model: Model, key: string, reached: Reached): Model {
  const known = new Set(model.urls.list.map(placeKey));
  return { ...model, reached: withReached(model.reached, known, key, reached) };
}
