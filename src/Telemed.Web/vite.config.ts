import { defineConfig } from "vite";

/** Where the hub listens while the pages are served by Vite in development. */
const hubUrl = "http://127.0.0.1:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  // Without these two aliases the image viewer dies with "Class extends value undefined":
  // vtk.js reaches Node's own modules of the same names, which a browser does not have.
  resolve: { alias: { events: "events/", url: "url/" } },
  build: {
    target: "es2022",
    sourcemap: false,
    manifest: "assets.json",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Every page loads on demand through it; left alone it lands in the largest group, and with it every page.
            { name: "preload", test: /vite[\\/]preload-helper/, priority: 10 },
            { name: "cornerstone", test: /node_modules[\\/](@cornerstonejs|@kitware)/ },
            { name: "preact", test: /node_modules[\\/]preact/ },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/api", "/uploads", "/dicom-web", "/slides", "/verify"]
        .map(path => [path, hubUrl])
        .concat([["/live", hubUrl.replace("http", "ws")]])
        .map(([path, target]) => [path, { target, ws: path === "/live" }]),
    ),
  },
});
