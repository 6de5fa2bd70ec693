/**
 * One of the small servers, as a process of its own: `bun child.ts KIND TARGET_PORT [MODULE]`. It prints its port.
 * `backend` answers with 1 KB; `splice` passes bytes and knows no HTTP; `node-http` is the least proxy of `node:http`, without a record;
 * `http-proxy` is the package of that name, whose module is given.
 */

import { Agent, createServer, request } from "node:http";

const [, , kind, target = "0", module = ""] = process.argv;
const hostname = "127.0.0.1";
const port = Number(target);

/** What is used of the package. */
interface HttpProxyModule {
  readonly default: { createProxyServer(options: object): { listen(port: number, host: string): void } };
}

function backend(): number {
  const body = "x".repeat(1024);
  const headers = { "content-type": "text/plain" };
  return Bun.serve({ hostname, port: 0, fetch: () => new Response(body, { headers }) }).port ?? 0;
}

function splice(): number {
  type Other = { other: Bun.Socket<Other> | undefined; early: Uint8Array[] };
  const passing = {
    data: ({ data }: Bun.Socket<Other>, bytes: Uint8Array) => {
      if (data.other === undefined) data.early.push(bytes);
      else data.other.write(bytes);
    },
    close: ({ data }: Bun.Socket<Other>) => void data.other?.end(),
    error: () => {},
  };
  return Bun.listen<Other>({
    hostname,
    port: 0,
    socket: {
      ...passing,
      open(client) {
        client.data = { other: undefined, early: [] };
        void Bun.connect<Other>({
          hostname,
          port,
          data: { other: client, early: [] },
          socket: {
            ...passing,
            open(server) {
              client.data.other = server;
              for (const bytes of client.data.early) server.write(bytes);
            },
          },
        });
      },
    },
  }).port;
}

function nodeHttp(): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((message, answer) => {
    const { method, url, headers } = message;
    const sent = request({ hostname, port, agent, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    sent.on("error", () => answer.destroy());
    message.pipe(sent);
  });
  return new Promise((resolve) => {
    server.listen(0, hostname, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

async function httpProxy(): Promise<number> {
  // Checked border: the pinned version of the package.
  const { default: proxy } = (await import(module)) as HttpProxyModule;
  const own = Number(process.argv[5]);
  proxy
    .createProxyServer({ target: `http://${hostname}:${port}`, agent: new Agent({ keepAlive: true }) })
    .listen(own, hostname);
  return own;
}

const kinds: Readonly<Record<string, () => number | Promise<number>>> = {
  backend,
  splice,
  "node-http": nodeHttp,
  "http-proxy": httpProxy,
};
const start = kinds[kind ?? ""];
if (start === undefined) throw new Error(`there is no ${kind}`);
console.log(await start());
