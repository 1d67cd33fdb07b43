import { defineConfig } from "vitest/config";

const results = process.env["EVENHAND_TEST_RESULTS"];

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A build counts by these (.ci/run); at the desk the lines on the screen are enough.
    ...(results === undefined ? {} : { reporters: ["default", "json"], outputFile: { json: results } }),
  },
});
