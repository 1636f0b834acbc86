/* Keeps what is typed in this browser until the server has said that it is saved.

   Under `:now` is what was typed on the open form; what was left there by a crash, a lost session or
   a refused form moves to `:kept` and is offered back. Nothing is thrown away without a click.

   With the words goes the version of the draft that they began with. What is brought back is saved
   as from then, so that a colleague's save in between is met as a conflict and not undone. */
const SUBMITTED = "desk-submitted";
const BEGUN = ["seen_version", "base"];
const LEFT_OUT = new Set(["csrfmiddlewaretoken", ...BEGUN]);

const fieldsOf = (form) => [...form.elements].filter(
  (field) => field.name && !LEFT_OUT.has(field.name) && !field.name.startsWith("_")
    && !["submit", "button", "file", "hidden"].includes(field.type),
);
const plain = (text) => text.replaceAll("\r\n", "\n").trim();
const valuesOf = (form) => Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
const begunOf = (form) => Object.fromEntries(BEGUN.map((field) => [field, form.elements[field]?.value ?? ""]));
const typedIn = (form) => ({ time: Date.now(), fields: valuesOf(form), begun: begunOf(form) });

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

const offer = (form, name) => {
  const box = document.querySelector("#desk_kept");
  const kept = read(`${name}:kept`);
  const present = valuesOf(form);
  const differs = ([field, value]) => field in present && plain(value) !== plain(present[field]);
  if (!box || !kept || !Object.entries(kept.fields).some(differs)) {
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
        if (field.name in kept.fields) field.value = kept.fields[field.name];
      }
      for (const field of BEGUN) {
        if (form.elements[field]) form.elements[field].value = kept.begun?.[field] ?? "";
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      write(`${name}:now`, typedIn(form));
      form.querySelector("#id_body, #id_title")?.focus();
    }
    localStorage.removeItem(`${name}:kept`);
    box.hidden = true;
  });
};

export const keep = (form) => {
  letGoOfSaved();
  const desk = document.querySelector("#desk_draft");
  if (!form || !desk) return;
  const name = `desk-draft:${desk.dataset.user}:${location.pathname}`;
  const now = read(`${name}:now`);
  const cameBack = document.querySelector(".errornote, .desk-conflict");
  if (now && !cameBack) {
    write(`${name}:kept`, now);
    localStorage.removeItem(`${name}:now`);
  }
  offer(form, name);

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
