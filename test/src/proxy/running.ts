/** A proxy with real ports, and a server behind it. */

import { ProxyControl } from "../../../src/proxy/control.ts";
import { Capture, KnownPorts, ProxyEngine } from "../../../src/proxy/thread.ts";

export class RunningProxy implements AsyncDisposable {
  readonly capture: Capture;
  readonly engine: ProxyEngine;
  readonly control: ProxyControl;
  readonly #server: ReturnType<typeof Bun.serve>;

  constructor(
    answer: (request: Request) => Response | Promise<Response>,
    parts: Partial<ConstructorParameters<typeof Capture>[0]> = {},
  ) {
    this.capture = new Capture({ latest: () => 0, ...parts });
    this.engine = new ProxyEngine({
      capture: this.capture,
      hooks: {},
      ports: new KnownPorts(undefined),
      firstPort: 0,
      forwardPort: 0,
      changed: () => this.control.changed(),
    });
    this.control = new ProxyControl(this.engine, this.capture);
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  }

  /** Of the server. */
  get origin(): string {
    return `http://localhost:${this.#server.port}`;
  }

  /** Where the server is reached through the proxy, as one of a process. */
  async through(process: string | null = "api"): Promise<string> {
    const mapping = await this.engine.register({ url: this.origin, process, label: process ?? "custom" });
    if (mapping === undefined) throw new Error("no mapping");
    return `http://localhost:${mapping.port}`;
  }

  async stopServer(): Promise<void> {
    await this.#server.stop(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    this.capture.flush();
    await this.#server.stop(true);
  }
}
