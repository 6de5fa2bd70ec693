/** Ports that services had: the same service gets the same port again, over the runs of a project. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** Services that are remembered, the newest. */
const MAX_SERVICES = 200;
const kept = z.array(z.tuple([z.string().max(500), z.int().min(1).max(65_535)]));

export class KnownPorts {
  readonly #file: string | undefined;
  #ports: Map<string, number>;

  /** `file`: where they are kept; undefined: nowhere. One that cannot be read is as good as none. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#ports = file === undefined ? new Map() : read(file);
  }

  /** `key` names a service. */
  of(key: string): number | undefined {
    return this.#ports.get(key);
  }

  /** Whether the port is some other service's. */
  isKept(port: number): boolean {
    return [...this.#ports.values()].includes(port);
  }

  keep(key: string, port: number): void {
    if (this.#ports.get(key) === port) return;
    for (const [other, own] of this.#ports) if (own === port || other === key) this.#ports.delete(other);
    this.#ports.set(key, port);
    const [oldest] = this.#ports.keys();
    if (this.#ports.size > MAX_SERVICES && oldest !== undefined) this.#ports.delete(oldest);
    if (this.#file !== undefined) write(this.#file, this.#ports);
  }
}

function read(file: string): Map<string, number> {
  try {
    return new Map(kept.parse(JSON.parse(readFileSync(file, "utf8"))));
  } catch {
    return new Map();
  }
}

/** All that is lost where it cannot be written is that ports may differ the next time. */
function write(file: string, ports: ReadonlyMap<string, number>): void {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify([...ports])}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } catch {}
}
