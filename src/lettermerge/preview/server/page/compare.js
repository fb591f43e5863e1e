// Shows the differences between the current letter and a pinned one.

import { byId, isolated, make, query } from "./elements.js";

const LEGEND = { first: "only in the other", second: "only in this one" };

export class Comparison {
  constructor() {
    this.pinned = { key: "", name: "" };
  }

  /** Compare all further letters with this one. */
  pin(key, name) {
    this.pinned = { key, name };
  }

  /** Request the differences, and show them. */
  async show(key, name, tab, signal) {
    const { pinned } = this;
    const alone = pinned.key === key;
    byId("compare-title").replaceChildren("Compared with the letter to ", isolated(pinned.name));
    byId("pin").disabled = alone;
    if (alone) return this.showNote("This is the same letter: choose another recipient.");
    const response = await fetch(`comparison?${query({ key, other: pinned.key, tab })}`, { signal });
    if (response.status === 404) return this.showNote("That recipient is no longer in the rosters.");
    const data = await response.json();
    if (!data.parts) return this.showNote("The letters cannot be compared.");
    if (data.failed) return this.showNote("One of the two letters cannot be made.");
    byId("compare-none").hidden = true;
    if (!data.parts.length) this.showNote("Nothing differs.");
    byId("differences").replaceChildren(...data.parts.flatMap(part));
    byId("same").textContent = data.same.length ? `The same: ${data.same.join(", ")}.` : "";
  }

  showNote(text) {
    byId("compare-none").textContent = text;
    byId("compare-none").hidden = false;
    byId("differences").replaceChildren();
    byId("same").textContent = "";
  }
}

/** Make a term and its description of a part that differs. */
function part({ name, lines }) {
  const shown = make("dd");
  for (const line of lines) {
    const words = make("p", `line ${line.where}`);
    words.dir = "auto";
    for (const span of line.spans) words.append(spanElement(span, line.where));
    shown.append(words);
  }
  return [make("dt", "", name), shown];
}

function spanElement(span, where) {
  const tags = { first: "del", second: "ins" };
  const tag = tags[span.where] ?? (where === "first" ? "del" : where === "second" ? "ins" : "");
  if (!tag) return document.createTextNode(span.text);
  const element = make(tag, span.marks.includes("strong") ? "strong" : "", span.text);
  element.title = LEGEND[tag === "del" ? "first" : "second"];
  return element;
}
