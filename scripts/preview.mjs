// The README's pictures of the preview page: `make pictures` runs it, through pictures.py.
// node preview.mjs CHROMIUM ADDRESS TEMPLATE FOLDER

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [chromiumPath, address, template, folder] = process.argv.slice(2);
const require = createRequire(new URL("../tests/tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const SHOWN = "#uk-commons-speaker";

const browser = await chromium.launch({ executablePath: chromiumPath, args: FLAGS });

async function picture(name, options, act = async () => {}) {
  const page = await browser.newPage(options);
  await page.goto(address + SHOWN);
  await page.locator(".sheet img").nth(1).waitFor();
  await page.locator("#envelope-choice").waitFor();
  await act(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await page.close();
}

await picture("preview-light", { viewport: { width: 1440, height: 900 } }, (page) => page.check("#envelope"));
await picture(
  "preview-dark",
  { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  async (page) => {
    const good = fs.readFileSync(template, "utf8");
    const broken = good.replace("over the {{ recipient.chamber_name }}", "over the {{ recipient.chambre_name }}");
    if (broken === good) throw new Error("the template has changed: break another place of it");
    fs.writeFileSync(template, broken);
    await page.locator("#trouble").waitFor();
    setTimeout(() => fs.writeFileSync(template, good), 2000);
  },
);
await new Promise((done) => setTimeout(done, 2500));
await picture("preview-narrow", { viewport: { width: 360, height: 720 }, deviceScaleFactor: 2 });
await browser.close();
