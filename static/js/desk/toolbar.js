/* Buttons above the text that write its notations around what is chosen, or at the caret. */
import { replaceRange } from "./inserting.js";

const around = (before, after, sample) => (chosen) => [`${before}${chosen || sample}${after}`, before.length, (chosen || sample).length];
const eachLine = (sign, sample) => (chosen) => {
  const text = (chosen || sample).split("\n").map((line) => sign + line).join("\n");
  return [text, sign.length, text.length - sign.length];
};
const warning = (chosen) => {
  const words = chosen || "What could do harm.";
  const [text] = eachLine("> ")(`[!WARNING]\n${words}`);
  return [text, "> [!WARNING]\n> ".length, text.length - "> [!WARNING]\n> ".length];
};
const open = (text) => () => [text, text.length, 0];

const BUTTONS = [
  ["Heading", eachLine("## ", "Heading"), true],
  ["Bold", around("**", "**", "bold")],
  ["Italic", around("*", "*", "italic")],
  ["List", eachLine("- ", "item"), true],
  ["Quotation", eachLine("> ", "words"), true],
  ["Warning", warning, true],
  ["Cite", open("[@")],
  ["Page", open("[[")],
  ["Link", (chosen) => [`[${chosen || "words"}][`, (chosen || "words").length + 3, 0]],
  ["Show a quote, study or resource", open("![["), true],
];

export const addToolbar = (area) => {
  const bar = document.createElement("div");
  bar.className = "desk-toolbar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Notations for the text");
  for (const [label, make, ownLine] of BUTTONS) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      const { selectionStart: start, selectionEnd: end, value } = area;
      const [text, from, length] = make(value.slice(start, end));
      const lead = ownLine && start > 0 && value[start - 1] !== "\n" ? "\n\n" : "";
      replaceRange(area, start, end, lead + text);
      const caret = start + lead.length + from;
      area.setSelectionRange(caret, caret + length);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    bar.append(button);
  }
  area.before(bar);
  // What adds a quote, resource or link belongs beside the text that will name it.
  const adding = document.querySelector("#desk_quick_add");
  if (adding) bar.after(adding);
};
