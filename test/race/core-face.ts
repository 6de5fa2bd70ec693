/** What scenarios use of the core: its public face and the parts below it. The checker bundles it with its own door. */

export { Channel } from "../../core/bus/channel.ts";
export { Gate } from "../../core/bus/gate.ts";
export * from "../../core/bus/index.ts";
export { BusLayout, SEAT_BYTES } from "../../core/bus/layout.ts";
export { RingReader } from "../../core/bus/reader.ts";
export { Seats } from "../../core/bus/seats.ts";
export { numberTopics } from "../../core/bus/topic.ts";
export * from "../../core/claims/index.ts";
export { CoreError } from "../../core/errors.ts";
export { limits } from "../../core/limits.ts";
export { door } from "../../core/memory/index.ts";
export { GATES_BYTES, Gates } from "../../core/ring/gates.ts";
export { flag, LogBatch, LogRing } from "../../core/ring/index.ts";
export * from "../../core/sync/index.ts";
