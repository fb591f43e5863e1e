// Measures the preview page in Chromium; called by preview.py.
// node preview.mjs CHROMIUM ADDRESS edits TEMPLATE DOTS | node preview.mjs CHROMIUM ADDRESS list

import fs from "node:fs";
import { createRequire } from "node:module";

const [chromiumPath, address, what, template, dots] = process.argv.slice(2);
const require = createRequire(new URL("../tests/tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const EDITS = 20;
const WARM = 2;
const WORDS = ["t", "te", "tes", "test", "b", "br", "bro", "brook", "zz", ""];

const browser = await chromium.launch({ executablePath: chromiumPath, args: FLAGS });
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  deviceScaleFactor: Number(dots ?? 1),
});

/** From the start of a save to the new picture in the document, milliseconds. */
async function edits() {
  await page.goto(address);
  await page.locator(".sheet img").nth(1).waitFor();
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    globalThis.drawn = 0;
    const look = new MutationObserver((changes) => {
      if (changes.some(({ addedNodes }) => [...addedNodes].some((one) => one.tagName === "IMG"))) {
        globalThis.drawn ||= Date.now();
      }
    });
    look.observe(document.getElementById("pages"), { childList: true, subtree: true });
  });
  const good = fs.readFileSync(template, "utf8");
  const took = [];
  for (let number = 0; number < EDITS + WARM; number++) {
    const letter = String.fromCharCode(97 + number);
    await page.evaluate(() => (globalThis.drawn = 0));
    const saved = Date.now();
    fs.writeFileSync(template, good.replace(/\.\n/, ` ${letter}.\n`));
    await page.waitForFunction(() => globalThis.drawn, null, { polling: 20 });
    if (number >= WARM) took.push((await page.evaluate(() => globalThis.drawn)) - saved);
    await page.waitForTimeout(250);
  }
  fs.writeFileSync(template, good);
  return { edits: took };
}

/** From opening the page to its paint, list and letter; and a keystroke of the search. */
async function list() {
  await page.addInitScript(() => {
    const look = new MutationObserver(() => {
      if (document.querySelector("[role=option]")) globalThis.listed ||= performance.now();
      if (document.querySelector(".sheet img")) globalThis.drawn ||= performance.now();
    });
    look.observe(document, { childList: true, subtree: true });
  });
  await page.goto(address); // the process that renders is warm from here on
  await page.waitForFunction(() => globalThis.drawn);
  await page.reload();
  await page.waitForFunction(() => globalThis.drawn && globalThis.listed);
  const opened = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    list: globalThis.listed,
    letter: globalThis.drawn,
  }));
  const keys = await page.evaluate((words) => {
    const search = document.getElementById("search");
    return words.map((word) => {
      search.value = word;
      const start = performance.now();
      search.dispatchEvent(new Event("input"));
      document.body.getBoundingClientRect(); // laid out, too
      return performance.now() - start;
    });
  }, WORDS);
  return { opened, keys };
}

console.log(JSON.stringify(await (what === "list" ? list() : edits())));
await browser.close();
