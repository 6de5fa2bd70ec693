/** What is known to be secret, for the thread that tells things on. */

export { KnownSecrets, type SecretSources } from "./known.ts";
