/** What the shop reads from environment variables, for all its programs. */

/** The port in the variable `name`, or `fallback` when it is not set. 0 means any free port. */
export function portFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`${name} is "${text}": a port is a whole number from 0 to 65535`);
  }
  return port;
}

/** Where the api is: `API_URL`, else this machine at `PORT` (default 3000). No slash at the end. */
export function apiUrl(): string {
  const url = process.env["API_URL"] || `http://127.0.0.1:${portFrom("PORT", 3000)}`;
  return url.replace(/\/+$/, "");
}

/** Whether to print colours: `FORCE_COLOR` decides, then `NO_COLOR`, then whether stdout is a terminal. */
export function wantsColour(): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no } = process.env;
  if (force !== undefined) return force !== "0" && force !== "false";
  return !no && process.stdout.isTTY === true;
}
