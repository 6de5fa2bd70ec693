/** What looks like the path of a file in the output of a tool. */

/** Names of files that have no extension, as build tools expect them. */
const bareNames =
  "(?:Make|GNUmake|Docker|Container|Gem|Rake|Pod|Brew|Proc|Vagrant|Jenkins|Just|just|Fast|Cap|Guard|Snake|Earth|Tilt)file|makefile|BUILD|WORKSPACE|BUCK|SConstruct";

const drive = "(?:[A-Za-z]:(?=[\\\\/]))?";
/** A part of a path: no blanks, no signs that tools put around or behind paths. */
const parts = "[^\\s:*?\"'`<>|()\\[\\]{},;]*?";

/** A path whose last part has an extension, or is a file's name without one. Source of a regular expression, without groups. */
export const PATH = `(?:file://)?${drive}${parts}(?:(?<=[^.\\\\/\\s])\\.[A-Za-z_][\\w+-]{0,15}|(?<![\\w.-])(?:${bareNames}))(?![\\w.])`;

/** A path of at least two parts whose last one has no extension: `bin/rails`. For places that nothing else looks like. */
export const BARE_PATH = `${drive}[^\\s:*?"'\`<>|()\\[\\]{},;]+[\\\\/][\\w-]+`;

/** As {@link PATH}, with blanks, `()` and `[]` in it: for places where nothing else can stand. */
export const LOOSE_PATH = `(?:file://)?${drive}[^\\s:*?"<>|,;][^:*?"<>|,;]*\\.[A-Za-z_][\\w+-]{0,15}(?![\\w.])`;

/** Last parts of host names: with a number behind them they are an address, not a file and a line. */
const hostEnd =
  /\.(?:com|net|org|io|dev|local|localhost|internal|lan|app|cloud|svc|cluster|home|corp|test|example|invalid)$/i;

/** Whether it is rather something else: a host name, a URL, a module of a runtime. */
export function isNoFile(path: string): boolean {
  if (/^(?:node|bun|deno|ext|webpack|https?|wss?|npm|jsr|git|data|blob):/i.test(path) && !path.startsWith("file:"))
    return true;
  return !/[\\/]/.test(path) && hostEnd.test(path);
}

/** Names of loggers, behind which a number of .NET's stands in brackets: `Microsoft.AspNetCore.Hosting[14]`. */
export const loggerName = /^(?:[A-Z]\w*\.)+[A-Z]\w*$/;

/** The path itself: without the scheme of a `file:` URL, and without what a development server asks with. */
export function plainPath(path: string): string {
  if (path.startsWith("file:///")) return path.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, "");
  return path.includes("://") ? path.replace(/\?.*$/, "") : path;
}
