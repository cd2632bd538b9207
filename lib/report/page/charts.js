// Draws the charts of the page. `report.runs` holds, per run: label, colour, dash, decays (epochs), stabilization (intervals
// of epochs with their level), layers, and curves, an object of {x: [...], y: [...]} by the name that a chart's data-chart attribute gives. Text and grid colours are the
// style sheet's, so that light and dark mode need nothing here.
"use strict";

const tip = document.getElementById("tip");
const font = getComputedStyle(document.body).fontFamily;
const axis = {labelFontSize: 11, labelFont: font, titleFontSize: 11, titleFont: font, titleFontWeight: "normal",
              tickSize: 4, labelPadding: 5, titlePadding: 8, domain: false, gridWidth: 1};

/** Lowest and highest value, with some room; for a logarithmic scale only positive values count. */
function domainOf(values, logarithmic) {
  const usable = logarithmic ? values.filter((v) => v > 0) : values;
  let low = Infinity, high = -Infinity;
  for (const value of usable) { low = Math.min(low, value); high = Math.max(high, value); }
  if (!(low <= high)) return null;
  if (logarithmic) return low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
  const room = Math.max((high - low) * 0.06, 0.002);
  return [Math.max(0, low - room), high + room];
}

/** Powers of ten in a domain; 2 and 5 times those too below two decades; evenly spaced values where that gives under 3. */
function logarithmicTicks([low, high]) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
    for (const factor of high / low < 100 ? [1, 2, 5] : [1]) ticks.push(Number(`${factor}e${power}`));
  }
  const inside = ticks.filter((tick) => low <= tick && tick <= high);
  return inside.length < 3 ? vega.scale("linear")().domain([low, high]).ticks(4) : inside;
}

/** Shows lines of [colour, text] under a title beside the pointer. */
function showTip(event, title, lines) {
  tip.replaceChildren(Object.assign(document.createElement("b"), {textContent: title}));
  for (const [colour, text] of lines) {
    const row = document.createElement("div");
    const swatch = Object.assign(document.createElement("span"), {className: "swatch"});
    swatch.style.background = colour;
    row.append(swatch, text);
    tip.append(row);
  }
  tip.hidden = false;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const left = event.clientX + 16 > room ? event.clientX - tip.offsetWidth - 16 : event.clientX + 16;
  tip.style.left = Math.max(8, Math.min(left, room)) + "px";
  tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + "px";
}

/** Puts a Vega specification into an element, as wide as the element is and stays. */
function draw(host, spec) {
  const view = new vega.View(vega.parse({
    ...spec, background: null, padding: 2, autosize: {type: "fit", contains: "padding"},
    width: host.clientWidth, description: host.dataset.name,
  }), {renderer: "svg", container: host, hover: false});
  view.run();
  new ResizeObserver(() => {
    if (host.clientWidth > 0 && host.clientWidth !== view.width()) view.width(host.clientWidth).runAsync();
  }).observe(host);
  return view;
}

/** Index of the element of a sorted array nearest to a value. */
function nearest(sorted, value) {
  let low = 0, high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low > 0 && value - sorted[low - 1] < sorted[low] - value ? low - 1 : low;
}

function lineMarks(run, index, options) {
  const place = {x: {scale: "x", field: "x"}, y: {scale: "y", field: "y"}};
  const rules = {
    type: "rule", from: {data: "decays" + index}, clip: true, interactive: false,
    encode: {enter: {y: {value: 0}, stroke: {value: run.colour},
                     strokeWidth: {value: 1.2}, strokeDash: {value: [3, 4]}, strokeOpacity: {value: 0.75}},
             update: {x: {scale: "x", field: "data"}, y2: {signal: "height"}}},
  };
  const hovers = {
    type: "rule", from: {data: "hovers" + index}, clip: true, interactive: false,
    encode: {enter: {stroke: {value: run.colour}, strokeWidth: {value: 14}, strokeOpacity: {value: 0.25}},
             update: {x: {scale: "x", field: "first_epoch"}, x2: {scale: "x", field: "last_epoch"},
                      y: {scale: "y", field: "level"}}},
  };
  const line = {
    type: "line", from: {data: "run" + index}, clip: true, interactive: false,
    encode: {enter: {stroke: {value: run.colour}, strokeWidth: {value: options.small ? 1.6 : 2}, strokeJoin: {value: "round"},
                     strokeDash: {value: run.dash}, interpolate: {value: options.steps ? "step-after" : "linear"}}, update: place},
  };
  const points = {
    type: "symbol", from: {data: "run" + index}, interactive: false,
    encode: {enter: {fill: {value: run.colour}, size: {value: options.small ? 14 : 26}}, update: place},
  };
  const few = run.curve.x.length <= 40;
  return few && (options.points || run.curve.x.length === 1) ? [rules, hovers, line, points] : [rules, hovers, line];
}

