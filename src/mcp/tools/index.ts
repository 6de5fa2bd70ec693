/** Every tool, in the order in which clients see them: the same in each answer, which keeps prompt caches valid. */

import type { Tool } from "../tool.ts";
import { aboutTools } from "./about.ts";
import { buildTools } from "./builds.ts";
import { changeTools } from "./changes.ts";
import { errorTools } from "./errors.ts";
import { inputTools } from "./input.ts";
import { logStreamTools } from "./log-stream.ts";
import { logTools } from "./logs.ts";
import { portTools } from "./ports.ts";
import { proxyTools } from "./proxy.ts";
import { proxyRequestTools } from "./proxy-requests.ts";
import { queueTools } from "./queue.ts";
import { runTools } from "./run.ts";
import { scriptTools } from "./scripts.ts";
import { timelineTools } from "./timeline.ts";

export const tools: readonly Tool[] = [
  ...scriptTools,
  ...runTools,
  ...inputTools,
  ...portTools,
  ...logTools,
  ...logStreamTools,
  ...errorTools,
  ...buildTools,
  ...timelineTools,
  ...proxyRequestTools,
  ...proxyTools,
  ...changeTools,
  ...queueTools,
  ...aboutTools,
];
