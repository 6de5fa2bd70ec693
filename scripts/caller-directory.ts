// Preloaded by scripts/brum, which starts Bun in the clone: goes back to the caller's directory and environment.
// A worker runs it again and finds nothing left to do.
const { BRUM_CALLER_DIRECTORY: directory, BRUM_CALLER_OLDPWD: previous } = process.env;
if (directory !== undefined) {
  delete process.env["BRUM_CALLER_DIRECTORY"];
  delete process.env["BRUM_CALLER_OLDPWD"];
  process.env["PWD"] = directory;
  if (previous) process.env["OLDPWD"] = previous;
  else delete process.env["OLDPWD"];
  try {
    process.chdir(directory);
  } catch (error) {
    console.error(`brum: cannot work in ${directory}: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
