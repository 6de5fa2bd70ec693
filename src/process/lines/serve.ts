/** The other side: makes lines of what terminals show, in the order in which it came. */

import { stream } from "../../../core/index.ts";
import { type IntakeTools, type LineAnalyser, LogIntake } from "../../logs/index.ts";
import { attempt } from "../pipe.ts";
import { type LinesMessage, type LinesOwner, type LinesReply, permitsOn } from "./messages.ts";

/** What it needs of its thread. */
export interface LinesParts {
  readonly permits: Int32Array<SharedArrayBuffer>;
  readonly intake: IntakeTools;
  /** Makes a reader for what a process shows. */
  analyse(owner: LinesOwner): LineAnalyser;
}

/** Serves a port for as long as the thread lives. */
export function serveLines(port: MessagePort, { permits: words, intake: tools, analyse }: LinesParts): void {
  const permits = permitsOn(words);
  const intakes = new Map<number, LogIntake>();
  const reply = (message: LinesReply) => port.postMessage(message);
  const open = (id: number, owner: LinesOwner) => {
    const tail = (text: string) => reply({ type: "tail", id, text });
    const target = { source: owner.source, stream: stream.stdout, tail, analyser: analyse(owner) };
    intakes.set(id, new LogIntake(tools, target));
  };
  port.onmessage = ({ data }: MessageEvent<LinesMessage>) => {
    const { id } = data;
    const report = (error: unknown) => reply({ type: "trouble", id, error });
    const intake = intakes.get(id);
    switch (data.type) {
      case "open":
        attempt(() => open(id, data.owner), report);
        return;
      case "chunk":
        attempt(() => intake?.push(data.bytes, data.time), report);
        // After it: a permit is room for a chunk that is not yet in the ring.
        if (data.held) permits.release();
        return;
      case "late":
        if (intake !== undefined) intake.isLate = true;
        return;
      case "end":
        attempt(() => intake?.end(data.time), report);
        intakes.delete(id);
        reply({ type: "ended", id });
    }
  };
}
