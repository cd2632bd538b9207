// Lines over elapsed epochs: loss, errors, step size, fractions, measures.

const metricNames = [...new Set(report.runs.flatMap((run) => Object.keys(run.curves)))]
  .filter((name) => !name.includes(":") && name !== "loss" && name !== "step_size").sort((a, b) => metricRank(a) - metricRank(b));

function metricRank(name) { return ["test_error", "train_error", "test_loss", "train_loss"].indexOf(name) + 1 || 9; }
const inWords = (name) => name[0].toUpperCase() + name.slice(1).replaceAll("_", " ");

function curveName(card) {
  if (!("choose" in card.options)) return card.options.curve;
  const chosen = state.choice[card.id] || card.options.curve;
  return metricNames.includes(chosen) ? chosen : metricNames[0] || chosen;
}

const isLogarithmic = (card) => (state.scale[card.id] || ("log" in card.options ? "log" : "linear")) === "log";
const valueFormat = (card) => ("choose" in card.options && !curveName(card).includes("error") ? "~g" : card.options.format);

/** The same for an axis: evenly spaced values need no exponent unless all are tiny; powers of ten all do or none does. */
function axisFormat(card, [low, high], logarithmic) {
  const format = valueFormat(card);
  if (format === "~g" && logarithmic && low < 1e-5) return "~e";
  return format === "~g" && !logarithmic && Math.max(-low, high) >= 1e-3 ? ",~r" : format;
}

/** Powers of ten in a domain; 2 and 5 times those too below two decades; 3 times where that gives under 3, else evenly spaced values. */
function logarithmicTicks([low, high]) {
  for (const factors of high / low < 100 ? [[1, 2, 5]] : [[1], [1, 3]]) {
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
      for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
    }
    const inside = ticks.filter((tick) => low <= tick && tick <= high);
    if (inside.length >= 3) return inside;
  }
  return vega.scale("linear")().domain([low, high]).ticks(4);
}

function lineMarks(line, index, options) {
  const shown = {signal: `focus === null || focus === ${line.group} ? 1 : 0.12`};
  const place = {x: {scale: "x", field: "x"}, y: {scale: "y", field: "y"}, opacity: shown};
  const stroke = {stroke: {value: line.colour}, strokeDash: {value: line.dash}, strokeJoin: {value: "round"},
                  interpolate: {value: options.steps ? "step-after" : "linear"}};
  const marks = [
    {type: "rule", from: {data: "decays" + index}, clip: true,
     encode: {enter: {y: {value: 0}, stroke: {value: line.colour}, strokeWidth: {value: 1.2}, strokeDash: {value: [2, 4]}, strokeOpacity: {value: options.thin ? 0.25 : 0.8}},
              update: {x: {scale: "x", field: "data"}, y2: {signal: "height"}, opacity: shown}}},
    {type: "rule", from: {data: "hovers" + index}, clip: true,
     encode: {enter: {stroke: {value: line.colour}, strokeWidth: {value: 14}, strokeOpacity: {value: 0.28 / line.runs.length}},
              update: {x: {scale: "x", field: "first_epoch"}, x2: {scale: "x", field: "last_epoch"}, y: {scale: "y", field: "level"}, opacity: shown}}},
  ];
  if (line.low) {
    marks.push({type: "area", from: {data: "run" + index}, clip: true,
                encode: {enter: {fill: {value: line.colour}, fillOpacity: {value: 0.18}, interpolate: stroke.interpolate},
                         update: {x: {scale: "x", field: "x"}, y: {scale: "y", field: "low"}, y2: {scale: "y", field: "high"}, opacity: shown}}});
  }
  const clip = state.zoom !== null;  // else all points are within, and those at the ends are to be whole
  if (options.raw && line.raw) {
    marks.push({type: "line", from: {data: "raw" + index}, clip,
                encode: {enter: {...stroke, strokeWidth: {value: 0.8}, strokeOpacity: {value: 0.25}}, update: place}});
  }
  marks.push({type: "line", from: {data: "run" + index}, clip,
              encode: {enter: {...stroke, strokeWidth: {value: options.thin ? 1 : options.small ? 1.7 : 2.1}, strokeOpacity: {value: options.thin ? 0.7 : 1}}, update: place}});
  if (line.x.length === 1 || (line.x.length <= 40 && options.points)) {
    marks.push({type: "symbol", from: {data: "run" + index}, clip,
                encode: {enter: {fill: {value: line.colour}, size: {value: options.small ? 14 : 26}}, update: place}});
  }
  return marks.map((mark) => ({...mark, interactive: false}));
}

function lineData(lines, logarithmic, hovers) {
  const usable = (row) => !logarithmic || row.y > 0;
  const floor = (value) => (logarithmic && !(value > 0) ? 1e-12 : value);
  return lines.flatMap((line, i) => [
    {name: "run" + i, values: line.x.map((x, k) => ({x, y: line.y[k], ...(line.low && {low: floor(line.low[k]), high: line.high[k]})})).filter(usable)},
    {name: "raw" + i, values: line.raw ? line.raw.x.map((x, k) => ({x, y: line.raw.y[k]})).filter(usable) : []},
    {name: "decays" + i, values: report.runs[line.runs[0]].decays},
    {name: "hovers" + i, values: hovers ? line.runs.flatMap((run) => report.runs[run].stabilization) : []},
  ]);
}

/** Values within the epochs that are shown, of the lines and what accompanies them. */
function shownValues(lines, [from, to], raw) {
  return lines.flatMap((line) => {
    const inside = (_, i) => line.x[i] >= from && line.x[i] <= to;
    const values = (line.low ? line.low.concat(line.high) : line.y).filter((_, i) => inside(_, i % line.x.length));
    return raw && line.raw ? values.concat(line.raw.y.filter((_, i) => line.raw.x[i] >= from && line.raw.x[i] <= to)) : values;
  });
}