function lineSpec(runs, options, height) {
  const logarithmic = options.scale === "log";
  const x = domainOf(runs.flatMap((run) => run.curve.x.concat(0)), false);
  const y = domainOf(runs.flatMap((run) => run.curve.y), logarithmic);
  const positive = (value) => !logarithmic || value > 0;
  return {
    height,
    signals: [{name: "epoch", value: null}],
    data: runs.flatMap((run, i) => [
      {name: "run" + i, values: run.curve.x.map((at, k) => ({x: at, y: run.curve.y[k]})).filter((point) => positive(point.y))},
      {name: "decays" + i, values: run.decays},
      {name: "hovers" + i, values: options.chart === "loss" ? run.stabilization : []},
    ]),
    scales: [
      {name: "x", type: "linear", domain: [0, Math.max(...runs.flatMap((run) => run.curve.x), x[1] / 2)], range: "width"},
      {name: "y", type: logarithmic ? "log" : "linear", domain: y, range: "height", zero: false, nice: !logarithmic},
    ],
    axes: [
      {...axis, scale: "x", orient: "bottom", title: options.small ? null : "epoch",
       tickCount: options.small ? 3 : {signal: "max(3, width / 90)"}, labelFlush: true},
      {...axis, scale: "y", orient: "left", grid: true, ticks: false, format: options.format,
       ...(logarithmic ? {values: logarithmicTicks(y)} : {tickCount: options.small ? 3 : 5})},
    ],
    marks: [
      ...runs.flatMap((run, i) => lineMarks(run, i, options)),
      {type: "rule", name: "cursor", interactive: false,
       encode: {update: {x: {scale: "x", signal: "epoch === null ? 0 : epoch"}, y2: {signal: "height"},
                         opacity: {signal: "epoch === null ? 0 : 0.6"}}}},
    ],
  };
}

/** Follows the pointer with a rule and a tip that gives every run's value at that epoch. */
function followPointer(host, view, runs, options) {
  const format = view.locale().format(options.scale === "log" ? ".4~g" : ".2%");
  host.addEventListener("pointermove", (event) => {
    const left = view.container().querySelector("svg").getBoundingClientRect().left + view.padding().left + view.origin()[0];
    const epoch = view.scale("x").invert(event.clientX - left);
    const near = runs.map((run) => [run, nearest(run.curve.x, epoch)]);
    const at = near.map(([run, i]) => run.curve.x[i]).reduce((a, b) => (Math.abs(b - epoch) < Math.abs(a - epoch) ? b : a));
    view.signal("epoch", at).runAsync();
    showTip(event, "epoch " + at.toFixed(at < 10 ? 2 : 1),
            near.map(([run, i]) => [run.colour, run.label + ": " + format(run.curve.y[i])]));
  });
  host.addEventListener("pointerleave", () => { tip.hidden = true; view.signal("epoch", null).runAsync(); });
}

function drawLines(host) {
  const options = {...host.dataset, points: "points" in host.dataset, steps: "steps" in host.dataset,
                   small: host.classList.contains("small")};
  const runs = report.runs.map((run) => ({...run, curve: run.curves[options.chart]}))
                   .filter((run) => domainOf(run.curve.y, options.scale === "log"));
  if (runs.length === 0) return sayEmpty(host);
  followPointer(host, draw(host, lineSpec(runs, options, host.clientHeight)), runs, options);
}

function barSpec(rows, layers, runs) {
  const thickness = runs.length > 3 ? 6 : 9;
  return {
    height: layers.length * (runs.length * thickness + 9) + 40,
    data: [{name: "rows", values: rows}],
    scales: [
      {name: "layer", type: "band", domain: layers, range: [0, {signal: "height"}], paddingInner: 0.3, paddingOuter: 0.1},
      {name: "run", type: "band", domain: runs.map((run) => run.label), range: [0, {signal: "bandwidth('layer')"}], paddingInner: 0.12},
      {name: "x", type: "linear", domain: [0, 1], range: "width"},
    ],
    axes: [
      {...axis, scale: "x", orient: "bottom", grid: true, ticks: false, format: ".0%", tickCount: 5, labelFlush: true},
      {...axis, scale: "layer", orient: "left", ticks: false},
    ],
    marks: [{
      type: "rect", from: {data: "rows"},
      encode: {
        enter: {fill: {field: "colour"}, cornerRadius: {value: 1.5}},
        update: {y: {signal: "scale('layer', datum.layer) + scale('run', datum.run)"}, height: {signal: "bandwidth('run')"},
                 x: {value: 0}, x2: {scale: "x", field: "active"}},
      },
    }],
  };
}

function drawBars(host) {
  host.classList.add("bars");
  const rows = report.runs.flatMap((run) => run.layers.map((layer) => ({...layer, run: run.label, colour: run.colour})));
  if (rows.length === 0) return sayEmpty(host);
  const layers = [...new Set(rows.map((row) => row.layer))];
  const runs = report.runs.filter((run) => run.layers.length > 0);
  const view = draw(host, barSpec(rows, layers, runs));
  const format = view.locale().format(".2%");
  view.addEventListener("mousemove", (event, item) => {
    if (!item || !item.datum || !item.datum.layer) { tip.hidden = true; return; }
    const same = rows.filter((row) => row.layer === item.datum.layer);
    showTip(event, item.datum.layer, same.map((row) => [row.colour, row.run + ": " + format(row.active)]));
  });
  host.addEventListener("pointerleave", () => { tip.hidden = true; });
}

function sayEmpty(host) {
  host.style.height = "auto";
  host.append(Object.assign(document.createElement("p"), {className: "empty", textContent: "Not measured (yet)."}));
}

for (const host of document.querySelectorAll("[data-chart]")) drawLines(host);
for (const host of document.querySelectorAll("[data-bars]")) drawBars(host);
