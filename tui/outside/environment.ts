/** What the environment says about the machine and the way to it. Pure: tables in the tests. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where something is done: the program's environment and `process.platform`. */
export interface Surroundings {
  readonly env: Environment;
  readonly platform: string;
}

/** Whether a variable is there and not empty. */
export function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? "") !== "";
}

/** True where the terminal stands on another machine: what is opened or copied here would not be seen there. */
export function isRemote(env: Environment): boolean {
  return isSet(env, "SSH_CONNECTION") || isSet(env, "SSH_TTY");
}

/** Linux inside of Windows, whose programs can be called. */
export function isWsl({ env, platform }: Surroundings): boolean {
  return platform === "linux" && (isSet(env, "WSL_DISTRO_NAME") || isSet(env, "WSL_INTEROP"));
}

/** Whether windows can be opened, as far as the environment tells. */
export function hasDisplay({ env, platform }: Surroundings): boolean {
  if (platform === "win32" || platform === "darwin") return true;
  return isSet(env, "WAYLAND_DISPLAY") || isSet(env, "DISPLAY");
}
