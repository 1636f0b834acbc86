/* Offers keys after [@, [[, ![[ and ][, searched by key and title. Arrow keys choose, Enter or Tab
   takes, Escape closes; whoever types on is not held up. */
import { replaceRange } from "./inserting.js";

const OPENING = /(!\[\[|\[\[|\[@|\]\[|;\s?@)([^[\]@;|\n]{0,60})$/;
const KINDS = { "![[": "embed", "[[": "page", "[@": "reference", "][": "link" };
const CLOSING = { embed: "]]", page: "]]", reference: "]", link: "]" };
const WAIT = 150;

/* Where the caret stands, from the area's corner: a copy of the area's text up to it is measured. */
const caretPlace = (area) => {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["fontFamily", "fontSize", "lineHeight", "letterSpacing", "padding", "borderWidth", "boxSizing"]) {
    copy.style[name] = style[name];
  }
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: `${area.clientWidth}px` });
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(area.value.slice(0, area.selectionStart), mark);
  document.body.append(copy);
  const place = { x: mark.offsetLeft, y: mark.offsetTop + mark.offsetHeight - area.scrollTop };
  copy.remove();
  return place;
};

export const complete = (area, address) => {
  const list = document.createElement("ul");
  list.id = `${area.id}_choices`;
  list.className = "desk-choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Keys");
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  const frame = document.createElement("div");
  frame.className = "desk-area";
  area.before(frame);
  frame.append(area, list, told);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);

  let asking = null;
  let timer = 0;
  let opened = null;
  let chosen = 0;

  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    opened = null;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    [...list.children].forEach((item, number) => {
      item.setAttribute("aria-selected", String(number === chosen));
      if (number === chosen) {
        area.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const take = (key) => {
    const { kind, start } = opened;
    const closing = CLOSING[kind];
    const after = area.value.slice(area.selectionEnd, area.selectionEnd + closing.length);
    const end = area.selectionEnd;
    close();
    replaceRange(area, start, end, after === closing ? key : key + closing);
    if (after === closing) area.setSelectionRange(start + key.length + closing.length, start + key.length + closing.length);
  };
  const fill = (choices) => {
    list.replaceChildren(...choices.map(({ key, label }, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}_${number}`;
      item.setAttribute("role", "option");
      const name = document.createElement("b");
      name.textContent = key;
      item.append(name, ` ${label}`);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(key); });
      item.dataset.key = key;
      return item;
    }));
    told.textContent = choices.length ? `${choices.length} to choose from` : "nothing has these words";
    list.hidden = !choices.length;
    chosen = 0;
    if (choices.length) {
      const { x, y } = caretPlace(area);
      list.style.insetInlineStart = `${Math.max(0, Math.min(x, area.offsetWidth - list.offsetWidth))}px`;
      list.style.insetBlockStart = `${area.offsetTop + y}px`;
      show();
    }
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const query = new URLSearchParams({ kind: opened.kind, q: opened.asked });
    try {
      const answer = await fetch(`${address}?${query}`, { signal });
      const { choices } = answer.ok ? await answer.json() : { choices: [] };
      if (!signal.aborted) fill(choices);
    } catch (fault) {
      if (fault.name !== "AbortError") close();
    }
  };

  area.addEventListener("input", () => {
    const before = area.value.slice(Math.max(0, area.selectionStart - 80), area.selectionStart);
    const found = OPENING.exec(before);
    if (!found) { close(); return; }
    const kind = KINDS[found[1]] || "reference";
    opened = { kind, asked: found[2], start: area.selectionStart - found[2].length };
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  area.addEventListener("keydown", (event) => {
    // Escape also takes back a question that is not answered yet: no list opens after it.
    if (event.key === "Escape" && list.hidden) close();
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + list.children.length) % list.children.length;
      show();
    } else if (event.key === "Enter" || event.key === "Tab") {
      take(list.children[chosen].dataset.key);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  area.addEventListener("blur", close);
};
