"use strict";
/* What is typed into an act stands again when the news of its order are loaded; it is kept for that one load alone. */

(() => {
  const place = `typed:${location.pathname}`;
  const fields = ".act-form [name], .talk [name]";
  const controls = () => [...document.querySelectorAll(fields)].filter((one) => one.id && one.type !== "file");
  const changed = (one) => (one.type === "checkbox" || one.type === "radio"
      ? one.checked !== one.defaultChecked
      : one.type !== "hidden" && one.value !== (one.defaultValue ?? ""));

  document.addEventListener("click", (event) => {
    if (event.target.closest("#ticket-news a")) {
      const typed = controls().filter(changed).map((one) => [one.id, one.value, Boolean(one.checked)]);
      sessionStorage.setItem(place, JSON.stringify(typed));
    }
  });

  const kept = JSON.parse(sessionStorage.getItem(place) || "[]");
  sessionStorage.removeItem(place);
  for (const [id, value, checked] of kept) {
    const one = document.getElementById(id);
    if (!one) {
      continue;
    }
    const folded = one.closest("details");
    if (folded) {
      folded.open = true;
    }
    if (one.type === "checkbox" || one.type === "radio") {
      one.checked = checked;
    } else {
      one.value = value;
    }
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
})();
