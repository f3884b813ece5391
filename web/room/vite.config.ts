/* SPDX-License-Identifier: Apache-2.0
   What the build makes of src/: a style sheet, a script, and a script that only pages with a chart ask for. Names have
   a hash of the contents, so that a browser may keep them for good. The build calls this with --outDir in its own
   folder (build.py). */
import { defineConfig } from "vite";

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  logLevel: "warn",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2020",
    assetsDir: ".",
    manifest: "manifest.json",
    modulePreload: false,
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    emptyOutDir: true,
    rollupOptions: { input: { room: "src/main.ts", style: "src/style.css" } },
  },
});
