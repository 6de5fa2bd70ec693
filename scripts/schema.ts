/** Writes docs/brum.schema.json, the JSON schema of `.brum.toml`, from the declarations of the keys: `bun run schema`. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaText } from "../src/config/index.ts";
import { repository } from "./build.ts";

const file = join(repository, "docs/brum.schema.json");
writeFileSync(file, schemaText());
execFileSync(join(repository, "node_modules/.bin/biome"), ["format", "--write", file], { stdio: "inherit" });
