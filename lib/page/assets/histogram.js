// How the channels of a layer spread over active fractions, one outline a run or group.

const histogramLayers = () => [...new Set(report.runs.flatMap((run) => Object.keys(run.channels)))].sort((a, b) => report.layers.indexOf(a) - report.layers.indexOf(b));

function histogramLayer(card) {
  const layers = histogramLayers();
  return layers.includes(state.choice[card.id]) ? state.choice[card.id] : layers.includes("layer4.1.relu2") ? "layer4.1.relu2" : layers[layers.length - 1];
}

/** Shares of the channels per bin, of each group shown, over all its seeds. */
function channelShares(layer) {
  return report.groups.flatMap((group, index) => {
    const counts = group.runs.map((run) => report.runs[run].channels[layer]).filter(Boolean);
    if (!isShown(index) || counts.length === 0) return [];
    const sums = counts[0].map((_, bin) => counts.reduce((sum, each) => sum + (each[bin] || 0), 0));
    const total = sums.reduce((a, b) => a + b, 0) || 1;
    return [{label: group.label, colour: group.colour, group: index, shares: sums.map((count) => count / total), channels: total / counts.length}];
  });
}

function histogramSpec(spreads, saving) {
  const outline = ({shares}) => [...shares.map((share, i) => ({x: i / shares.length, y: share})), {x: 1, y: shares[shares.length - 1]}];
  return {
    height: saving ? 380 : 400,
    data: spreads.map((spread, i) => ({name: "run" + i, values: outline(spread)})),
    scales: [
      {name: "x", type: "linear", domain: [0, 1], range: "width"},
      {name: "y", type: "linear", domain: [0, Math.max(...spreads.flatMap((spread) => spread.shares))], range: "height", nice: true},
      {name: "runs", type: "ordinal", domain: spreads.map((spread) => spread.label), range: spreads.map((spread) => spread.colour)},
    ],
    legends: saving && spreads.length <= 20 ? [{fill: "runs", orient: "bottom", symbolType: "square", columns: 2}] : [],
    axes: [
      {scale: "x", orient: "bottom", format: ".0%", title: "active fraction of a channel", tickCount: 5, labelFlush: true},
      {scale: "y", orient: "left", grid: true, ticks: false, format: ".0%", title: "share of the channels", tickCount: 5},
    ],
    marks: spreads.flatMap((spread, i) => [
      {type: "area", from: {data: "run" + i}, interactive: false,
       encode: {enter: {fill: {value: spread.colour}, fillOpacity: {value: spreads.length > 4 ? 0 : 0.14}, interpolate: {value: "step-after"},
                        x: {scale: "x", field: "x"}, y: {scale: "y", field: "y"}, y2: {scale: "y", value: 0}}}},
      {type: "line", from: {data: "run" + i}, interactive: false,
       encode: {enter: {stroke: {value: spread.colour}, strokeWidth: {value: 1.8}, strokeDash: {value: report.groups[spread.group].dash}, interpolate: {value: "step-after"},
                        x: {scale: "x", field: "x"}, y: {scale: "y", field: "y"}}}},
    ]),
  };
}

chartKinds.histogram = {
  tools(card) {
    const select = element("select", {ariaLabel: "Layer"}, ...histogramLayers().map((layer) => new Option(layer, layer)));
    select.value = histogramLayer(card);
    select.addEventListener("change", () => setState({choice: {...state.choice, [card.id]: select.value}}));
    card.tools.append(select);
  },

  content(card) {
    const layer = histogramLayer(card);
    const spreads = channelShares(layer);
    if (spreads.length === 0) return null;
    const format = formatterOf("%");
    const low = (spread) => format(spread.shares.slice(0, 5).reduce((a, b) => a + b, 0));
    return {
      spec: (theme, width, saving) => histogramSpec(spreads, saving),
      description: `Histogram of the active fractions of the channels of ${layer}. Share of channels under 25 %: ${spreads.slice(0, 8).map((spread) => `${spread.label} ${low(spread)}`).join(", ")}.`,
      points: spreads.length * 20,
      rows: () => spreads.flatMap((spread) => spread.shares.map((share, i) => ({run: spread.label, layer, from: i / 20, to: (i + 1) / 20, share}))),
      interact(view) {
        card.chart.onpointermove = (event) => {
          const bin = Math.floor(20 * view.scale("x").invert(event.clientX - plotLeft(card, view)));
          if (bin < 0 || bin > 19) return hideTip();
          showTip(event, `${5 * bin} to ${5 * bin + 5} % active`, spreads.slice(0, 10).map((spread) => [spread.colour, `${spread.label}: ${format(spread.shares[bin])} of ${Math.round(spread.channels)} channels`]));
        };
        card.chart.onpointerleave = hideTip;
      },
    };
  },
};
