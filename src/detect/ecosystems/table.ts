/** All ecosystems. A new one is a file beside this one and a line here; of two equal names the earlier one keeps it. */

import type { Ecosystem } from "../draft.ts";
import { cargo } from "./cargo.ts";
import { denoTasks } from "./deno.ts";
import { dockerCompose } from "./docker-compose.ts";
import { dotnet } from "./dotnet.ts";
import { electron } from "./electron.ts";
import { flutter } from "./flutter.ts";
import { go } from "./go.ts";
import { gradle } from "./gradle.ts";
import { just } from "./just.ts";
import { make } from "./make.ts";
import { maven } from "./maven.ts";
import { mix } from "./mix.ts";
import { mprocs } from "./mprocs/mprocs.ts";
import { npmScripts } from "./npm.ts";
import { nx } from "./nx.ts";
import { php } from "./php.ts";
import { processCompose } from "./process-compose/process-compose.ts";
import { procfile } from "./procfile.ts";
import { python } from "./python/python.ts";
import { ruby } from "./ruby.ts";
import { taskfile } from "./taskfile.ts";
import { turbo } from "./turbo.ts";
import { vscode } from "./vscode/vscode.ts";
import { wails } from "./wails.ts";

export const ecosystems: readonly Ecosystem[] = [
  npmScripts,
  denoTasks,
  processCompose,
  mprocs,
  procfile,
  just,
  taskfile,
  make,
  dockerCompose,
  turbo,
  nx,
  wails,
  electron,
  go,
  cargo,
  gradle,
  maven,
  dotnet,
  python,
  ruby,
  php,
  mix,
  flutter,
  vscode,
];
