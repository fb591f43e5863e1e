// The page as a whole: what is chosen, and how it follows the files on disk.

import { Comparison } from "./compare.js";
import { byId, query } from "./elements.js";
import { Letter, resolution } from "./letter.js";
import { People } from "./people.js";

const tab = crypto.getRandomValues(new Uint32Array(4)).join("-");
const letter = new Letter();
const people = new People(choose);
const comparison = new Comparison();
let key = decoded(location.hash.slice(1));
let version = "";
let asking = new AbortController();
let shown = { key: "", name: "" };

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Show another recipient; where the list covers the letter, a click on it closes it. */
function choose(wanted, clicked = false) {
  if (clicked && document.body.classList.contains("people-open")) byId("show-people").click();
  if (wanted === key) return;
  key = wanted;
  history.replaceState(null, "", `#${encodeURIComponent(key)}`);
  people.mark(key);
  ends();
  refresh();
}

function ends() {
  const { first, last } = people.ends();
  byId("previous").disabled = first;
  byId("next").disabled = last;
}

/** Ask for the letter; an answer that is still awaited is given up. */
async function refresh() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const dots = resolution();
  try {
    const answer = await fetch(`letter?${query({ key, resolution: dots, tab })}`, { signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const data = await answer.json();
    if (data.roster && data.roster !== version) await readPeople(signal);
    if (data.key !== undefined && !signal.aborted) {
      key = data.key;
      people.mark(key);
      ends();
    }
    await letter.show(data, dots);
    if (signal.aborted) return;
    state(data);
    if (data.state === "made") await lookCloser(data, signal);
  } catch (error) {
    if (!signal.aborted) live("lost", "No answer");
  }
}

/** Ask for what takes a little longer, once the letter is there. */
async function lookCloser({ key, name }, signal) {
  shown = { key, name };
  if (view() === "compare") {
    if (!comparison.pinned.key) comparison.pin(key, name);
    await comparison.show(key, name, tab, signal);
  }
  const answer = await fetch(`inspection?${query({ key })}`, { signal });
  const data = await answer.json();
  if (!signal.aborted && data.boxes) letter.measured(data);
}

function view() {
  return document.querySelector("input[name=view]:checked").value;
}

async function readPeople(signal) {
  const answer = await fetch(`people?${query({ tab })}`, { signal });
  const data = await answer.json();
  if (!data.rows) return;
  version = data.version;
  byId("project").textContent = data.project;
  document.title = `${data.project} – lettermerge preview`;
  people.take(data);
  people.mark(key);
  ends();
}

let before = "made";
function state(data) {
  if (data.state === "made") {
    live("on", "Live");
    if (before !== "made") say("The letter is whole again.");
  } else {
    live("bad", "Needs mending");
    say(`${byId("trouble-title").textContent}. ${data.diagnostics[0]?.message ?? ""}`);
  }
  before = data.state;
}

function live(kind, text) {
  byId("live").dataset.state = kind;
  if (byId("live-text").textContent !== text) byId("live-text").textContent = text;
}

function say(text) {
  byId("spoken").textContent = text;
}

function follow() {
  const events = new EventSource(`events?${query({ tab })}`);
  events.addEventListener("ready", refresh);
  events.addEventListener("changed", refresh);
  events.addEventListener("error", () => {
    const ended = events.readyState === EventSource.CLOSED;
    live("lost", ended ? "The preview has ended" : "No connection");
  });
}

byId("previous").addEventListener("click", () => people.step(-1));
byId("next").addEventListener("click", () => people.step(1));
byId("show-people").addEventListener("click", () => {
  const open = document.body.classList.toggle("people-open");
  byId("show-people").setAttribute("aria-expanded", `${open}`);
  if (open) people.search.focus();
  else byId("show-people").focus();
});
for (const choice of document.querySelectorAll("input[name=view]")) {
  choice.addEventListener("change", () => {
    for (const name of ["pages", "text", "compare"]) byId(name).hidden = choice.value !== name;
    refresh(); // what is shown decides what is followed
  });
}
byId("pin").addEventListener("click", () => {
  comparison.pin(shown.key, shown.name);
  refresh();
});
addEventListener("hashchange", () => {
  const wanted = decoded(location.hash.slice(1));
  if (wanted) choose(wanted);
});
let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    if (resolution() !== letter.shown.resolution) refresh();
  }, 200);
});

readPeople(undefined).catch(() => live("lost", "No answer"));
follow();
