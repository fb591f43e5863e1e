// Drives the preview page in Chromium, step by step; prints its observations as one JSON document.
// Called by test_page.py: node page.mjs CHROMIUM ADDRESS PROJECT PICTURES

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [chromiumPath, address, project, pictures] = process.argv.slice(2);
const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const TEMPLATE = path.join(project, "letters", "a.md");
const ROSTER = path.join(project, "r.csv");
/** Milliseconds for any one wait: a busy machine takes long, and only a fault takes this long. */
const PATIENCE = 120_000;
const seen = { trouble: [], elsewhere: [], axe: {}, overflow: {} };

const browser = await chromium.launch({ executablePath: chromiumPath, args: FLAGS, timeout: PATIENCE });

/** Open the page in a window of its own; whatever the browser complains of is kept. */
async function open({ width = 1280, height = 800, scheme = "light", dots = 1, key = "", ready = ".sheet img" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, deviceScaleFactor: dots, acceptDownloads: true,
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.trouble.push(message.text());
  });
  page.on("pageerror", (error) => seen.trouble.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) seen.elsewhere.push(request.url());
  });
  await page.goto(address + (key ? `#${key}` : ""));
  await page.locator(ready).first().waitFor();
  return page;
}

/** Run axe-core over the page as it is now, from outside its policy. */
async function check(page, name) {
  const session = await page.context().newCDPSession(page);
  const run = `${axe}; axe.run(document).then((found) => JSON.stringify(found.violations.map(
    (one) => [one.id, one.nodes.map((node) => node.target.join(" "))])))`;
  const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true });
  seen.axe[name] = JSON.parse(result.value);
  seen.overflow[name] = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (pictures) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** What an element says; `words` are waited for where it says something else before. */
async function text(page, id, words = "") {
  const element = page.locator(`#${id}`, words ? { hasText: words } : {});
  await element.waitFor();
  return element.innerText();
}
const source = (page) => page.locator(".sheet img").first().getAttribute("src");
const edit = (file, before, after) => {
  const old = fs.readFileSync(file, "utf8");
  if (!old.includes(before)) throw new Error(`${before} is not in ${file}`);
  fs.writeFileSync(file, old.replace(before, after));
};

