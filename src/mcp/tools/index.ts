/** Every tool, in the order in which clients see them: the same in each answer, which keeps prompt caches valid. */

import type { Tool } from "../tool.ts";
import { logStreamTools } from "./log-stream.ts";
import { logTools } from "./logs.ts";
import { scriptTools } from "./scripts.ts";

export const tools: readonly Tool[] = [...scriptTools, ...logTools, ...logStreamTools];
