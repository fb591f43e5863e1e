// Offers print files and drafts of the letters in the list, made from the finished files.

import { byId, diagnostics, isolated, make, query } from "./elements.js";

const MOST_NAMED = 50; // letters that are left out
const NOUNS = { print: ["print file", "print files"], drafts: ["e-mail draft", "e-mail drafts"] };

export class Outgoing {
  /** `recipients` is the list of which letters are taken. */
  constructor(recipients) {
    this.recipients = recipients;
    this.request = new AbortController();
    this.prepared = ""; // the list of which it was asked last
    for (const kind of ["print", "drafts"]) {
      byId(kind).addEventListener("click", () => this.prepare(kind));
    }
  }

  /** Forget what was prepared, if the list has changed. */
  clear() {
    if (this.prepared !== this.list()) {
      this.request.abort();
      byId("outgoing").hidden = true;
    }
    const none = this.recipients.shown().count === 0;
    for (const kind of ["print", "drafts"]) byId(kind).disabled = none;
  }

  list() {
    return query({ ...this.recipients.shown(), version: this.recipients.version });
  }

  /** Ask what would be made of the letters, and show it with a link to the file. */
  async prepare(kind) {
    this.request.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    const asked = query({ kind, ...this.recipients.shown() });
    this.prepared = this.list();
    this.show("Looking at the finished letters …", "", [], "");
    try {
      const response = await fetch(`dispatch?${asked}`, { signal });
      const data = await response.json();
      if (signal.aborted) return;
      if (data.state !== "ready") {
        this.show(data.title, "", diagnostics(data.diagnostics), "");
        return;
      }
      const left = data.warnings.map((text) => make("li", "warned", "", isolated(text)));
      left.push(...data.left_out.slice(0, MOST_NAMED).map(leftOut));
      const more = data.left_out.length - MOST_NAMED;
      if (more > 0) left.push(make("li", "", `and ${more.toLocaleString("en")} more`));
      const href = data.letters ? `dispatched-file?${asked}` : "";
      this.show(title(kind, data), note(kind, data), left, href);
    } catch (error) {
      if (!signal.aborted) this.show("No response", "", [], "");
    }
  }

  show(title, note, items, href) {
    byId("outgoing").hidden = false;
    byId("outgoing-title").textContent = title;
    byId("outgoing-note").textContent = note;
    byId("outgoing-note").hidden = !note;
    byId("outgoing-list").replaceChildren(...items);
    const link = byId("outgoing-file");
    link.hidden = !href;
    if (href) link.href = href;
    else link.removeAttribute("href");
  }
}

function title(kind, { letters, sheets }) {
  const count = letters.toLocaleString("en");
  if (kind === "drafts") return `${count} ${NOUNS.drafts[letters === 1 ? 0 : 1]}`;
  const paper = `${sheets.toLocaleString("en")} ${sheets === 1 ? "sheet" : "sheets"}`;
  return `${count} ${letters === 1 ? "letter" : "letters"} to print, ${paper}`;
}

function note(kind, { letters, left_out: left }) {
  const command = kind === "print" ? "lettermerge print" : "lettermerge mail";
  const parts = [];
  if (letters) parts.push(`The ledger records nothing of a download: ${command} does.`);
  if (left.length) parts.push(`Left out: ${left.length.toLocaleString("en")}.`);
  return parts.join(" ");
}

function leftOut({ name, message }) {
  const item = make("li");
  item.append(make("span", "who-out", "", isolated(name)), ": ", isolated(message));
  return item;
}
