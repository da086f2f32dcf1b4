import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** What of the server's origin is API; all else is a page or a file of this app. */
const API =
  "^/(api_status|assets|datasets|examples|files|healthz|invitations|issues|labels|leases|metrics|openapi.json|organizations|readyz|releases|samples|sessions|setup|storage|user|users)(/|\\?|$)";

const server = process.env.TESSERA_SERVER ?? "http://127.0.0.1:8484";

export default defineConfig({
  plugins: [react()],
  // Workspace packages are bundled from their source, so that a build needs no build before it.
  resolve: { conditions: ["tessera-source", ...defaultClientConditions] },
  build: {
    // `/assets/` is API.
    assetsDir: "static",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page has: a chunk for each icon costs more than the icon.
        codeSplitting: {
          groups: [
            {
              name: "icons",
              test: /icons-react\/dist\/esm\/(createReactComponent|defaultAttributes|icons\/Icon(World|ArrowUp|ArrowDown|Search|Plus|Check))\.mjs/,
            },
          ],
        },
      },
      treeshake: {
        // Their modules only define things: what nobody imports needs no loading.
        moduleSideEffects: [
          { test: /\/packages\/(schema|geometry|codecs|exchange|sdk|editor-[a-z0-9]+)\//, sideEffects: false },
        ],
      },
    },
  },
  worker: { format: "es" },
  server: {
    port: 8485,
    proxy: {
      [API]: {
        target: server,
        bypass: (request) => (request.headers.accept?.includes("text/html") ? "/index.html" : undefined),
      },
    },
  },
});
