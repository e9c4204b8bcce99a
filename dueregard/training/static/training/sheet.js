// The attendance sheet by keyboard: type to filter, arrows to the names, space to tick. Without it: ticks and a button.
"use strict";

(function () {
  const form = document.querySelector("[data-attendance]");
  if (!form) return;
  const filter = form.querySelector("#id_filter");
  const lines = Array.from(form.querySelectorAll("[data-attendance-line]"));
  const boxes = lines.map((line) => line.querySelector("input[type=checkbox]"));
  const count = form.querySelector("[data-attendance-count]");
  const none = form.querySelector("[data-attendance-none]");
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const names = lines.map((line) => plain(line.textContent));

  function show() {
    const words = plain(filter.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    lines.forEach(function (line, at) {
      line.hidden = !words.every((word) => names[at].includes(word));
      if (!line.hidden) shown += 1;
    });
    none.hidden = shown > 0;
  }

  function tell() {
    const ticked = boxes.filter((box) => box.checked).length;
    const unsaved = boxes.some((box) => box.checked !== box.defaultChecked);
    count.textContent = ticked + " of " + boxes.length + " ticked" + (unsaved ? ", not saved yet." : ".");
  }

  function visible() {
    return boxes.filter((box) => !box.closest("[data-attendance-line]").hidden);
  }

  function go(step) {
    const here = visible();
    const at = here.indexOf(document.activeElement) + step;
    if (at < 0 || !here.length) filter.focus();
    else here[Math.min(at, here.length - 1)].focus();
  }

  filter.closest(".attendance-filter").hidden = false;
  filter.addEventListener("input", show);
  form.addEventListener("change", tell);
  form.addEventListener("keydown", function (event) {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (at !== filter && !boxes.includes(at)) return;
    if (event.key === "ArrowDown" || (event.key === "Enter" && at === filter)) {
      event.preventDefault(); // Enter never sends the sheet: its button does
      go(1);
    } else if (event.key === "ArrowUp" && at !== filter) {
      event.preventDefault();
      const here = visible();
      if (here.indexOf(at) === 0) filter.focus();
      else go(-1);
    } else if (event.key === "Escape" && filter.value) {
      event.preventDefault();
      filter.value = "";
      show();
      filter.focus();
    } else if (at !== filter && event.key === "Enter") {
      event.preventDefault();
    } else if (at !== filter && event.key.length === 1 && event.key !== " ") {
      // The next name: the letter is typed into the filter, which begins anew.
      filter.value = "";
      filter.focus();
    }
  });
})();
