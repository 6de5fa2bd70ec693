import { freshExecutable } from "../../scripts/build.ts";

/**
 * Path of the executable under test, built first where it is missing or older than its sources (a few seconds: await it at
 * the top of the test file, where no time limit of a test counts).
 */
export const executable: string = await freshExecutable();
