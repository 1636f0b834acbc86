/* Shows beside the text what publishing would make of it, and what the check finds, line by line. */
import { follow } from "./following.js";

const WAIT = 700;
const FIELDS = ["safety_notice", "key_messages", "body"];
const CHECKED = [...FIELDS, "synopsis", "importance_note"];

const element = (name, properties) => Object.assign(document.createElement(name), properties);

const goTo = (field, line) => {
  const area = document.getElementById(`id_${field}`);
  if (!area) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, Math.max(0, line - 1)).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
};

export const preview = (form, desk, body) => {
  const frame = body.closest(".desk-area") || body;
  const beside = element("div", { className: "desk-beside" });
  const pane = element("section", { className: "desk-preview" });
  pane.setAttribute("aria-label", "Preview of the text");
  const found = element("ul", { className: "desk-findings" });
  found.setAttribute("aria-label", "What the check finds");
  const told = element("p", { className: "help" });
  told.setAttribute("role", "status");
  const shown = element("div", { className: "desk-shown", tabIndex: 0 });
  const parts = new Map(FIELDS.map((name) => [name, element("div", {})]));
  for (const [name, part] of parts) {
    // Three texts one after the other: which is which, in the words of the form.
    const label = form.querySelector(`label[for="id_${name}"]`).textContent.replace(":", "");
    const labelled = element("div", { hidden: true });
    labelled.append(element("p", { className: "desk-part", textContent: label }), part);
    shown.append(labelled);
  }
  pane.append(told, found, shown);
  frame.before(beside);
  const left = element("div", {});
  beside.append(left, pane);
  const bar = beside.parentElement.querySelector(".desk-toolbar");
  const adding = beside.parentElement.querySelector("#desk_quick_add");
  left.append(...[bar, adding].filter(Boolean));
  left.append(frame);

  let timer = 0;
  let busy = false;
  let again = false;

  const list = (problems, kind) => problems.map((problem) => {
    const button = element("button", { type: "button", textContent: problem.text });
    button.addEventListener("click", () => goTo(problem.field, problem.line));
    const item = element("li", { className: kind });
    item.append(button);
    return item;
  });
  const keepUp = () => {
    const area = document.activeElement;
    const part = parts.get(area.name);
    if (part) follow(area, shown, part);
  };
  const show = ({ html, errors, warnings }) => {
    // Made by the one function that makes the site's HTML: compiled, sanitised, expanded.
    for (const [name, part] of parts) {
      part.innerHTML = html[name] || "";
      part.parentElement.hidden = !html[name];
    }
    keepUp();
    found.replaceChildren(...list(errors, "error"), ...list(warnings, "warning"));
    const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    told.textContent = errors.length
      ? `${count(errors.length, "error")} to mend before publishing, ${count(warnings.length, "warning")}.`
      : `The text can be published; ${count(warnings.length, "warning")}.`;
  };
  const ask = async () => {
    if (busy) { again = true; return; }
    busy = true;
    const data = new URLSearchParams({ article: desk.dataset.article });
    for (const name of CHECKED) data.set(name, form.elements[name].value);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(desk.dataset.live, { method: "POST", body: data });
      if (answer.ok && !answer.redirected) show(await answer.json());
      else told.textContent = "The preview does not answer; perhaps you are logged out. Your words are kept in this browser.";
    } catch {
      told.textContent = "The preview does not answer just now. Your words are kept in this browser.";
    }
    busy = false;
    if (again) { again = false; ask(); }
  };
  form.addEventListener("input", (event) => {
    if (event.target !== form && !CHECKED.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  for (const event of ["keyup", "click"]) form.addEventListener(event, keepUp);
  shown.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    open(link.href, "_blank", "noopener");
  });
  ask();
  // From a finding on the publish page: to its line.
  const [field, line] = (new URLSearchParams(location.search).get("at") || "").split(":");
  if (CHECKED.includes(field) && Number(line) > 0) goTo(field, Number(line));
};
