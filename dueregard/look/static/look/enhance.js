// Small comforts for people with JavaScript; every page works without it.
// In a table with class "grid-form": Ctrl+Up and Ctrl+Down (or Enter in a one-line input) move to the same column of the next row,
// and a row whose inputs differ from how the page came is marked as changed.
"use strict";

(function () {
  const fields = "input:not([type=hidden]), select, textarea";

  function move(from, step) {
    const cell = from.closest("td, th");
    const row = cell.closest("tr");
    const rows = Array.from(row.closest("table").querySelectorAll("tbody tr"));
    const place = Array.from(row.cells).indexOf(cell);
    const within = Array.from(cell.querySelectorAll(fields)).indexOf(from);
    for (let at = rows.indexOf(row) + step; at >= 0 && at < rows.length; at += step) {
      const target = rows[at].cells[place];
      const options = target ? target.querySelectorAll(fields) : [];
      const next = options[Math.min(within, options.length - 1)];
      if (next && !next.disabled) {
        next.focus();
        if (next.select) next.select();
        return true;
      }
    }
    return false;
  }

  function differs(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
    const options = Array.from(field.options);
    if (!field.multiple && !options.some((option) => option.defaultSelected)) return field.selectedIndex > 0;
    return options.some((option) => option.selected !== option.defaultSelected);
  }

  document.addEventListener("keydown", function (event) {
    const field = event.target;
    if (!field.matches || !field.matches(fields) || !field.closest(".grid-form")) return;
    const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const oneLine = field.tagName === "INPUT" && field.type !== "checkbox" && field.type !== "radio";
    let step = 0;
    if (arrow && event.ctrlKey) step = arrow;
    if (event.key === "Enter" && oneLine && !event.isComposing) step = event.shiftKey ? -1 : 1;
    if (!step) return;
    // Enter in the last row sends nothing: a sheet is saved by its button, never by accident.
    event.preventDefault();
    move(field, step);
  });

  document.addEventListener("change", function (event) {
    const row = event.target.closest && event.target.closest(".grid-form tbody tr");
    if (row) row.classList.toggle("changed", Array.from(row.querySelectorAll(fields)).some(differs));
  });
})();
