// What differs between the letter that is shown and another one that was pinned.

import { byId, isolated, make, query } from "./elements.js";

const LEGEND = { first: "only in the other", second: "only in this one" };

export class Comparison {
  constructor() {
    this.pinned = { key: "", name: "" };
  }

  /** Compare everything that is shown from now on with this letter. */
  pin(key, name) {
    this.pinned = { key, name };
  }

  /** Ask for what differs, and show it. */
  async show(key, name, tab, signal) {
    const { pinned } = this;
    const alone = pinned.key === key;
    byId("compare-title").replaceChildren("Beside the letter to ", isolated(pinned.name));
    byId("pin").disabled = alone;
    if (alone) return this.nothing("This is that letter: choose another recipient.");
    const answer = await fetch(`comparison?${query({ key, other: pinned.key, tab })}`, { signal });
    if (answer.status === 404) return this.nothing("That recipient is not in the roster any more.");
    const data = await answer.json();
    if (!data.parts) return this.nothing("The letters cannot be compared.");
    if (data.failed) return this.nothing("One of the two letters cannot be made.");
    byId("compare-none").hidden = true;
    if (!data.parts.length) this.nothing("Nothing differs.");
    byId("differences").replaceChildren(...data.parts.flatMap(part));
    byId("same").textContent = data.same.length ? `The same: ${data.same.join(", ")}.` : "";
  }

  nothing(text) {
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
    for (const span of line.spans) words.append(words_of(span, line.where));
    shown.append(words);
  }
  return [make("dt", "", name), shown];
}

function words_of(span, where) {
  const tags = { first: "del", second: "ins" };
  const tag = tags[span.where] ?? (where === "first" ? "del" : where === "second" ? "ins" : "");
  if (!tag) return document.createTextNode(span.text);
  const element = make(tag, span.marks.includes("strong") ? "strong" : "", span.text);
  element.title = LEGEND[tag === "del" ? "first" : "second"];
  return element;
}
