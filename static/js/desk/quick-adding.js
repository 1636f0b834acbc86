// Adds a quote, resource or link in a dialog and names it in the text. Without it the same links
// open the same forms in a new tab.
import { replaceRange } from "./inserting.js";

const text = document.querySelector("#id_body");
const dialog = document.createElement("dialog");

function insert(notation) {
  const at = text.selectionEnd;
  let words = notation;
  if (notation.startsWith("![[")) {
    // In a paragraph of its own.
    const before = text.value.slice(0, at).match(/\n*$/)[0].length;
    const after = text.value.slice(at).match(/^\n*/)[0].length;
    words = "\n".repeat(at ? Math.max(0, 2 - before) : 0) + notation
      + "\n".repeat(Math.max(0, 2 - after));
  }
  replaceRange(text, at, at, words);
}

function showFaults(form, errors) {
  const list = document.createElement("ul");
  list.className = "errorlist";
  for (const field of form.elements) field.removeAttribute("aria-invalid");
  for (const [name, messages] of Object.entries(errors)) {
    const field = form.elements[name];
    field?.setAttribute("aria-invalid", "true");
    for (const message of messages) {
      const item = list.appendChild(document.createElement("li"));
      const label = field?.labels?.[0]?.textContent ?? "";
      item.textContent = `${label} ${message}`.trim();
    }
  }
  form.querySelector("[data-quick-faults]").replaceChildren(list);
  form.querySelector("[aria-invalid]")?.focus();
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  }).then((response) => response.json()).catch(() => ({
    errors: { "": ["It could not be added just now. What you wrote is still here."] },
  }));
  if (answer.errors) return showFaults(form, answer.errors);
  dialog.close();
  insert(answer.notation);
}

async function show(event) {
  const link = event.currentTarget;
  event.preventDefault();
  const page = await fetch(link.href).then((response) => response.text()).catch(() => "");
  const form = new DOMParser().parseFromString(page, "text/html")
    .querySelector("[data-quick-form]");
  // Signed out or offline: let the browser say so, in a tab of its own.
  if (!form) return window.open(link.href, "_blank", "noopener");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  const title = document.createElement("h2");
  title.id = "desk_dialog_title";
  title.textContent = `Add a ${link.dataset.quickAdd}`;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.replaceChildren(title, form, close);
  form.addEventListener("submit", send);
  link.focus(); // where a dialog that closes puts the focus back
  dialog.showModal();
}

if (text) {
  document.body.append(dialog);
  for (const link of document.querySelectorAll("[data-quick-add]")) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", show);
  }
}
