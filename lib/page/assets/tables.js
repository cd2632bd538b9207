// Tables sort by a click on a heading: numbers by value, words by the alphabet; again for the other direction.

function sortKey(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
}

/** Numbers before words; what is missing ("-") last, whatever the direction. */
function compareKeys(a, b, direction) {
  if ((a === "-") !== (b === "-")) return a === "-" ? 1 : -1;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return direction * (typeof a === "number" ? a - b : a.localeCompare(b, "en", {numeric: true}));
}

function makeSortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = element("button", {type: "button", textContent: heading.textContent});
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const direction = heading.ariaSort === "ascending" ? -1 : 1;
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.ariaSort = direction > 0 ? "ascending" : "descending";
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => compareKeys(sortKey(a, column), sortKey(b, column), direction)));
    });
  });
}

for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
