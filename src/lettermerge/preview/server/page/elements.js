// Makes elements from plain values. Data becomes text, never markup: nothing here parses HTML.

/** Make an element with a class, text, and children. */
export function make(tag, className = "", text = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== "") element.textContent = text;
  element.append(...children);
  return element;
}

/** Make text of unknown direction that does not affect the text around it. */
export function isolated(text) {
  return make("bdi", "", text);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Make a query string. */
export function query(values) {
  return new URLSearchParams(values).toString();
}

const LABELS = { error: "Error", warning: "Warning", note: "Note" };

/** Make a list item of each diagnostic. */
export function diagnostics(list) {
  return list.map((one) => {
    const item = make("li", `one ${one.severity}`);
    const head = make("p", "message");
    head.append(make("span", "label", LABELS[one.severity]), " ", isolated(one.message));
    item.append(head);
    if (one.place) item.append(make("p", "place", "", isolated(one.place)));
    if (one.value) item.append(make("p", "value", "", isolated(one.value)));
    if (one.lines.length) item.append(excerpt(one.lines));
    if (one.hint) item.append(make("p", "hint", "", isolated(one.hint)));
    item.append(make("p", "code", one.code));
    return item;
  });
}

/** Make the lines of a file around the one that a diagnostic names. */
function excerpt(lines) {
  const block = make("ol", "lines");
  for (const [number, text, meant] of lines) {
    const line = make("li", meant ? "meant" : "");
    line.append(make("span", "number", `${number}`), make("code", "", text || " "));
    block.append(line);
  }
  return block;
}
