/* Keeps what is typed in this browser until the server has said that it is saved.

   Under `:now` is what was typed on the open form; what was left there by a crash, a lost session or
   a refused form moves to `:kept` and is offered back. Nothing is thrown away without a click.

   With the words goes the version of the draft or record that they began with. What is brought back
   is saved as from then, so that a colleague's save in between is met as a conflict and not undone. */
const SUBMITTED = "desk-submitted";
const BEGUN = ["seen_version", "base"];
const LEFT_OUT = new Set(["csrfmiddlewaretoken", ...BEGUN]);

const fieldsOf = (form) => [...form.elements].filter(
  (field) => field.name && !LEFT_OUT.has(field.name) && !field.name.startsWith("_")
    && !["submit", "button", "file", "hidden"].includes(field.type),
);
const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const isTick = (field) => field.type === "checkbox";
const valueOf = (field) => (isTick(field) ? String(field.checked) : field.value);
const valuesOf = (form) => Object.fromEntries(fieldsOf(form).map((field) => [field.name, valueOf(field)]));
const begunOf = (form) => Object.fromEntries(BEGUN.map((field) => [field, form.elements[field]?.value ?? ""]));
// A choice that the server is searched for has no option in a new form until it is chosen again.
const labelsOf = (form) => Object.fromEntries(
  fieldsOf(form).filter((field) => field.selectedOptions).map((field) => [field.name, field.selectedOptions[0]?.text ?? ""]),
);
const typedIn = (form) => ({ time: Date.now(), fields: valuesOf(form), labels: labelsOf(form), begun: begunOf(form) });
const putBack = (field, kept) => {
  const value = kept.fields[field.name];
  if (isTick(field)) { field.checked = value === "true"; return; }
  if (field.options && ![...field.options].some((option) => option.value === value)) {
    field.add(new Option(kept.labels?.[field.name] || value, value));
  }
  field.value = value;
  if (field.options) field.dispatchEvent(new Event("change", { bubbles: true }));
};

const read = (name) => {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
};
const write = (name, what) => {
  try { localStorage.setItem(name, JSON.stringify(what)); } catch { /* full or refused */ }
};

const letGoOfSaved = () => {
  const name = sessionStorage.getItem(SUBMITTED);
  if (!name || !document.querySelector(".messagelist .draft-saved")) return;
  localStorage.removeItem(`${name}:now`);
  sessionStorage.removeItem(SUBMITTED);
};

const offer = (form, name, box) => {
  const kept = read(`${name}:kept`);
  const present = valuesOf(form);
  const differs = ([field, value]) => field in present && plain(value) !== plain(present[field]);
  if (!kept || !Object.entries(kept.fields).some(differs)) {
    localStorage.removeItem(`${name}:kept`);
    return;
  }
  box.querySelector("[data-kept-time]").textContent = new Date(kept.time).toLocaleString("en-GB");
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const what = event.target.dataset?.kept;
    if (!what) return;
    if (what === "restore") {
      for (const field of fieldsOf(form)) {
        if (field.name in kept.fields) putBack(field, kept);
      }
      for (const field of BEGUN) {
        if (form.elements[field]) form.elements[field].value = kept.begun?.[field] ?? "";
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      write(`${name}:now`, typedIn(form));
      (form.elements.body ?? fieldsOf(form)[0]).focus();
    }
    localStorage.removeItem(`${name}:kept`);
    box.hidden = true;
  });
};

export const keep = () => {
  letGoOfSaved();
  const box = document.querySelector("#desk_kept");
  if (!box) return;
  const form = box.closest("form");
  const name = `desk-draft:${box.dataset.user}:${location.pathname}`;
  const now = read(`${name}:now`);
  const cameBack = document.querySelector(".errornote, .desk-conflict");
  if (now && !cameBack) {
    write(`${name}:kept`, now);
    localStorage.removeItem(`${name}:now`);
  }
  offer(form, name, box);

  let timer = 0;
  const store = () => {
    clearTimeout(timer);
    timer = 0;
    write(`${name}:now`, typedIn(form));
    const told = document.querySelector("#desk_stored");
    if (told) told.hidden = !read(`${name}:now`);
  };
  form.addEventListener("input", () => {
    // What is typed after a save, on the page that Back leads to, was not in it.
    sessionStorage.removeItem(SUBMITTED);
    clearTimeout(timer);
    timer = setTimeout(store, 300);
  });
  addEventListener("pagehide", () => { if (timer) store(); });
  form.addEventListener("submit", () => {
    store();
    sessionStorage.setItem(SUBMITTED, name);
  });
};
