/** Whose a host is, as far as its name or address tells. */

/** A wildcard address, on which servers listen: `0.0.0.0`, `[::]`. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || /^\[[0:]+\]$/.test(host);
}

/**
 * 0: this machine by loopback or wildcard; 1: this machine by a name kept for it (RFC 6761: `*.localhost`, `*.test`); 2: a
 * private network (RFC 1918, 3927, 4193, `*.local`, `*.lan`, `*.internal`, a name without a dot); undefined: any other host.
 * `host` as `URL.hostname` gives it.
 */
export function hostRank(host: string): number | undefined {
  if (isWildcard(host) || host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host)) return 0;
  if (/\.(?:localhost|test)$/.test(host)) return 1;
  if (/^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+$/.test(host)) return 2;
  if (/^\[(?:f[cd]|fe[89ab])[\da-f:]*\]$/.test(host)) return 2;
  return /\.(?:local|lan|internal|home\.arpa)$/.test(host) || /^[a-z][a-z\d-]*$/.test(host) ? 2 : undefined;
}
