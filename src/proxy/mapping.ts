/** A server and the port of the proxy that stands for it. */

export interface Mapping {
  /** Origin of the server: `http://localhost:5173`. */
  readonly target: string;
  /** `http://localhost:20888` */
  readonly proxyUrl: string;
  readonly port: number;
  /** Null: it was registered by hand. */
  readonly process: string | null;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The origin of an address, lower case, without a user; undefined: it is none of HTTP. Any address of this machine (`0.0.0.0`) is `localhost`. */
export function originOf(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const isAny = url.hostname === "0.0.0.0" || url.hostname === "[::]";
  return isAny ? `${url.protocol}//localhost${url.port === "" ? "" : `:${url.port}`}` : url.origin;
}
