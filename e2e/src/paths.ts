import path from "node:path";

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname, "../..");
export const SERVER_ENTRY = path.join(ROOT, "apps/server/dist/main.js");
export const ADMIN_ENTRY = path.join(ROOT, "apps/server/dist/admin/main.js");
export const CLI_ENTRY = path.join(ROOT, "packages/cli/bin/tessera.js");
export const PYTHON_SUITE = path.join(ROOT, "e2e/python");
export const PYTHON_HOME = path.join(ROOT, "e2e/.venv");
/** Programs that load our exports in the tools they are meant for. */
export const INTEROP_SUITE = path.join(ROOT, "e2e/interop");
/** Reports that scripts/test.js sums up. */
export const REPORTS = path.join(ROOT, "e2e/.cache/reports");
