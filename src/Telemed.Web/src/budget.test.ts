import { expect, test } from "vitest";

/** First load of a list or form page, everything it needs, compressed. */
const firstLoadLimitBytes = 200_000;
const pagePattern = /^src\/(clinic|case|specialist|desk|admin|signin|shell)\/\w+Page\.tsx$/;

interface Built {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
}

// What `npm run build` left; without it there is nothing to weigh and the tests say that they were skipped.
const files = import.meta.glob<string>(["../dist/assets.json", "../dist/assets/*.js", "../dist/assets/*.css"], {
  query: "?raw",
  import: "default",
});
const manifest = files["../dist/assets.json"];
const built: Readonly<Record<string, Built>> = manifest ? JSON.parse(await manifest()) : {};
const pages = Object.keys(built).filter(name => pagePattern.test(name));

function filesOf(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...names];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const each = built[name];
    if (each === undefined || seen.has(name)) continue;
    seen.add(name);
    found.add(each.file);
    for (const css of each.css ?? []) found.add(css);
    open.push(...(each.imports ?? []));
  }
  return found;
}

async function compressedBytes(file: string): Promise<number> {
  const text = (await files[`../dist/${file}`]?.()) ?? "";
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}

// The live connection is fetched by every page, a moment after it is drawn: it counts.
const live = Object.keys(built).filter(name => name.includes("@microsoft/signalr"));

test.skipIf(pages.length === 0)("the_build_has_the_pages_of_the_three_people", () => {
  expect(pages.length).toBeGreaterThan(5);
});

test.skipIf(pages.length === 0).each(pages)("first_load_of_%s_stays_within_200_kB", async page => {
  const sizes = await Promise.all([...filesOf(["index.html", page, ...live])].map(compressedBytes));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(20_000); // an empty sum would mean that the build's manifest changed its shape
  expect(total).toBeLessThan(firstLoadLimitBytes);
});
