/* Says who else has this page open, and that it was saved elsewhere in the meantime. */
const EVERY = 30_000;

export const tellWhoIsHere = (form, desk) => {
  const place = document.querySelector("#desk_presence");
  if (!desk.dataset.presence || !place) return;
  const tell = async () => {
    if (document.hidden) return;
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(desk.dataset.presence, { method: "POST", body: data });
      if (!answer.ok || answer.redirected) return;
      const { others, version } = await answer.json();
      const words = [];
      if (others.length) words.push(`${others.join(" and ")} ${others.length > 1 ? "are" : "is"} editing this page.`);
      if (version > Number(form.elements.seen_version.value)) {
        words.push("It was saved since you opened it; when you save, you will see both versions.");
      }
      place.textContent = words.join(" ");
      place.hidden = !words.length;
    } catch { /* the next time will do */ }
  };
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", tell);
};
