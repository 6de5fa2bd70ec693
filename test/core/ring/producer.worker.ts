/** Writes a producer's lines; says "done" at the end. */

import { parentPort, workerData } from "node:worker_threads";
import { LogRing } from "../../../core/index.ts";
import { writeLines } from "./lines.ts";

const { buffer, source, count, size } = workerData;
writeLines(LogRing.attach(buffer).writer(), source, count, size);
parentPort?.postMessage("done");
