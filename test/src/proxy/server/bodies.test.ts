import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { portOf, running } from "./running.ts";

const COUNT = 10_000;
const AT_ONCE = 24;

/** A sequence of numbers that is the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const encodings = {
  identity: (bytes: Uint8Array) => bytes,
  gzip: gzipSync,
  br: (bytes: Uint8Array) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  deflate: deflateSync,
  zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
} as const;
const names = ["identity", "gzip", "br", "deflate", "zstd"] as const;

/** Noise, and noise of few letters, which compresses. */
const pools = [256, 20].map((letters) => {
  const next = numbers(letters);
  return Uint8Array.from({ length: 300_000 }, () => Math.floor(next() * letters));
});

/** Those that were asked for last: each is needed on both sides, and twice. */
const made = new Map<number, ReturnType<typeof makeBody>>();

function bodyOf(number: number): ReturnType<typeof makeBody> {
  const known = made.get(number);
  if (known !== undefined) return known;
  const body = makeBody(number);
  made.set(number, body);
  const [oldest] = made.keys();
  if (made.size > 200 && oldest !== undefined) made.delete(oldest);
  return body;
}

/** The body with this number: its encoding, its bytes on the wire, and the sizes of its pieces. */
function makeBody(number: number) {
  const next = numbers(number);
  const encoding = names[Math.floor(next() * names.length)] ?? "identity";
  // Most are small; some need many reads.
  const size = Math.floor(next() ** 6 * 200_000);
  const pool = pools[next() < 0.5 ? 0 : 1] ?? new Uint8Array(0);
  const from = Math.floor(next() * 100_000);
  const bytes = encodings[encoding](pool.subarray(from, from + size));
  const isChunked = next() < 0.5;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = isChunked ? 1 + Math.floor(next() ** 3 * 30_000) : bytes.length;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { encoding, bytes, isChunked, pieces };
}

function headersOf({ encoding, bytes, isChunked }: ReturnType<typeof bodyOf>): Record<string, string> {
  return {
    ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
    ...(isChunked ? {} : { "content-length": String(bytes.length) }),
  };
}

function hash(parts: readonly Uint8Array[]): string {
  const sum = createHash("sha1");
  for (const part of parts) sum.update(part);
  return sum.digest("hex");
}

function read(message: IncomingMessage): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    message.on("data", (part: Uint8Array) => parts.push(part));
    message.on("end", () => resolve(parts));
    message.on("error", reject);
  });
}

/** Says what it got, and answers with the body of the number that follows. */
const server = createServer(async (message, response) => {
  const number = Number(message.headers["x-number"]);
  const got = await read(message);
  const body = bodyOf(number + 1);
  response.writeHead(200, {
    ...headersOf(body),
    "x-got": hash(got),
    "x-coding": message.headers["content-encoding"] ?? "",
  });
  for (const piece of body.pieces) response.write(piece);
  response.end();
});

afterAll(() => void server.close());

async function call(port: number, agent: Agent, number: number): Promise<void> {
  const body = bodyOf(number);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        port,
        host: "127.0.0.1",
        agent,
        method: "POST",
        path: `/${number}`,
        headers: { "x-number": String(number), ...headersOf(body) },
      },
      resolve,
    );
    sent.on("error", reject);
    for (const piece of body.pieces) sent.write(piece);
    sent.end();
  });
  const answer = bodyOf(number + 1);
  const got = await read(response);
  const seen = [
    response.headers["x-got"],
    response.headers["x-coding"],
    response.headers["content-encoding"],
    hash(got),
  ];
  const coding = (encoding: string) => (encoding === "identity" ? undefined : encoding);
  expect(seen).toEqual([hash(body.pieces), coding(body.encoding) ?? "", coding(answer.encoding), hash(answer.pieces)]);
}

test(`${COUNT} bodies, in five encodings and in pieces of all sizes, pass byte for byte in both directions, and all are recorded`, async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await using proxy = running();
  const own = await portOf(proxy, `http://127.0.0.1:${port}`);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = 0;
  const caller = async () => {
    while (next < COUNT) await call(own, agent, next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  agent.destroy();
  // Not one is missing, and each has its sizes and the beginning of its bodies.
  expect(proxy.capture.counts).toMatchObject({ recorded: COUNT });
  const rows = proxy.capture.rows();
  expect(rows.filter(({ error, status, doneMs }) => error !== null || status !== 200 || doneMs === null)).toEqual([]);
  for (const row of rows.slice(-500)) {
    const number = Number(new URL(row.url).pathname.slice(1));
    const [up, down] = [bodyOf(number), bodyOf(number + 1)];
    expect([row.requestBytes, row.responseBytes]).toEqual([up.bytes.length, down.bytes.length]);
    const { requestBody, responseBody } = proxy.capture.find(row.id) ?? {};
    expect(hash([requestBody?.bytes ?? new Uint8Array(0)])).toBe(hash([up.bytes.subarray(0, 65_536)]));
    expect(hash([responseBody?.bytes ?? new Uint8Array(0)])).toBe(hash([down.bytes.subarray(0, 65_536)]));
  }
}, 120_000);
