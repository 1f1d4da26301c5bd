"use strict";
/* What is typed saves itself: two seconds after the last change and when a control is left. It never moves the focus;
   without this file the button 「暂存」 does the same. All words come with the page and from the server. */

(() => {
  const form = document.querySelector("form[data-saves]");
  if (!form) {
    return;
  }
  const words = form.querySelector(".saving");
  const pause = 2000;
  const again = 10000;
  let changed = false;
  let timer = 0;
  let under = null;

  function say(text, where) {
    words.textContent = text;
    if (where) {
      const link = document.createElement("a");
      link.href = where;
      link.textContent = text;
      words.replaceChildren(link);
    }
  }

  function later(time) {
    clearTimeout(timer);
    timer = setTimeout(save, time);
  }

  async function save() {
    if (!changed) {
      return;
    }
    if (under) {
      later(pause);
      return;
    }
    changed = false;
    freshen(form);
    under = new AbortController();
    try {
      const answer = await fetch(form.dataset.saves, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Script": "1" },
        redirect: "manual",
        signal: under.signal,
      });
      await tell(answer);
    } catch (failure) {
      if (failure.name !== "AbortError") {
        say(words.dataset.failed);
        changed = true;
        later(again);
      }
    }
    under = null;
  }

  async function tell(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      say(words.dataset.signedOut);
      changed = true;
      later(again);
      return;
    }
    if (answer.status >= 500 || answer.status === 404) {
      throw new Error(String(answer.status));
    }
    const told = await answer.json();
    say(told.said, told.over);
    if (told.at) {
      history.replaceState(null, "", told.at + location.hash);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    later(pause);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    if (under) {
      under.abort();
    }
  });
})();

/* A question that arises by the answer to another on the same page is hidden until it does; the server asks it by
   the same rule, and takes no answer to a question that does not arise. */
(() => {
  const asked = document.querySelectorAll("[data-asked-if]");

  function answer(name) {
    const controls = [...document.getElementsByName(name)];
    const chosen = controls.find((one) => one.checked) || controls.find((one) => one.type !== "radio");
    return chosen ? chosen.value : "";
  }

  function arrange() {
    for (const field of asked) {
      field.hidden = !field.dataset.answers.split(" ").includes(answer(field.dataset.askedIf));
    }
  }

  if (asked.length) {
    document.addEventListener("change", arrange);
    arrange();
  }
})();
