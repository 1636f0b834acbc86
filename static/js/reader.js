/* Reading choices, putting references away, and "updated since you last read it". Everything stays in this browser.
   A plain script in the head, not a module: the chosen theme has to hold from the first paint. */
(() => {
  "use strict";
  const root = document.documentElement;
  const CHOICES = ["theme", "size", "spacing"];

  // Storage may be refused, as in private windows; the page then reads as it comes.
  const recall = (name) => {
    try { return localStorage.getItem(name) || ""; } catch { return ""; }
  };
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* it holds for this page at least */ }
  };

  const apply = (choice, value) => {
    if (value) root.dataset[choice] = value;
    else delete root.dataset[choice];
  };

  root.classList.add("js");
  for (const choice of CHOICES) apply(choice, recall(`choice-${choice}`));

  const wireChoices = () => {
    for (const group of document.querySelectorAll("[data-choice]")) {
      const choice = group.dataset.choice;
      const show = () => {
        for (const button of group.querySelectorAll("button")) {
          button.setAttribute("aria-pressed", String(button.value === (root.dataset[choice] || "")));
        }
      };
      group.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        apply(choice, button.value);
        keep(`choice-${choice}`, button.value);
        show();
      });
      show();
    }
    const panel = document.querySelector(".choices");
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && panel?.open) {
        panel.open = false;
        panel.querySelector("summary").focus();
      }
    });
  };

  /* A citation raises its reference at the foot of the window, by a link alone. Here it can be put
     away again: the reader is where they were, however often the page cites the same work. */
  const wireNotes = () => {
    const raised = () => document.querySelector(".references li:target, .words > div:target");
    let from = null;
    const putAway = () => {
      const place = scrollY, link = from;
      from = null;
      // Going back would scroll to what the address named before.
      window.addEventListener("hashchange", () => {
        scrollTo({ top: place, behavior: "instant" });
        link.focus({ preventScroll: true });
      }, { once: true });
      history.back();
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".cite a, a.term");
      if (!link) return;
      if (from && raised()) {
        event.preventDefault();
        location.replace(link.hash);
      }
      from = link;
    });
    window.addEventListener("hashchange", () => {
      const note = raised();
      if (!note || !from || note.querySelector(".close")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "close";
      button.textContent = "Close";
      button.addEventListener("click", putAway);
      (note.querySelector("dd") || note).append(button);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && from && raised()) putAway();
    });
  };

  const tellWhatIsNew = () => {
    const page = document.querySelector("[data-edition]");
    if (!page) return;
    const name = `read-${page.dataset.page}`;
    const seen = Number(recall(name));
    const now = Number(page.dataset.edition);
    const news = page.querySelector(".news");
    if (seen && seen < now && news) {
      news.hidden = false;
      news.href = `${news.dataset.history}?from=${seen}&to=${now}`;
    }
    keep(name, String(now));
  };

  document.addEventListener("DOMContentLoaded", () => {
    wireChoices();
    wireNotes();
    tellWhatIsNew();
  });
})();
