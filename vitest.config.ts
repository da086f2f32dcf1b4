import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["tessera-source"] },
  ssr: { resolve: { conditions: ["tessera-source"] } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "packages", include: ["packages/*/src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "server",
          include: ["apps/server/src/**/*.test.ts"],
          globalSetup: "apps/server/src/testing/global-setup.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "web",
          include: ["apps/web/src/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          setupFiles: "apps/web/src/testing/setup.ts",
        },
      },
    ],
  },
});
