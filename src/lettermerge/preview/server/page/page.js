// Runs the page: shows the chosen recipient, and follows the files on disk.

import { Comparison } from "./compare.js";
import { Outgoing } from "./dispatch.js";
import { byId, query } from "./elements.js";
import { Letter, resolution } from "./letter.js";
import { RecipientList } from "./recipients.js";

const tab = crypto.getRandomValues(new Uint32Array(4)).join("-");
const letter = new Letter();
const recipients = new RecipientList(choose);
const comparison = new Comparison();
const outgoing = new Outgoing(recipients);
recipients.changed = () => outgoing.clear();
let key = decode(location.hash.slice(1));
let version = "";
let request = new AbortController();
let shown = { key: "", name: "" };
let watched = true;

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Show another recipient; a click also closes the list where it covers the letter. */
function choose(wanted, clicked = false) {
  if (clicked && document.body.classList.contains("recipients-open")) byId("show-recipients").click();
  if (wanted === key) return;
  key = wanted;
  history.replaceState(null, "", `#${encodeURIComponent(key)}`);
  recipients.mark(key);
  updateButtons();
  refresh();
}

function updateButtons() {
  const { first, last } = recipients.ends();
  byId("previous").disabled = first;
  byId("next").disabled = last;
}

/** Request the letter; cancel the request before. */
async function refresh() {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  const dots = resolution();
  try {
    const response = await fetch(`letter?${query({ key, resolution: dots, tab })}`, { signal });
    if (!response.ok) throw new Error(`${response.status}`);
    const data = await response.json();
    if (data.roster && data.roster !== version) await readRecipients(signal);
    if (data.key !== undefined && !signal.aborted) {
      key = data.key;
      recipients.mark(key);
      updateButtons();
    }
    await letter.show(data, dots);
    if (signal.aborted) return;
    state(data);
    if (data.state === "made") await inspect(data, signal);
  } catch (error) {
    if (!signal.aborted) live("lost", "No response");
  }
}

/** Request what takes longer, once the letter is shown. */
async function inspect({ key, name }, signal) {
  shown = { key, name };
  if (view() === "compare") {
    pinFirst();
    await comparison.show(key, name, tab, signal);
  }
  const response = await fetch(`inspection?${query({ key })}`, { signal });
  const data = await response.json();
  if (!signal.aborted && data.boxes) letter.measured(data);
}

/** Compare with the letter that is shown, where none was chosen, whichever is asked for next. */
function pinFirst() {
  if (shown.key && !comparison.pinned.key) comparison.pin(shown.key, shown.name);
}

function view() {
  return document.querySelector("input[name=view]:checked").value;
}

async function readRecipients(signal) {
  const response = await fetch(`recipients?${query({ tab })}`, { signal });
  const data = await response.json();
  if (!data.rows) return;
  version = data.version;
  byId("project").textContent = data.project;
  document.title = `${data.project} – lettermerge preview`;
  recipients.load(data);
  recipients.mark(key);
  updateButtons();
}

let before = "made";
function state(data) {
  if (data.state === "made") {
    live(watched ? "on" : "lost", watched ? "Live" : "Edits are not followed: reload to see them");
    if (before !== "made") announce("The letter is fixed.");
  } else {
    live("bad", "Needs fixing");
    announce(`${byId("trouble-title").textContent}. ${data.diagnostics[0]?.message ?? ""}`);
  }
  before = data.state;
}

function live(kind, text) {
  byId("live").dataset.state = kind;
  if (byId("live-text").textContent !== text) byId("live-text").textContent = text;
}

function announce(text) {
  byId("spoken").textContent = text;
}

function follow() {
  const events = new EventSource(`events?${query({ tab })}`);
  events.addEventListener("ready", refresh);
  events.addEventListener("changed", refresh);
  events.addEventListener("unwatched", () => {
    watched = false;
    refresh();
  });
  events.addEventListener("error", () => {
    const ended = events.readyState === EventSource.CLOSED;
    live("lost", ended ? "The preview has ended" : "No connection");
  });
}

byId("previous").addEventListener("click", () => recipients.step(-1));
byId("next").addEventListener("click", () => recipients.step(1));
byId("show-recipients").addEventListener("click", () => {
  const open = document.body.classList.toggle("recipients-open");
  byId("show-recipients").setAttribute("aria-expanded", `${open}`);
  if (open) recipients.search.focus();
  else byId("show-recipients").focus();
});
for (const choice of document.querySelectorAll("input[name=view]")) {
  choice.addEventListener("change", () => {
    for (const name of ["pages", "text", "compare"]) byId(name).hidden = choice.value !== name;
    if (choice.value === "compare") pinFirst();
    refresh(); // the files to follow depend on the view
  });
}
byId("pin").addEventListener("click", () => {
  comparison.pin(shown.key, shown.name);
  refresh();
});
addEventListener("hashchange", () => {
  const wanted = decode(location.hash.slice(1));
  if (wanted) choose(wanted);
});
let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => {
    if (resolution() !== letter.shown.resolution) refresh();
  }, 200);
});

readRecipients(undefined).catch(() => live("lost", "No response"));
follow();
