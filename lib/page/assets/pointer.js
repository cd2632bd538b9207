// Hover, keyboard and zoom of the charts over epochs. The cursor is one for all charts: they share their x axis.

const lineCards = () => cards.filter((card) => card.view && card.content.lines);

function showEpoch(epoch) {
  for (const card of lineCards()) card.view.signal("epoch", epoch).runAsync();
}

function setFocus(group) {
  for (const card of lineCards()) card.view.signal("focus", group).runAsync();
}

/** Left edge of the data in the window, for a view in a card. */
function plotLeft(card, view) {
  return card.chart.querySelector("svg, canvas").getBoundingClientRect().left + view.padding().left + view.origin()[0];
}

/** Value of each line at the epoch, those nearest to the pointer first if there are too many to list. */
function valuesAt(card, epoch, pointerValue) {
  const values = card.content.lines.map((line) => {
    const i = nearest(line.x, epoch);
    return {line, at: line.x[i], value: line.y[i], i};
  });
  const at = values.map((value) => value.at).reduce((a, b) => (Math.abs(b - epoch) < Math.abs(a - epoch) ? b : a));
  const distance = ({value}) => Math.abs(Math.log(Math.max(value, 1e-12)) - Math.log(Math.max(pointerValue, 1e-12)));
  const listed = values.length <= 10 || pointerValue === undefined ? values : [...values].sort((a, b) => distance(a) - distance(b)).slice(0, 10);
  const text = ({line, value, i}) => line.label + ": " + card.content.format(value) +
    (line.low && line.high[i] > line.low[i] ? ` (${card.content.format(line.low[i])} to ${card.content.format(line.high[i])})` : "");
  return {at, title: "epoch " + at.toFixed(at < 10 ? 2 : 1), rows: listed.slice(0, 10).map((value) => [value.line.colour, text(value)])};
}

function followPointer(card, view) {
  const epochAt = (event) => view.scale("x").invert(event.clientX - plotLeft(card, view));
  const plotTop = () => card.chart.querySelector("svg, canvas").getBoundingClientRect().top + view.padding().top + view.origin()[1];
  let start = null;
  const box = element("div", {className: "zoombox", hidden: true});
  card.chart.append(box);
  card.chart.onpointermove = (event) => {
    if (start) return stretchBox(card, box, start, event);
    const found = valuesAt(card, epochAt(event), view.scale("y").invert(event.clientY - plotTop()));
    showEpoch(found.at);
    showTip(event, found.title, found.rows);
  };
  card.chart.onpointerdown = (event) => {
    if (event.button !== 0) return;
    start = {clientX: event.clientX, epoch: epochAt(event)};
    card.chart.setPointerCapture(event.pointerId);
    hideTip();
  };
  card.chart.onpointerup = (event) => {
    const from = start;
    start = null;
    box.hidden = true;
    if (!from || Math.abs(event.clientX - from.clientX) < 8) return;
    const [low, high] = view.scale("x").domain();
    const ends = [from.epoch, epochAt(event)].sort((a, b) => a - b);
    setState({zoom: [Math.max(low, ends[0]), Math.min(high, ends[1])].map((epoch) => Number(epoch.toPrecision(4)))});
  };
  card.chart.onpointercancel = () => { start = null; box.hidden = true; };
  card.chart.ondblclick = () => { if (state.zoom) setState({zoom: null}); };
  card.chart.onpointerleave = () => { if (!start) { hideTip(); showEpoch(null); } };
  card.chart.onblur = card.chart.onpointerleave;
  card.chart.onkeydown = (event) => stepCursor(card, view, event);
}

function stretchBox(card, box, start, event) {
  const left = card.chart.getBoundingClientRect().left;
  box.hidden = false;
  box.style.left = Math.min(start.clientX, event.clientX) - left + "px";
  box.style.width = Math.abs(event.clientX - start.clientX) + "px";
}

/** Arrow keys move the cursor from point to point and read the values out; Escape ends the zoom. */
function stepCursor(card, view, event) {
  if (event.key === "Escape" && state.zoom) return setState({zoom: null});
  const direction = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  if (!direction) return;
  event.preventDefault();
  const {x} = card.content.lines.reduce((a, b) => (b.x.length > a.x.length ? b : a));
  const stride = Math.max(1, Math.round(x.length / 100));
  const current = view.signal("epoch");
  const i = current === null ? (direction > 0 ? 0 : x.length - 1) : nearest(x, current) + direction * stride;
  const found = valuesAt(card, x[Math.max(0, Math.min(x.length - 1, i))]);
  showEpoch(found.at);
  const place = card.chart.getBoundingClientRect();
  showTip({clientX: plotLeft(card, view) + view.scale("x")(found.at), clientY: place.top + 30}, found.title, found.rows);
  announce.textContent = `${found.title}. ${found.rows.map(([, text]) => text).join(". ")}`;
}
