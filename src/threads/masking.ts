/** What agents see of a text: without secrets, unless the configuration says otherwise. */

import type { EventBus } from "../../core/index.ts";
import type { McpAccess } from "../config/index.ts";
import { Masker, type Masking } from "../secrets/index.ts";
import { KnownSecrets, type SecretSources } from "../secrets/thread.ts";
import type { Topics } from "../topics.ts";

export function maskingFor(
  { token, revealSecrets }: McpAccess,
  environment: SecretSources["environment"],
  bus: EventBus<Topics>,
): Masking {
  if (revealSecrets) return (text) => text;
  const own = token === undefined ? [] : [{ name: "mcp.token", value: token }];
  const known = new KnownSecrets({ environment, inherited: { ...process.env }, own });
  bus.subscribe("process.changed", ({ payload }) => known.launched(payload.launch));
  const masker = new Masker(() => known.values);
  return (text, rows) => masker.mask(text, rows);
}
