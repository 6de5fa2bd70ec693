/** Writes a producer's lines, gated or every third as an error where told so; says "done" at the end. */

import { parentPort, workerData } from "node:worker_threads";
import { LogRing } from "../../../core/index.ts";
import { leave } from "../worker.ts";
import { writeLines } from "./lines.ts";

const { buffer, source, count, size, gated = false, errors = false } = workerData;
writeLines(LogRing.attach(buffer).writer(), source, count, size, { gated }, errors);
parentPort?.postMessage("done");
leave();
