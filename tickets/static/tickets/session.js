"use strict";
/* Says before the session ends that it will, and prolongs it where somebody asks for that. To look prolongs nothing:
   another window may have been at work meanwhile, so the server is asked first. Its words come from there. */

(() => {
  const box = document.getElementById("session");
  if (!box) {
    return;
  }
  const [words, more] = [box.querySelector("p"), box.querySelector("button")];
  const warning = 120;
  const often = 15;
  let timer = 0;

  function later(seconds) {
    clearTimeout(timer);
    timer = setTimeout(() => ask("GET"), seconds * 1000);
  }

  async function ask(method) {
    const headers = method === "GET" ? { "X-Background": "1" } : { "X-CSRFToken": csrfToken() };
    try {
      const answer = await fetch(box.dataset.at, { method, headers, redirect: "manual" });
      tell(await answer.json());
    } catch {
      later(often);
    }
  }

  function tell(told) {
    const soon = told.left <= warning;
    box.hidden = !soon;
    more.hidden = told.left === 0;
    if (soon && words.textContent !== told.said) {
      words.textContent = told.said;
    }
    if (told.left > 0) {
      later(soon ? often : told.left - warning);
    }
  }

  more.addEventListener("click", () => ask("POST"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      ask("GET");
    }
  });
  later(Math.max(Number(box.dataset.left) - warning, 1));
})();
