/** What changes resources. Each is looked for only while somebody listens to it. */

import type { JournalEntry } from "../journal.ts";
import type { ToolContext } from "../tool.ts";
import { ringSource, type Span } from "./ring-watch.ts";
import { watchScripts } from "./script-watch.ts";
import { Source } from "./source.ts";
import { ProcessLines } from "./source-lines.ts";

export class Signals {
  /** New lines, whoever printed them. */
  readonly lines: Source<Span>;
  /** New lines of one process. */
  readonly linesOf: ProcessLines;
  /** New warnings and errors. */
  readonly warnings: Source<Span>;
  /** What happened beside the lines: processes, builds, tests, addresses, calls. */
  readonly happenings: Source<JournalEntry>;
  /** Fingerprint of an error that was seen, again too, or found in the project's files. */
  readonly errors: Source<string>;
  /** A channel of the message queue in which something was sent or received. */
  readonly queue: Source<string>;
  /** What the project offers to run is different. */
  readonly scripts: Source<void>;
  /** Which server has which port of the proxy, or its mode, is different. */
  readonly mappings: Source<void>;

  constructor(context: ToolContext) {
    this.lines = ringSource(context.reader);
    this.linesOf = new ProcessLines(context, this.lines);
    this.warnings = ringSource(context.errors);
    this.happenings = new Source((tell) => context.journal.listen(tell));
    this.errors = new Source((tell) => context.overview.listen(({ group }) => tell(group.fingerprint)));
    this.queue = new Source((tell) => context.queue.listen(tell));
    this.scripts = new Source((tell) => watchScripts(() => context.project(), tell));
    this.mappings = new Source((tell) => context.proxy?.listen(() => tell()) ?? (() => {}));
  }

  /** A process has changed, or has told where it is: its name. */
  processes(heard: (name: string) => void): () => void {
    return this.happenings.listen(({ what }) => {
      if (what.kind === "process") heard(what.process.name);
      if (what.kind === "event" && (what.event.kind === "url" || what.event.kind === "ready"))
        heard(what.event.process);
    });
  }
}
