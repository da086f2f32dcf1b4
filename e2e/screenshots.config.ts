import { defineConfig } from "vitest/config";

/** Pictures of every page, and what axe finds on them: `npm run screenshots`. */
export default defineConfig({
  test: {
    name: "screenshots",
    root: import.meta.dirname,
    include: ["src/browser/screens/screenshots.run.ts"],
    pool: "forks",
    testTimeout: 30 * 60_000,
    hookTimeout: 120_000,
  },
});
