// Opens pages of the built manual in Chromium; prints its observations as one JSON document.
// Called by test_manual.py: node site.mjs CHROMIUM SITE PICTURES PAGE...

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [chromiumPath, site, pictures, ...pages] = process.argv.slice(2);
const require = createRequire(new URL("../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
/** Milliseconds for any one wait: a busy machine takes long, and only a fault takes this long. */
const PATIENCE = 120_000;
const root = pathToFileURL(site).href;
const seen = { trouble: [], elsewhere: [], axe: {}, overflow: {}, results: 0, printed: 0 };
const browser = await chromium.launch({ executablePath: chromiumPath, args: FLAGS, timeout: PATIENCE });

/** Open a page as a file; whatever the browser complains of, or asks elsewhere, is kept. */
async function open(name, { width = 1280, scheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: scheme });
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.trouble.push(message.text());
  });
  page.on("pageerror", (error) => seen.trouble.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(root)) seen.elsewhere.push(request.url());
  });
  await page.goto(`${root}/${name}`);
  return page;
}

/** Run axe-core over the page, and see whether it is wider than its window. */
async function check(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  seen.axe[name] = found.violations.map((one) => [one.id, one.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`)]);
  seen.overflow[name] = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name.replaceAll("/", "-")}.png`) });
}

for (const [number, name] of pages.entries()) {
  const narrow = await open(name, { width: 360, scheme: number % 2 ? "dark" : "light" });
  await check(narrow, `${name} at 360`);
  await narrow.close();
  const wide = await open(name, { scheme: number % 2 ? "light" : "dark" });
  await check(wide, `${name} at 1280`);
  await wide.close();
}

const page = await open(pages[0]);
seen.scheme = await page.evaluate(() => document.body.dataset.mdColorScheme);
await page.keyboard.press("/");
await page.keyboard.type("postage", { delay: 20 });
const told = page.getByText(/^\d+ results?$/).first();
await told.waitFor();
seen.results = Number.parseInt(await told.innerText(), 10);
if (pictures) await page.screenshot({ path: path.join(pictures, "search.png") });
seen.printed = (await page.pdf({ format: "A4" })).length;
await browser.close();
process.stdout.write(JSON.stringify(seen));
