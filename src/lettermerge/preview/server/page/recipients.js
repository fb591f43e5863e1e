// Shows the list of recipients; of thousands of rows only the visible ones are in the document.

import { byId, isolated, make } from "./elements.js";

const ROW = 56; // pixels, as in page.css
const BEYOND = 6; // rows drawn above and below the visible ones
const NOT_SENT = "not sent";
const STATES = [
  NOT_SENT, "drafted", "printed", "refused", "unknown", "handed over", "sent", "returned", "answered",
];
const MARKS = { 1: "has a note", 2: "has a warning", 3: "has an error" };

/** Fold a text as the command line folds names: no case, no accents, single spaces. */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}

export class RecipientList {
  /** `choose` is called with the key of the chosen row, and whether it was clicked. */
  constructor(choose) {
    this.choose = choose;
    this.list = byId("list");
    this.search = byId("search");
    this.filter = byId("parliament");
    this.dispatch = byId("dispatch");
    this.changed = () => {};
    this.space = this.list.appendChild(make("div", "space"));
    this.space.setAttribute("role", "presentation");
    this.rows = [];
    this.found = [];
    this.parliaments = {};
    this.version = "";
    this.key = "";
    this.drawn = new Map();
    this.listen();
  }

  listen() {
    this.list.addEventListener("scroll", () => this.drawSoon(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.keyInList(event));
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.found[Number(option.dataset.place)].key, true);
    });
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("keydown", (event) => this.keyInSearch(event));
    this.filter.addEventListener("change", () => this.find());
    this.dispatch.addEventListener("change", () => this.find());
    new ResizeObserver(() => this.reveal()).observe(this.list);
  }

  /** Load new rows; search, filter and scroll position stay. */
  load(data) {
    this.parliaments = data.parliaments;
    this.version = data.version;
    this.rows = data.rows.map(([key, name, parliament, seat, severity]) => ({
      key, name, parliament, seat, severity,
      makes: parliament !== "",
      way: data.dispatch?.[key] ?? [data.dispatch && parliament ? NOT_SENT : "", "", ""],
      folded: fold(`${name} ${key} ${seat} ${data.parliaments[parliament] ?? ""} ${parliament}`),
    }));
    const chosen = this.filter.value;
    const options = Object.entries(data.parliaments).map(([id, name]) => {
      const option = make("option", "", name);
      option.value = id;
      return option;
    });
    this.filter.replaceChildren(this.filter.options[0], ...options);
    this.filter.value = data.parliaments[chosen] ? chosen : "";
    this.offerStates();
    this.find(false);
  }

  /** Offer the dispatch states that rows have. */
  offerStates() {
    const chosen = this.dispatch.value;
    const there = new Set(this.rows.map((row) => row.way[0]));
    const options = STATES.filter((state) => there.has(state)).map((state) => {
      const option = make("option", "", state[0].toUpperCase() + state.slice(1));
      option.value = state;
      return option;
    });
    this.dispatch.replaceChildren(this.dispatch.options[0], ...options);
    this.dispatch.value = there.has(chosen) ? chosen : "";
  }

  /** Return the filter, and how many letters it shows, for the server to find the same ones. */
  shown() {
    return {
      search: this.search.value,
      parliament: this.filter.value,
      state: this.dispatch.value,
      count: this.found.filter((row) => row.makes).length,
    };
  }

  /** Show the rows that match the search. */
  find(fromTop = true) {
    const words = fold(this.search.value).split(" ").filter(Boolean);
    const parliament = this.filter.value;
    const state = this.dispatch.value;
    this.found = this.rows.filter(
      (row) =>
        (!parliament || row.parliament === parliament) &&
        (!state || row.way[0] === state) &&
        words.every((word) => row.folded.includes(word)),
    );
    this.space.style.height = `${this.found.length * ROW}px`;
    const nothing = this.found.length === 0;
    this.list.hidden = nothing;
    byId("none").hidden = !nothing || this.rows.length === 0;
    if (fromTop) this.list.scrollTop = 0;
    this.drawn.clear();
    this.space.replaceChildren();
    this.draw();
    this.count();
    this.changed();
  }

  count() {
    const all = this.rows.length.toLocaleString("en");
    const some = this.found.length.toLocaleString("en");
    const noun = this.rows.length === 1 ? "recipient" : "recipients";
    const text = some === all ? `${all} ${noun}` : `${some} of ${all} ${noun}`;
    clearTimeout(this.counting); // announced once, when typing pauses
    this.counting = setTimeout(() => (byId("count").textContent = text), 150);
  }

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  /** Draw the visible rows, and the chosen one, which is the list's active descendant. */
  draw() {
    const first = Math.max(0, Math.floor(this.list.scrollTop / ROW) - BEYOND);
    const height = this.list.clientHeight || innerHeight;
    const last = Math.min(this.found.length, Math.ceil((this.list.scrollTop + height) / ROW) + BEYOND);
    const wanted = new Set();
    for (let place = first; place < last; place++) wanted.add(place);
    const active = this.place();
    if (active >= 0) wanted.add(active);
    for (const [place, element] of this.drawn) {
      if (!wanted.has(place)) {
        element.remove();
        this.drawn.delete(place);
      }
    }
    for (const place of wanted) {
      if (!this.drawn.has(place)) this.drawn.set(place, this.space.appendChild(this.option(place)));
      this.drawn.get(place).setAttribute("aria-selected", `${place === active}`);
    }
    if (active >= 0) this.list.setAttribute("aria-activedescendant", `row-${active}`);
    else this.list.removeAttribute("aria-activedescendant");
  }

  option(place) {
    const row = this.found[place];
    const option = make("div", "row");
    option.id = `row-${place}`;
    option.dataset.place = `${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-setsize", `${this.found.length}`);
    option.setAttribute("aria-posinset", `${place + 1}`);
    option.style.transform = `translateY(${place * ROW}px)`;
    option.append(make("span", "name", "", isolated(row.name)));
    option.append(make("span", "tag", row.parliament.toUpperCase()));
    option.append(make("span", "seat", "", isolated(row.seat)));
    const [state, day] = row.way;
    if (state && state !== NOT_SENT) option.append(make("span", "way", day ? `${state} ${day}` : state));
    if (row.severity) {
      const mark = make("span", `severity severity-${row.severity}`, "", make("span", "unseen", MARKS[row.severity]));
      option.append(mark);
    }
    return option;
  }

  place() {
    return this.found.findIndex((row) => row.key === this.key);
  }

  /** Mark a row as the shown one, and scroll to it. */
  mark(key) {
    this.key = key;
    this.reveal();
  }

  reveal() {
    const place = this.place();
    if (place >= 0) {
      const top = place * ROW;
      const { scrollTop, clientHeight } = this.list;
      if (top < scrollTop) this.list.scrollTop = top;
      else if (top + ROW > scrollTop + clientHeight) this.list.scrollTop = top + ROW - clientHeight;
    }
    this.draw();
  }

  /** Choose the row that is `by` rows after the shown one. */
  step(by) {
    if (!this.found.length) return;
    const place = this.place();
    const next = place < 0 ? (by > 0 ? 0 : this.found.length - 1) : place + by;
    this.choose(this.found[Math.min(this.found.length - 1, Math.max(0, next))].key);
  }

  ends() {
    const place = this.place();
    return { first: place <= 0, last: place >= this.found.length - 1 };
  }

  keyInList(event) {
    const page = Math.max(1, Math.floor(this.list.clientHeight / ROW) - 1);
    const steps = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page,
      Home: -this.found.length, End: this.found.length,
    };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) {
      event.preventDefault();
      this.step(steps[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      byId("letter").focus();
    } else if (event.key.length === 1 && event.key !== " ") {
      this.search.focus(); // typing continues the search
    }
  }

  keyInSearch(event) {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      if (!this.found.length) return;
      event.preventDefault();
      if (this.place() < 0) this.step(1);
      if (event.key === "ArrowDown") this.list.focus();
    } else if (event.key === "Escape" && this.search.value) {
      event.preventDefault();
      this.search.value = "";
      this.find();
    }
  }
}
