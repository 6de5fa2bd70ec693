/** Secrets in what is told on: how they are found, and what stands in their place. */

export { type Masking, maskTexts } from "./answer.ts";
export type { RowsOf } from "./key-blocks.ts";
export { mask } from "./mask.ts";
export { type SecretValue, SecretValues } from "./values.ts";
export { isSecretName, secretsOf, type Variable } from "./variables.ts";
