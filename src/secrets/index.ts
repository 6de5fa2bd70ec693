/** Secrets in what is told on: how they are found, and what stands in their place. */

export { type Masking, maskTexts } from "./answer.ts";
export { mask } from "./mask.ts";
export { Masker } from "./masker.ts";
export { SecretValues } from "./values.ts";
export { isSecretName, secretsOf } from "./variables.ts";