async function walk() {
  const page = await open();
  await page.getByText("Live").waitFor();
  seen.first = await text(page, "name");
  await check(page, "light");

  await page.fill("#search", "testw");
  await page.locator("#count", { hasText: "1 of 4" }).waitFor();
  await page.locator("[role=option]", { hasText: "Ann Testwright" }).click();
  await page.locator("#name", { hasText: "Ann Testwright" }).waitFor();
  await page.fill("#search", "");
  await page.selectOption("#parliament", "us");
  await page.locator("#count", { hasText: "1 of 4" }).waitFor();
  seen.filtered = await page.locator("[role=option] .name").allInnerTexts();
  await page.selectOption("#parliament", "");

  const before = await source(page);
  edit(TEMPLATE, "Body for", "Words for");
  await page.waitForFunction((old) => document.querySelector(".sheet img").getAttribute("src") !== old, before);
  await page.locator("input[value=text]").click();
  seen.edited = await text(page, "text", "Words for");
  await check(page, "text");
  await page.locator("input[value=pages]").click();

  edit(TEMPLATE, "recipient.name", "recipient.nmae");
  seen.broken = await text(page, "trouble", "recipient.nmae");
  seen.state = await text(page, "live-text", "Needs fixing");
  await check(page, "broken");
  await page.locator("input[value=text]").click();
  await check(page, "broken-text");
  await page.locator("input[value=pages]").click();
  edit(TEMPLATE, "recipient.nmae", "recipient.name");
  await page.locator("#trouble").waitFor({ state: "hidden" });
  edit(TEMPLATE, "{% endif %}", "");
  seen.unusable = await text(page, "trouble", "letters/a.md:");
  edit(TEMPLATE, " of {{ recipient.constituency }}", " of {{ recipient.constituency }}{% endif %}");
  await page.locator("#trouble").waitFor({ state: "hidden" });

  edit(ROSTER, "Testwright", "Testworth");
  await page.locator("#name", { hasText: "Ann Testworth" }).waitFor();
  await page.locator("[role=option]", { hasText: "Ann Testworth" }).waitFor();

  for (const kind of ["pdf", "docx"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#${kind}`)]);
    const content = fs.readFileSync(await download.path());
    seen[kind] = [download.suggestedFilename(), content.subarray(0, 4).toString("latin1")];
  }

  await page.check("#envelope");
  seen.boxes = await page.locator(".box").count();
  await page.locator("input[value=compare]").click();
  await page.click("#next");
  await page.locator("#compare-title", { hasText: "Ann Testworth" }).waitFor();
  await page.locator("#differences ins", { hasText: "Ben Testman" }).first().waitFor();
  seen.compared = await page.locator("#differences del").allInnerTexts();
  await check(page, "compare");
  await page.context().close();
}

/** How far letters have come, and the files of those that are shown. */
async function dispatching() {
  const page = await open();
  await page.locator("[role=option] .way").first().waitFor();
  seen.ways = await page.locator("[role=option] .way").allInnerTexts();
  seen.choices = await page.locator("#dispatch option").allInnerTexts();
  await page.selectOption("#dispatch", "answered");
  await page.locator("#count", { hasText: "1 of 4" }).waitFor();
  seen.answered = await page.locator("[role=option] .name").allInnerTexts();
  await page.locator("[role=option]", { hasText: "Ben Testman" }).click();
  await page.locator("#about", { hasText: "answered 2026-03-04" }).waitFor();
  await page.selectOption("#dispatch", "not sent");
  await page.fill("#search", "testw");
  await page.click("#print");
  await page.locator("#outgoing-file").waitFor();
  seen.outgoing = await text(page, "outgoing");
  await check(page, "outgoing");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#outgoing-file")]);
  const content = fs.readFileSync(await download.path());
  seen.print = [download.suggestedFilename(), content.subarray(0, 4).toString("latin1")];
  await page.click("#drafts");
  await page.locator("#outgoing .one").first().waitFor();
  seen.refused = await text(page, "outgoing");
  await check(page, "refused");
  await page.fill("#search", "");
  await page.locator("#outgoing").waitFor({ state: "hidden" });
  const event = { id: "nz", event: "sent", template: "a.md", date: "2023-07-20", day: "2026-03-05", time: "2026-03-05T10:00:00Z" };
  fs.appendFileSync(path.join(project, "output", "ledger.jsonl"), `${JSON.stringify(event)}\n`);
  await page.selectOption("#dispatch", "");
  await page.locator("[role=option] .way", { hasText: "sent 2026-03-05" }).waitFor();
  await page.context().close();
}

/** Go through the page without a mouse: every stop is visible, and each does what it should. */
async function keyboard() {
  const page = await open();
  const stops = [];
  for (let step = 0; step < 24; step++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (at === document.body) return null;
      const shown = at.matches(".switch input") ? at.nextElementSibling : at;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return { id: at.id || at.value || at.className, ring: outlineStyle !== "none" && outlineWidth !== "0px" };
    });
    if (!stop || stops.some((one) => one.id === stop.id)) break;
    stops.push(stop);
  }
  seen.stops = stops.map((one) => one.id);
  seen.unseen = stops.filter((one) => !one.ring).map((one) => one.id);
  await page.focus("#search");
  await page.keyboard.type("test");
  await page.keyboard.press("ArrowDown");
  await page.locator("#name", { hasText: "Ann" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.locator("#name", { hasText: "Ben Testman" }).waitFor();
  seen.active = await page.evaluate(() => {
    const list = document.getElementById("list");
    return [document.activeElement.id, document.getElementById(list.getAttribute("aria-activedescendant")).innerText];
  });
  await page.keyboard.type("b");
  seen.typed = await page.inputValue("#search");
  await page.fill("#search", "test");
  await page.focus("#list");
  await page.keyboard.press("Home");
  await page.locator("#name", { hasText: "Ann" }).waitFor();
  await page.keyboard.press("Enter");
  seen.entered = await page.evaluate(() => document.activeElement.id);
  await page.context().close();
}

/** Data that would like to be markup, and names that are too long for anything. */
async function hostile() {
  const page = await open({ key: "h1" });
  await page.locator("#name", { hasText: "onerror" }).waitFor();
  seen.images = await page.locator("img:not(.sheet img)").count();
  await check(page, "hostile");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await check(page, "hostile-narrow");
  seen.executed = await page.evaluate(() => globalThis.executed ?? "nothing");
  await page.context().close();
}

/** A page that is opened while the template is broken, and a roster without a row. */
async function late() {
  edit(TEMPLATE, "{% endif %}", "");
  const page = await open({ ready: "#trouble" });
  seen.late = await text(page, "trouble-title", "The template has");
  edit(TEMPLATE, " of {{ recipient.constituency }}", " of {{ recipient.constituency }}{% endif %}");
  await page.locator("[role=option]").first().waitFor();
  await page.locator(".sheet img").first().waitFor();
  const roster = fs.readFileSync(ROSTER, "utf8");
  fs.writeFileSync(ROSTER, roster.split("\n")[0] + "\n");
  await page.locator("#count", { hasText: "0 recipients" }).waitFor();
  seen.gone = await text(page, "trouble-title", "not in the rosters");
  fs.writeFileSync(ROSTER, `${roster}b1,narnia,,,,Cora,Testling,,\n`);
  await page.locator("[role=option]", { hasText: "Testling" }).last().click();
  await page.locator("#trouble-title", { hasText: "makes no letter" }).waitFor();
  await check(page, "rejected");
  await page.context().close();
}

/** The watch fails when this file is there: see test_page.py. */
async function unwatched() {
  const page = await open({ key: "a1", ready: "#name" });
  fs.writeFileSync(path.join(project, "unwatch"), "");
  seen.unwatched = await text(page, "live-text", "not followed");
  await check(page, "unwatched");
  await page.context().close();
}

async function appearance() {
  const dark = await open({ scheme: "dark", key: "a1" });
  seen.ground = await dark.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await check(dark, "dark");
  for (const width of [480, 760, 761, 1024, 1181, 2560]) {
    await dark.setViewportSize({ width, height: 700 });
    seen.overflow[width] = await dark.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  }
  await dark.context().close();
  const narrow = await open({ width: 360, height: 740, dots: 2, key: "a1" });
  await narrow.waitForFunction(() => document.querySelector(".sheet img").naturalWidth > 0);
  seen.sharp = await narrow.evaluate(() => {
    const image = document.querySelector(".sheet img");
    return image.naturalWidth / image.getBoundingClientRect().width;
  });
  await check(narrow, "narrow");
  await narrow.click("#show-recipients");
  await narrow.locator("[role=option]", { hasText: "Ben Testman" }).click();
  await narrow.locator("#name", { hasText: "Ben Testman" }).waitFor();
  seen.closed = await narrow.locator("#recipients").isHidden();
  await narrow.context().close();
}

await dispatching();
await walk();
await keyboard();
await hostile();
await appearance();
await late();
await unwatched();
await browser.close();
console.log(JSON.stringify(seen));
