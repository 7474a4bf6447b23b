// Keys that go from row to row. They work where a row has the focus and nowhere else, so that they
// take no key from a reader's own programs.
(function () {
  "use strict";
  const table = document.querySelector(".bitext");
  if (!table) return;
  const rows = Array.from(table.querySelectorAll("tr.row"));
  const STEPS = {
    j: [1, ""],
    ArrowDown: [1, ""],
    k: [-1, ""],
    ArrowUp: [-1, ""],
    n: [1, "marked"],
    p: [-1, "marked"],
  };

  function next(row, step, mark) {
    let place = rows.indexOf(row) + step;
    while (rows[place] && mark && !(mark in rows[place].dataset)) place += step;
    return rows[place];
  }

  table.addEventListener("keydown", function (event) {
    const known = Object.hasOwn(STEPS, event.key);
    if (!known || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.target.classList.contains("row__number")) return;
    const found = next(event.target.closest("tr"), ...STEPS[event.key]);
    if (!found) return;
    event.preventDefault();
    found.querySelector(".row__number").focus({ preventScroll: true });
    const smooth = matchMedia("(prefers-reduced-motion: no-preference)").matches;
    found.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "auto" });
  });

  document.querySelectorAll("[data-needs-script]").forEach(function (part) {
    part.hidden = false;
  });
})();
