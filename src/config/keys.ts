/** Every configuration key, declared as data. */

import { isPackageManager, type PackageManager, packageManagers } from "../detect/index.ts";

/** Values as they are collected; a key that is set already keeps its value. */
export interface Values {
  preferredPackageManager?: PackageManager;
  mcpPort?: number;
  noMcp?: boolean;
}

interface Key {
  /** As in the file; `BRUMMER_` and capitals make it an environment variable. */
  readonly name: string;
  /** What may stand there, in words. */
  readonly allowed: string;
  /** Takes the value unless one is there already; false when it is not allowed. */
  readonly read: (value: unknown, values: Values) => boolean;
}

export const keys: readonly Key[] = [
  {
    name: "preferred_package_manager",
    allowed: `one of ${packageManagers.join(", ")}`,
    read: (value, values) => {
      if (typeof value !== "string" || !isPackageManager(value)) return false;
      values.preferredPackageManager ??= value;
      return true;
    },
  },
  {
    name: "mcp_port",
    allowed: "a whole number from 0 to 65535",
    read: (value, values) => {
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 65_535) return false;
      values.mcpPort ??= value;
      return true;
    },
  },
  {
    name: "no_mcp",
    allowed: "true or false",
    read: (value, values) => {
      if (typeof value !== "boolean") return false;
      values.noMcp ??= value;
      return true;
    },
  },
];
