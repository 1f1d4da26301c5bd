"use strict";
/* What an open page shows by itself: minutes and seconds of a last hour, the tab's title, a sound for what is new.
   The server counts; this only counts down from what it said. */

const baseTitle = document.title.replace(/^\(\d+\) /, "").replace(/^.*?· /, "");

function countDown() {
  for (const one of document.querySelectorAll(".countdown")) {
    if (!one.dataset.ends) {
      one.dataset.ends = performance.now() + Number(one.dataset.left) * 1000;
    }
    const left = Math.max(0, Math.round((Number(one.dataset.ends) - performance.now()) / 1000));
    one.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left && !one.dataset.over) {
      one.dataset.over = "yes";
      ["quarter", "live", "slow"].forEach((name) => document.body.dispatchEvent(new CustomEvent(name)));
    }
  }
}
countDown();
setInterval(countDown, 1000);

function entitle(shown) {
  const count = Number(shown.dataset.count || 0);
  const least = shown.dataset.least ? `${shown.dataset.least} · ` : "";
  document.title = `${count ? `(${count}) ` : ""}${least}${baseTitle}`;
}

/* The sound is the person's own wish on this machine. */
const switched = document.querySelector("[data-sound]");
const wish = "sound-for-new";

function beep() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  tone.frequency.value = 880;
  tone.connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.3);
}

if (switched) {
  switched.hidden = false;
  switched.setAttribute("aria-pressed", String(localStorage.getItem(wish) === "on"));
  switched.addEventListener("click", () => {
    const on = localStorage.getItem(wish) !== "on";
    localStorage.setItem(wish, on ? "on" : "off");
    switched.setAttribute("aria-pressed", String(on));
    if (on) {
      beep();
    }
  });
}

let counted = Number(document.getElementById("todo-groups")?.dataset.count || 0);
document.body.addEventListener("htmx:afterSettle", () => {
  const shown = document.getElementById("todo-groups") || document.getElementById("pulse");
  if (!shown) {
    return;
  }
  entitle(shown);
  const now = Number(shown.dataset.count || 0);
  if (now > counted && localStorage.getItem(wish) === "on") {
    beep();
  }
  counted = now;
});

/* Whoever begins to fill in an act is at it: others who have the order open are told so. */
document.addEventListener("input", (event) => {
  const acting = document.getElementById("acting");
  if (acting && event.target.closest(".act-form")) {
    acting.disabled = false;
  }
});