/** The lines that a chart's scale holds: of charts that are compared, those of all. */
function scaledLines(card, lines) {
  const alike = state.ownScales ? [] : cards.filter((other) => other.options.alike && other.options.alike === card.options.alike);
  return alike.length ? alike.flatMap((other) => seriesOf(curveName(other))) : lines;
}

function lineSpec(card, lines, theme, width, saving) {
  const ends = lines.map((line) => line.x[line.x.length - 1]);
  const epochs = state.zoom || [0, Math.max(...ends) || 1];
  const wanted = isLogarithmic(card);
  const raw = lines.length <= 3 && card.small === false;
  const rule = card.options.rule ? card.options.rule.split(" ").map(Number) : [];
  const values = shownValues(scaledLines(card, lines), epochs, raw).concat(rule);
  const logarithmic = wanted && domainOf(values, true) !== null;
  const y = domainOf(values, logarithmic) || [0, 1];
  const small = card.small && !saving;
  const options = {small, points: !("smooth" in card.options) && !("steps" in card.options), steps: "steps" in card.options, raw,
                   thin: lines.length > 12};
  const key = saving && lines.length <= 20;
  return {
    height: saving ? 380 : card.small ? 150 : card.figure.classList.contains("short") ? 170 : 270,
    signals: [{name: "epoch", value: null}, {name: "focus", value: null}],
    data: lineData(lines, logarithmic, "hovers" in card.options),
    scales: [
      {name: "x", type: "linear", domain: epochs, range: "width", zero: false},
      {name: "y", type: logarithmic ? "log" : "linear", domain: y, range: "height", zero: false, nice: !logarithmic},
      ...(key ? [{name: "runs", type: "ordinal", domain: lines.map((line) => line.label), range: lines.map((line) => line.colour)}] : []),
    ],
    legends: key ? [{stroke: "runs", orient: "bottom", symbolType: "stroke", columns: 2, symbolStrokeWidth: 3}] : [],
    axes: [
      {scale: "x", orient: "bottom", title: small ? null : "epoch", tickCount: small ? 3 : {signal: "max(3, width / 90)"}, labelFlush: true},
      {scale: "y", orient: "left", grid: true, ticks: false, format: axisFormat(card, y, logarithmic),
       ...(logarithmic ? {values: logarithmicTicks(y)} : {tickCount: small ? 3 : 5})},
    ],
    marks: [
      ...rule.map((value) => ({type: "rule", clip: true, interactive: false,
        encode: {update: {x: {value: 0}, x2: {signal: "width"}, y: {scale: "y", value}, stroke: {value: theme.ink}, strokeOpacity: {value: 0.6}, strokeDash: {value: [6, 4]}}}})),
      ...lines.flatMap((line, i) => lineMarks(line, i, options)),
      {type: "rule", interactive: false, clip: true,
       encode: {update: {x: {scale: "x", signal: "epoch === null ? 0 : epoch"}, y2: {signal: "height"}, stroke: {value: theme.soft},
                         opacity: {signal: "epoch === null ? 0 : 0.7"}}}},
    ],
  };
}

chartKinds.lines = {
  tools(card) {
    if ("choose" in card.options && metricNames.length > 1) {
      const select = element("select", {ariaLabel: "Figure shown"}, ...metricNames.map((name) => new Option(inWords(name), name)));
      select.value = curveName(card);
      select.addEventListener("change", () => setState({choice: {...state.choice, [card.id]: select.value}}));
      card.tools.append(select);
    }
    const button = element("button", {type: "button", className: "scale", textContent: "Log"});
    button.addEventListener("click", () => setState({scale: {...state.scale, [card.id]: isLogarithmic(card) ? "linear" : "log"}}));
    card.scaleButton = button;
    card.tools.append(button);
  },

  content(card) {
    card.scaleButton.setAttribute("aria-pressed", isLogarithmic(card));
    card.scaleButton.ariaLabel = `Logarithmic scale of ${card.name}`;
    const name = curveName(card);
    const lines = seriesOf(name, {smooth: "smooth" in card.options});
    describeLines(card, name, lines);
    if (lines.length === 0) return null;
    const format = formatterOf(valueFormat(card));
    return {
      lines, format,
      spec: (theme, width, saving) => lineSpec(card, lines, theme, width, saving),
      description: `${card.name} over epochs. At the end: ${listOf(lines, (line) => format(lastOf(line)))}.`,
      points: lines.reduce((sum, line) => sum + line.x.length, 0),
      rows: () => lines.flatMap((line) => line.x.map((x, i) => ({run: line.label, epoch: x, [name]: line.y[i],
                                                                 ...(line.low && {lowest: line.low[i], highest: line.high[i]})}))),
      interact: (view) => followPointer(card, view),
    };
  },
};

/** The sentence under the heading, where it depends on what is shown. */
function describeLines(card, name, lines) {
  const text = card.caption.querySelector("p");
  if (!text) return;
  if ("smooth" in card.options) {
    const steps = Math.max(1, ...lines.flatMap((line) => line.runs.map((run) => report.runs[run].steps_per_point)));
    text.textContent = (state.smoothing > 0 ? `Mean over ${state.smoothing} % of the run.` : steps > 1 ? "Not smoothed." : "Every step, not smoothed.") +
      (steps > 1 ? ` A point stands for up to ${steps} steps.` : "");
  } else if ("choose" in card.options) {
    card.heading.textContent = inWords(name);
    text.textContent = {test_error: "Share of the test images that are classified wrongly. Lower is better.",
                        train_error: "Share of the probe images that are classified wrongly."}[name] || "At the evaluations.";
  }
}
