/** One SharedArrayBuffer with a header and named regions, created by one thread and attached to by the others. */

import { CoreError } from "../errors.ts";
import type { SharedBytes, SharedFloats, Words } from "./door.ts";
import { get, put } from "./door.ts";

/**
 * The size of a cache line on x86-64 and most ARM cores: what threads write all the time, each its own, lies on different
 * ones (docs/concurrency.md names the exceptions).
 */
export const LINE_BYTES = 64;

/** "BRUM" in ASCII. */
const MAGIC = 0x4252554d;
/** Raised with every change of the header or of a structure's layout. */
const LAYOUT_VERSION = 1;
/** Header words: magic, version, kind, size low, size high, number of regions, then (offset, size) in lines per region. */
const HEADER_WORDS = 6;
const MAX_REGIONS = 16;
const HEADER_BYTES = align((HEADER_WORDS + 2 * MAX_REGIONS) * 4);

/** What a structure asks for: a number that names its kind, and the bytes of each region in order. */
export interface ArenaSpec {
  /** Names the structure, so that attaching with the wrong one fails (see each structure's file). */
  readonly kind: number;
  /** Bytes of each region, each at least 1; rounded up to whole lines. */
  readonly regions: readonly number[];
}

function align(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
}

/** Any thread. The views that it hands out must be used through the door only. */
export class Arena {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Words;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, HEADER_BYTES / 4);
  }

  /** Makes the buffer (all zero) and writes its header. Throws `arena.too-many-regions` for more than 16 regions. */
  static create(spec: ArenaSpec): Arena {
    if (spec.regions.length > MAX_REGIONS) {
      throw new CoreError("arena.too-many-regions", `${spec.regions.length} regions asked for, ${MAX_REGIONS} at most`);
    }
    const size = spec.regions.reduce((sum, bytes) => sum + align(bytes), HEADER_BYTES);
    const arena = new Arena(new SharedArrayBuffer(size));
    // Plain writes: the buffer reaches other threads by postMessage, which orders them before anything they read.
    const header = arena.#header;
    put(header, 0, MAGIC);
    put(header, 1, LAYOUT_VERSION);
    put(header, 2, spec.kind);
    put(header, 3, size | 0);
    put(header, 4, Math.floor(size / 2 ** 32));
    put(header, 5, spec.regions.length);
    let line = HEADER_BYTES / LINE_BYTES;
    spec.regions.forEach((bytes, index) => {
      const lines = align(bytes) / LINE_BYTES;
      put(header, HEADER_WORDS + 2 * index, line);
      put(header, HEADER_WORDS + 2 * index + 1, lines);
      line += lines;
    });
    return arena;
  }

  /** Takes up a buffer made by {@link create}; throws `arena.mismatch` and says what differs. */
  static attach(buffer: SharedArrayBuffer, kind: number): Arena {
    if (buffer.byteLength < HEADER_BYTES) throw mismatch(`its ${buffer.byteLength} bytes hold no header`);
    const arena = new Arena(buffer);
    const header = arena.#header;
    const size = (get(header, 3) >>> 0) + get(header, 4) * 2 ** 32;
    if (get(header, 0) !== MAGIC) throw mismatch("the magic number is wrong: it is no Brummer arena");
    if (get(header, 1) !== LAYOUT_VERSION) {
      throw mismatch(`its layout version is ${get(header, 1)}, this program speaks ${LAYOUT_VERSION}`);
    }
    if (get(header, 2) !== kind) throw mismatch(`it holds a structure of kind ${get(header, 2)}, not ${kind}`);
    if (size !== buffer.byteLength) throw mismatch(`it should be ${size} bytes long and is ${buffer.byteLength}`);
    return arena;
  }

  /** The words of a region. */
  words(region: number): Words {
    const { offset, bytes } = this.#place(region);
    return new Int32Array(this.buffer, offset, bytes / 4);
  }

  /** The bytes of a region. */
  bytes(region: number): SharedBytes {
    const { offset, bytes } = this.#place(region);
    return new Uint8Array(this.buffer, offset, bytes);
  }

  /** The 64-bit floats of a region. */
  floats(region: number): SharedFloats {
    const { offset, bytes } = this.#place(region);
    return new Float64Array(this.buffer, offset, bytes / 8);
  }

  #place(region: number): { offset: number; bytes: number } {
    if (!(region >= 0 && region < get(this.#header, 5))) {
      throw new CoreError("arena.no-region", `region ${region} does not exist: the arena has ${get(this.#header, 5)}`);
    }
    return {
      offset: get(this.#header, HEADER_WORDS + 2 * region) * LINE_BYTES,
      bytes: get(this.#header, HEADER_WORDS + 2 * region + 1) * LINE_BYTES,
    };
  }
}

function mismatch(what: string): CoreError {
  return new CoreError("arena.mismatch", `cannot attach to this shared buffer: ${what}`);
}
