// Layer by epoch, coloured by active fraction: one panel for each of the first runs that are shown.

const maxPanels = 6;
const heatQuantities = {active: "Active fraction", dead: "Dead units"};
const heatQuantity = (card) => (state.choice[card.id] in heatQuantities ? state.choice[card.id] : "active");

/** Cells of one panel: each measurement holds from half-way to the one before until half-way to the next. */
function heatCells(quantity, group) {
  const cells = [];
  for (const layer of report.layers) {
    const line = seriesOf(`${quantity}:${layer}`, {all: true}).find((series) => series.group === group);
    if (!line) continue;
    line.x.forEach((epoch, i) => {
      const before = i > 0 ? (line.x[i - 1] + epoch) / 2 : Math.max(0, epoch - ((line.x[1] ?? 2 * epoch) - epoch) / 2);
      const after = i + 1 < line.x.length ? (epoch + line.x[i + 1]) / 2 : epoch;
      cells.push({layer, epoch, from: before, to: Math.max(after, before + 1e-9), value: line.y[i]});
    });
  }
  return cells;
}

function heatPanels(card) {
  return report.groups.map((group, index) => ({group, index})).filter(({index}) => isShown(index)).slice(0, maxPanels)
    .map(({group, index}) => ({label: group.label, colour: group.colour, decays: report.runs[group.runs[0]].decays, cells: heatCells(heatQuantity(card), index)}))
    .filter(({cells}) => cells.length > 0);
}

/** Lowest and highest value of the layers but the pooled one: means over a whole map are above zero nearly always. */
function heatRange(panels) {
  const cells = panels.flatMap((panel) => panel.cells);
  const layers = cells.filter((cell) => cell.layer !== "pooled");
  const values = (layers.length ? layers : cells).map((cell) => cell.value);
  return [Math.min(...values), Math.max(...values)];
}

function heatSpec(panels, theme, width, saving) {
  const columns = panels.length > 1 && width >= 640 ? 2 : 1;
  const gutter = 102, gap = 34, head = 24, edge = 10;
  const plotWidth = width - gutter - edge;
  const panelWidth = (plotWidth - (columns - 1) * gap) / columns;
  const panelHeight = report.layers.length * 13;
  const end = Math.max(...panels.flatMap((panel) => panel.cells.map((cell) => cell.to)));
  const epochs = state.zoom || [0, end];
  const place = (i) => ({x: (i % columns) * (panelWidth + gap), y: Math.floor(i / columns) * (panelHeight + 62) + head});
  return {
    width: plotWidth, height: Math.ceil(panels.length / columns) * (panelHeight + 62),
    ...(saving ? {} : {autosize: "none", padding: {left: gutter, top: 2, right: edge, bottom: 4}}),
    scales: [
      {name: "x", type: "linear", domain: epochs, range: [0, panelWidth], zero: false},
      {name: "layer", type: "band", domain: report.layers, range: [0, panelHeight]},
      {name: "colour", type: "linear", domain: heatRange(panels), clamp: true, range: {scheme: "viridis"}, zero: false},
    ],
    legends: saving ? [{fill: "colour", orient: "bottom", direction: "horizontal", format: ".0%", gradientLength: 200}] : [],
    marks: panels.map((panel, i) => ({
      type: "group",
      encode: {enter: {x: {value: place(i).x}, y: {value: place(i).y}, width: {value: panelWidth}, height: {value: panelHeight}, clip: {value: false}}},
      data: [{name: "cells", values: panel.cells}, {name: "decays", values: panel.decays}],
      axes: [
        {scale: "x", orient: "bottom", tickCount: 5, labelFlush: true, title: "epoch", titlePadding: 2},
        ...(i % columns === 0 ? [{scale: "layer", orient: "left", ticks: false, labelFontSize: 10}] : []),
      ],
      marks: [
        {type: "rect", from: {data: "cells"}, clip: true,
         encode: {enter: {x: {scale: "x", field: "from"}, x2: {scale: "x", field: "to"}, y: {scale: "layer", field: "layer"}, height: {scale: "layer", band: 1},
                          fill: {scale: "colour", field: "value"}, strokeWidth: {value: 0.6}, stroke: {scale: "colour", field: "value"}}}},
        {type: "rule", from: {data: "decays"}, clip: true, interactive: false,
         encode: {enter: {x: {scale: "x", field: "data"}, y: {value: 0}, y2: {value: panelHeight}, stroke: {value: "#ffffff"}, strokeWidth: {value: 1.4}, strokeDash: {value: [3, 3]}}}},
        {type: "text", interactive: false,
         encode: {enter: {x: {value: 0}, y: {value: -9}, text: {value: panel.label}, fill: {value: theme.ink}, fontSize: {value: 12}, fontWeight: {value: 600}, limit: {value: panelWidth}}}},
      ],
    })),
  };
}

/** The colours of the map and what they stand for, above it. */
function heatKey(card, panels, format) {
  const text = card.caption.querySelector("p");
  const [low, high] = heatRange(panels);
  const beyond = panels.some((panel) => panel.cells.some((cell) => cell.value > high)) ? " and more (pooled, the mean of a map, is above zero nearly always)" : "";
  const some = heatQuantity(card) === "active" ? "Dark is sparse. " : "Dark is few. ";
  const more = report.groups.filter((_, i) => isShown(i)).length > maxPanels ? ` The first ${maxPanels} of the runs shown.` : "";
  const bar = element("span", {className: "ramp"});
  bar.style.background = `linear-gradient(to right, ${Array.from({length: 11}, (_, i) => vega.scheme("viridis")(i / 10)).join(", ")})`;
  text.replaceChildren(`${heatQuantities[heatQuantity(card)]} on the probe set. ${some}${format(low)} `, bar, ` ${format(high)}${beyond}.${more}`);
}

chartKinds.heatmap = {
  tools(card) {
    const select = element("select", {ariaLabel: "Figure shown"}, ...Object.entries(heatQuantities).map(([id, label]) => new Option(label, id)));
    select.value = heatQuantity(card);
    select.addEventListener("change", () => setState({choice: {...state.choice, [card.id]: select.value}}));
    card.tools.append(select);
  },

  content(card) {
    const panels = heatPanels(card);
    if (panels.length === 0) return null;
    const format = formatterOf("%");
    heatKey(card, panels, format);
    const ends = panels.map((panel) => `${panel.label}: ${panel.cells.filter((cell, i) => panel.cells[i + 1]?.layer !== cell.layer)
      .map((cell) => `${cell.layer} ${format(cell.value)}`).join(", ")}`);
    return {
      spec: (theme, width, saving) => heatSpec(panels, theme, width, saving),
      description: `${heatQuantities[heatQuantity(card)]} of every layer over epochs. At the end: ${ends.join("; ")}.`,
      points: panels.reduce((sum, panel) => sum + panel.cells.length * 4, 0),
      rows: () => panels.flatMap((panel) => panel.cells.map((cell) => ({run: panel.label, layer: cell.layer, epoch: cell.epoch, [heatQuantity(card)]: cell.value}))),
      interact(view) {
        view.addEventListener("pointermove", (event, item) => {
          const cell = item?.datum;
          if (!cell?.layer) return hideTip();
          const panel = panels.find((candidate) => candidate.cells.some((other) => other.epoch === cell.epoch && other.layer === cell.layer && other.value === cell.value));
          showTip(event, `${cell.layer}, epoch ${Number(cell.epoch.toPrecision(4))}`, [[panel?.colour || "transparent", `${panel?.label || ""}: ${format(cell.value)}`]]);
        });
        card.chart.onpointerleave = hideTip;
      },
    };
  },
};
