"use strict";
/* Pages work without this file. It only asks the server again while somebody is looking, moves the focus to
   an error summary, and keeps a form from being sent twice. */

const beats = { half: 30000, minute: 60000 };

for (const [name, pause] of Object.entries(beats)) {
  setInterval(() => {
    if (document.visibilityState === "visible") {
      document.body.dispatchEvent(new CustomEvent(name));
    }
  }, pause);
}

const summary = document.querySelector(".error-summary");
if (summary) {
  summary.focus();
}

/* An empty date shows its pattern in the browser's language; until somebody enters it, it shows the page's. */
for (const moment of document.querySelectorAll(".moment > input")) {
  const mark = () => moment.classList.toggle("blank", !moment.value && !moment.validity.badInput);
  mark();
  moment.addEventListener("input", mark);
}

/* Shortcuts into the fields of a late entry: so many minutes before now by the server's clock, and usual words. */
const opened = performance.now();
for (const quick of document.querySelectorAll(".quick")) {
  quick.hidden = false;
}

function ago(minutes, base) {
  const since = performance.now() - opened - minutes * 60000;
  return new Date(Date.parse(`${base}Z`) + since).toISOString().slice(0, 16);
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest(".quick button");
  if (!chip) {
    return;
  }
  const row = chip.closest(".quick");
  const control = document.getElementById(row.dataset.fills);
  control.value = chip.dataset.ago ? ago(Number(chip.dataset.ago), row.dataset.now) : chip.textContent.trim();
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  /* The browser's own "back" shows the page as it was left: it must be usable again. */
  setTimeout(() => delete form.dataset.sent, 5000);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (button) {
    window.print();
  }
});
