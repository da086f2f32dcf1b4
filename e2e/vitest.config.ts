import { defineConfig } from "vitest/config";

/** The whole product, started as users start it. One file at a time: each starts servers of its own. */
export default defineConfig({
  test: {
    name: "e2e",
    root: import.meta.dirname,
    include: ["src/**/*.test.ts"],
    pool: "forks",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
