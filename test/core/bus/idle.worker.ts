/** Subscribes, leaves the bus open, and has nothing else to do: the thread should end. */

import { workerData } from "node:worker_threads";
import { EventBus } from "../../../core/index.ts";
import { topics } from "./topics.ts";

const bus = EventBus.attach(topics, (workerData as { buffer: SharedArrayBuffer }).buffer);
bus.subscribe("high.a", () => {});
