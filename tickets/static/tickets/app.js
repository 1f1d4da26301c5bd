"use strict";
/* Pages work without this file. It only asks the server again while somebody is looking, moves the focus to
   an error summary, and keeps a form from being sent twice. */

/* Lists ask while somebody looks; what a person must not miss asks in a hidden tab, too. */
const beats = { half: 30000, minute: 60000 };
const steady = { quarter: 15000, live: 30000, slow: 60000 };

function beat(name) {
  document.body.dispatchEvent(new CustomEvent(name));
}

for (const [name, pause] of Object.entries(beats)) {
  setInterval(() => document.visibilityState === "visible" && beat(name), pause);
}
for (const [name, pause] of Object.entries(steady)) {
  setInterval(() => beat(name), pause);
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
  const said = chip.dataset.ago ? ago(Number(chip.dataset.ago), row.dataset.now) : chip.textContent.trim();
  const kept = "adds" in row.dataset ? control.value.trimEnd() : "";
  control.value = kept && !kept.includes(said) ? `${kept}\n${said}` : kept || said;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
});

/* All boxes of one part of the page at a press. */
for (const all of document.querySelectorAll("[data-ticks]")) {
  all.hidden = false;
  all.addEventListener("click", () => {
    for (const box of all.closest("section").querySelectorAll(`[name="${all.dataset.ticks}"]`)) {
      box.checked = true;
    }
  });
}

/* The token changes when somebody signs in; a page that was left open meanwhile sends the present one. */
function csrfToken() {
  const cookie = /csrftoken=(\w+)/.exec(document.cookie);
  return cookie ? cookie[1] : "";
}

function freshen(form) {
  if (form.elements.csrfmiddlewaretoken && csrfToken()) {
    form.elements.csrfmiddlewaretoken.value = csrfToken();
  }
}

/* Beside the button: that it is on its way, and that a second press does nothing yet. */
function onItsWay(form, words) {
  let note = form.querySelector(".on-its-way");
  if (!note) {
    note = document.createElement("p");
    note.className = "on-its-way soft small";
    note.setAttribute("role", "status");
    form.append(note);
  }
  note.textContent = words;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    onItsWay(form, document.body.dataset.sending);
    return;
  }
  freshen(form);
  form.dataset.sent = "yes";
  /* The browser's own "back" shows the page as it was left: it must be usable again. */
  setTimeout(() => free(form), 5000);
});

function free(form) {
  if (form.dataset.sent) {
    delete form.dataset.sent;
    onItsWay(form, "");
  }
}

/* Whoever stopped the page and types on sends something else. */
document.addEventListener("input", (event) => {
  if (event.target.form) {
    free(event.target.form);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print]");
  if (button) {
    window.print();
  }
});
