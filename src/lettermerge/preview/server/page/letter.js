// Shows a letter: its pages or its text, its diagnostics and its data.

import { byId, diagnostics, isolated, make, query } from "./elements.js";

const CSS_DOTS = 96; // per inch, https://www.w3.org/TR/css-values-4/#absolute-lengths
const RESOLUTIONS = [72, 96, 144, 192, 288];
const WIDTH = 8.27; // inches of A4
const TAGS = { subject: "h3", heading: "h4", break: "hr" };

/** Return the resolution at which a page is sharp on this screen. */
export function resolution() {
  const width = Math.min(byId("pages").clientWidth || WIDTH * CSS_DOTS, WIDTH * CSS_DOTS);
  const needed = ((width / WIDTH) * devicePixelRatio) * 0.98;
  return RESOLUTIONS.find((one) => one >= needed) ?? RESOLUTIONS.at(-1);
}

export class Letter {
  constructor() {
    this.pages = byId("pages");
    this.shown = { key: "", resolution: 0, marks: [] };
    this.boxes = {};
    byId("envelope").addEventListener("change", () => this.overlay());
  }

  /** Show a row. A letter that cannot be made leaves its last pages. */
  async show(data, resolution) {
    const made = data.state === "made";
    const same = data.key === undefined || data.key === this.shown.key;
    this.trouble(data, made, same);
    if (!made) {
      if (data.key !== undefined && !same) this.clear(data.key);
      if (data.key !== undefined) this.words(data, same);
      return;
    }
    const drawing = this.draw(data, resolution); // the pages first: they take longest
    this.words(data, false);
    await drawing;
  }

  /** Add the results of inspecting the finished pages. */
  measured({ diagnostics: found, boxes, envelope }) {
    byId("checks").append(...diagnostics(found));
    if (found.length) byId("sound").hidden = true;
    byId("envelope-choice").hidden = !boxes.window;
    byId("envelope-name").textContent = envelope ? ` (${envelope})` : "";
    this.boxes = boxes;
    this.overlay();
  }

  /** Draw the envelope's window and the address over the first page, if chosen. */
  overlay() {
    for (const old of this.pages.querySelectorAll(".box")) old.remove();
    const sheet = this.pages.firstElementChild;
    if (!sheet || !this.boxes?.window || !byId("envelope").checked) return;
    for (const name of ["printable", "window", "address"]) {
      if (!this.boxes[name]) continue;
      const [left, width, top, height] = this.boxes[name];
      const box = make("div", `box ${name}`);
      box.setAttribute("aria-hidden", "true");
      Object.assign(box.style, {
        left: `${left * 100}%`, width: `${width * 100}%`, top: `${top * 100}%`, height: `${height * 100}%`,
      });
      sheet.append(box);
    }
  }

  trouble(data, made, same) {
    const box = byId("trouble");
    box.hidden = made;
    this.pages.classList.toggle("old", !made);
    byId("text").classList.toggle("old", !made);
    if (made) return;
    const title = data.state === "failed" ? "This letter cannot be made" : sentence(data.title);
    byId("trouble-title").textContent = title;
    byId("trouble-list").replaceChildren(
      ...diagnostics(data.diagnostics.filter((one) => one.severity === "error")),
    );
    byId("stale").hidden = !(same && this.shown.marks.length);
  }

  clear(key) {
    this.shown = { key, resolution: 0, marks: [] };
    this.pages.replaceChildren();
    byId("text").replaceChildren();
  }

  /** Fill in everything but the pages. */
  words(data, keepText) {
    byId("name").replaceChildren(isolated(data.name ?? data.title));
    const count = data.pages?.length ?? 0;
    const { state = "", day, channel } = data.dispatch ?? {};
    const dispatched = [state, day, channel && `by ${channel}`].filter(Boolean).join(" ");
    const about = [data.parliament, data.chamber !== data.name ? data.chamber : "", dispatched];
    const parts = [...new Set(about)].filter((part) => part && part !== data.name);
    if (count) parts.push(`${count} ${count === 1 ? "page" : "pages"}`);
    byId("about").replaceChildren(...parts.map((part) => make("span", "", "", isolated(part))));
    for (const kind of ["pdf", "docx"]) {
      const link = byId(kind);
      if (data.state === "made") link.href = `file?${query({ key: data.key, kind })}`;
      else link.removeAttribute("href");
    }
    const found = data.state === "made" ? data.diagnostics : data.diagnostics.filter((one) => one.severity !== "error");
    byId("checks").replaceChildren(...diagnostics(found));
    byId("see").hidden = data.state === "made";
    if (data.state !== "made") byId("envelope-choice").hidden = true;
    byId("sound").hidden = data.diagnostics.length > 0;
    byId("data").replaceChildren(...(data.data ?? []).map(group));
    if (!keepText || data.text?.length) this.text(data);
  }

  text(data) {
    const article = byId("text");
    article.lang = data.language ?? "";
    article.replaceChildren(
      ...(data.text ?? []).map(([kind, depth, text]) => {
        const passage = make(TAGS[kind] ?? "p", `${kind} depth-${Math.min(depth, 3)}`, text);
        passage.dir = "auto";
        return passage;
      }),
    );
  }

  /** Draw the pages that have changed; show them once they are decoded. */
  async draw(data, resolution) {
    const { key, pages } = data;
    const before = this.shown;
    const fresh = before.key !== key || before.resolution !== resolution;
    this.shown = { key, resolution, marks: pages.map((page) => page.mark) };
    const images = await Promise.all(
      pages.map((page, place) => {
        if (!fresh && before.marks[place] === page.mark) return null;
        return drawn(key, place + 1, pages.length, page, resolution, data.name);
      }),
    );
    if (this.shown.key !== key) return; // another letter was chosen since
    images.forEach((image, place) => {
      if (!image) return;
      const sheet = this.pages.children[place] ?? this.pages.appendChild(make("div", "sheet"));
      sheet.replaceChildren(image);
    });
    while (this.pages.children.length > pages.length) this.pages.lastElementChild.remove();
    if (before.key !== key) scrollTo({ top: 0 });
  }
}

/** Return a page's image, loaded and decoded. */
async function drawn(key, number, count, page, resolution, name) {
  const image = new Image();
  image.alt = `Page ${number} of ${count} of the letter to ${name}; its words are under Text`;
  image.width = Math.round((page.width * CSS_DOTS) / resolution);
  image.height = Math.round((page.height * CSS_DOTS) / resolution);
  image.src = `page?${query({ key, page: number, resolution, is: page.mark })}`;
  try {
    await image.decode();
  } catch {
    // It is shown as it is: the next change requests it again.
  }
  return image;
}

/** Make a table of names and values. */
function group({ title, rows }) {
  const list = make("dl", "facts");
  for (const [name, value] of rows) {
    const shown = make("dd", "", value);
    shown.dir = "auto";
    list.append(make("dt", "", name), shown);
  }
  return make("section", "group", "", make("h3", "", title), list);
}

function sentence(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : "";
}
