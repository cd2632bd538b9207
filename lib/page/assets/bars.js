// Two runs (or groups of seeds) layer by layer: who has fewer active units, and by how many points.

/** The groups compared: chosen, else the smallest mean step size against the largest. */
function comparedPair() {
  const measured = report.groups.map((group, index) => ({...group, index}))
    .filter(({runs}) => runs.some((run) => report.layers.some((layer) => report.runs[run].curves[`active:${layer}`])));
  if (measured.length === 0) return [];
  if (state.pair && state.pair.every((index) => measured.some((group) => group.index === index))) return state.pair;
  const bySize = [...measured].sort((a, b) => (a.mean_step_size ?? 0) - (b.mean_step_size ?? 0));
  return measured.length === 1 ? [measured[0].index] : [bySize[0].index, bySize[bySize.length - 1].index];
}

function layerEnds(pair) {
  return report.layers.map((layer) => {
    const lines = seriesOf(`active:${layer}`, {all: true});
    return {layer, values: pair.map((group) => { const line = lines.find((series) => series.group === group); return line ? lastOf(line) : null; })};
  });
}

function barSpec(ends, pair, theme, width, saving) {
  const groups = pair.map((index) => report.groups[index]);
  const colours = groups.map((group) => group.colour);
  const bars = ends.flatMap(({layer, values}) => values.map((value, i) => ({layer, side: i, value, colour: colours[i]})).filter((bar) => bar.value !== null));
  const deltas = ends.filter(({values}) => values.length === 2 && values.every((value) => value !== null))
    .map(({layer, values}) => ({layer, at: Math.max(...values), text: (values[1] > values[0] ? "+" : "−") + Math.abs(100 * (values[1] - values[0])).toFixed(1)}));
  return {
    height: report.layers.length * (pair.length * 7 + 8) + 30,
    data: [{name: "bars", values: bars}, {name: "deltas", values: deltas}],
    scales: [
      {name: "layer", type: "band", domain: report.layers, range: "height", paddingInner: 0.28, paddingOuter: 0.1},
      {name: "side", type: "band", domain: pair.map((_, i) => i), range: [0, {signal: "bandwidth('layer')"}], paddingInner: 0.1},
      {name: "x", type: "linear", domain: [0, pair.length > 1 ? 1.12 : 1], range: "width"},
      {name: "runs", type: "ordinal", domain: groups.map((group) => group.label), range: colours},
    ],
    legends: saving ? [{fill: "runs", orient: "bottom", symbolType: "square"}] : [],
    axes: [
      {scale: "x", orient: "bottom", grid: true, ticks: false, format: ".0%", values: [0, 0.25, 0.5, 0.75, 1]},
      {scale: "layer", orient: "left", ticks: false, labelFontSize: 10},
    ],
    marks: [
      {type: "rect", from: {data: "bars"},
       encode: {enter: {fill: {field: "colour"}, cornerRadius: {value: 1.5}},
                update: {y: {signal: "scale('layer', datum.layer) + scale('side', datum.side)"}, height: {signal: "bandwidth('side')"}, x: {value: 0}, x2: {scale: "x", field: "value"}}}},
      {type: "text", from: {data: "deltas"}, interactive: false,
       encode: {enter: {text: {field: "text"}, fontSize: {value: 10}, fill: {value: theme.soft}, baseline: {value: "middle"}, dx: {value: 5}},
                update: {x: {scale: "x", field: "at"}, y: {signal: "scale('layer', datum.layer) + bandwidth('layer') / 2"}}}},
    ],
  };
}

function pairSelects(card) {
  if (report.groups.length < 2) return;
  card.selects = [0, 1].map((side) => {
    const select = element("select", {ariaLabel: side === 0 ? "Compare" : "with"}, ...report.groups.map((group, i) => new Option(group.label, i)));
    select.addEventListener("change", () => setState({pair: card.selects.map((each) => Number(each.value))}));
    return select;
  });
  card.swatches = [0, 1].map(() => element("span", {className: "swatch"}));
  card.caption.append(element("p", {className: "against"}, card.swatches[0], card.selects[0], " against ", card.swatches[1], card.selects[1]));
}

chartKinds.bars = {
  tools: pairSelects,

  content(card) {
    const pair = comparedPair();
    if (pair.length === 0) return null;
    card.selects?.forEach((select, side) => {
      select.value = pair[side] ?? pair[0];
      card.swatches[side].style.background = report.groups[pair[side] ?? pair[0]].colour;
    });
    const ends = layerEnds(pair);
    const format = formatterOf("%");
    const labels = pair.map((index) => report.groups[index].label);
    const sentence = ({layer, values}) => `${layer} ${values.map((value) => (value === null ? "not measured" : format(value))).join(" against ")}`;
    return {
      spec: (theme, width, saving) => barSpec(ends, pair, theme, width, saving),
      description: `Active fraction at the end, ${labels.join(" against ")}: ${ends.map(sentence).join(", ")}.`,
      points: ends.length,
      rows: () => ends.map(({layer, values}) => ({layer, ...Object.fromEntries(values.map((value, i) => [labels[i], value]))})),
      interact(view) {
        view.addEventListener("pointermove", (event, item) => {
          const end = ends.find(({layer}) => layer === item?.datum?.layer);
          if (!end) return hideTip();
          showTip(event, end.layer, end.values.map((value, i) => [report.groups[pair[i]].colour, `${labels[i]}: ${value === null ? "-" : format(value)}`]));
        });
        card.chart.onpointerleave = hideTip;
      },
    };
  },
};
