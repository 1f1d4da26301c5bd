"use strict";
/* How much is written where the text has a longest length (data-most). Nothing is cut: whoever writes or pastes more
   sees by how much, and the server says so again. One line counts only when it is nearly full. */

const counting = document.currentScript.dataset;
const NEAR = 0.8;
const PAUSE = 400; /* ms: told once somebody stops typing, not at every key */
const waiting = new WeakMap();

function counterOf(control) {
  const next = control.nextElementSibling;
  if (next && next.classList.contains("text-length")) {
    return next;
  }
  const counter = document.createElement("span");
  counter.className = "text-length";
  counter.setAttribute("aria-live", "polite");
  control.after(counter);
  return counter;
}

function count(control) {
  const most = Number(control.dataset.most);
  const now = [...control.value.trim()].length;
  const shown = control.tagName === "TEXTAREA" ? now > 0 : now >= most * NEAR;
  if (!shown && !(control.nextElementSibling || control).classList.contains("text-length")) {
    return;
  }
  const counter = counterOf(control);
  const words = now > most ? counting.over : counting.within;
  counter.classList.toggle("text-length-over", now > most);
  counter.textContent = shown ? words.replace("{now}", now).replace("{most}", most).replace("{over}", now - most) : "";
}

document.addEventListener("input", (event) => {
  const control = event.target;
  if (control.dataset && control.dataset.most) {
    clearTimeout(waiting.get(control));
    waiting.set(control, setTimeout(count, PAUSE, control));
  }
});

for (const control of document.querySelectorAll("[data-most]")) {
  count(control);
}
