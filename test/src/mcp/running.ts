/** A whole Brummer with its threads, on a folder of its own, for tests of tools that need real processes. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { loadConfiguration } from "../../../src/config/index.ts";
import { detectProject } from "../../../src/detect/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { freePort } from "../../support/ports.ts";

/** Ended by `await using`, with all that it runs. */
export class Running implements AsyncDisposable {
  readonly directory: string;
  readonly port: number;
  readonly program: Program;
  readonly #folder: Disposable;
  readonly #clients: Client[] = [];

  private constructor(folder: ReturnType<typeof makeFolder>, port: number) {
    this.#folder = folder;
    this.directory = folder.path;
    this.port = port;
    const configuration = loadConfiguration(folder.path, {});
    this.program = new Program({
      project: detectProject(folder.path),
      preferredPackageManager: undefined,
      launches: [],
      mcpPort: port,
      core: configuration.core,
      history: { ...configuration.history, enabled: false },
      logFiles: configuration.logFiles,
      eventBus: configuration.eventBus,
      version: "9.8.7",
      ownLog: undefined,
      environment: configuration.environment,
      variables: {},
    });
  }

  /** With these files, `.brum.toml` among them. */
  static async start(files: Readonly<Record<string, string>>): Promise<Running> {
    const running = new Running(makeFolder(files), await freePort());
    await running.program.start();
    return running;
  }

  /** Of revision 2026-07-28 when `modern`, else of 2025-11-25. */
  async connect(modern = false): Promise<Client> {
    const options = modern ? { versionNegotiation: { mode: { pin: "2026-07-28" } } } : {};
    const client = new Client({ name: "test", version: "1" }, options);
    this.#clients.push(client);
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${this.port}/mcp`)));
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.program.close();
    this.#folder[Symbol.dispose]();
  }
}
