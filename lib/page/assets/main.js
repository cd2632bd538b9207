// Starts the page: charts are drawn when they come near what the reader sees, all of them before printing.

restoreState();
document.querySelectorAll("figure.card").forEach((figure, i) => cards.push(new Card(figure, figure.dataset.curve || figure.dataset.kind + i)));
buildControls();

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const card = cards.find((candidate) => candidate.figure === entry.target);
    card.near = entry.isIntersecting;
    if (card.near) card.draw();
  }
}, {rootMargin: "400px"});
for (const card of cards) watcher.observe(card.figure);

function drawAll() {
  for (const card of cards) { card.stale = true; card.draw(); }
}

darkScheme.addEventListener("change", () => { refreshControls(); for (const card of cards) card.invalidate(); });
addEventListener("beforeprint", () => { printing = true; drawAll(); });
addEventListener("afterprint", () => { printing = false; drawAll(); });
addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll("details.save[open]")) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  hideTip();
  for (const menu of document.querySelectorAll("details.save[open]")) menu.open = false;
});

// A run still going: the file is written again, and the page loads it unless it is not looked at.
if (report.refresh_seconds > 0) {
  setInterval(() => { if (document.visibilityState === "visible") location.reload(); }, 1000 * report.refresh_seconds);
}
