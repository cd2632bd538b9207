// From the runs of `report` to the lines of a chart: one a run, or one a group of seeds with its lowest and highest value.

/** A curve of a run as {x, y} without gaps, or null. */
function curveOf(run, name) {
  const stored = report.runs[run].curves[name];
  if (!stored) return null;
  const grid = report.grids[stored[0]];
  const x = [], y = [];
  stored[1].forEach((value, i) => { if (value !== null && grid[i] !== null) { x.push(grid[i]); y.push(value); } });
  return x.length ? {x, y} : null;
}

/** Centred running mean over `window` values, fewer at the ends. */
function smoothed(y, window) {
  if (window < 2) return y;
  const sums = [0];
  for (const value of y) sums.push(sums[sums.length - 1] + value);
  const before = Math.floor(window / 2);
  return y.map((_, i) => {
    const from = Math.max(0, i - before), to = Math.min(y.length, i + window - before);
    return (sums[to] - sums[from]) / (to - from);
  });
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

/** Value of a curve at x by linear interpolation; null outside. */
function valueAt({x, y}, at) {
  if (at < x[0] || at > x[x.length - 1]) return null;
  const i = nearest(x, at);
  if (x[i] === at) return y[i];
  const j = x[i] < at ? i : i - 1;
  return y[j] + (y[j + 1] - y[j]) * (at - x[j]) / (x[j + 1] - x[j]);
}

/** Mean, lowest and highest of curves at the x of the first. */
function meanOf(curves) {
  const mean = {x: curves[0].x, y: [], low: [], high: []};
  for (const at of mean.x) {
    const values = curves.map((curve) => valueAt(curve, at)).filter((value) => value !== null);
    mean.y.push(values.reduce((a, b) => a + b, 0) / values.length);
    mean.low.push(Math.min(...values));
    mean.high.push(Math.max(...values));
  }
  return mean;
}

/** The lines that show a curve: {label, group, colour, dash, x, y, runs} and, for a mean over seeds, low and high. */
function seriesOf(name, {smooth = false, all = false} = {}) {
  const series = [];
  report.groups.forEach((group, index) => {
    if (!all && !isShown(index)) return;
    const members = group.runs.map((run) => ({run, curve: curveOf(run, name)})).filter(({curve}) => curve);
    if (members.length === 0) return;
    const look = {group: index, colour: group.colour, dash: group.dash};
    const soft = members.map(({run, curve}) => {
      const window = smooth ? Math.round(curve.y.length * state.smoothing / 100) : 0;
      return {run, raw: window > 1 ? curve : null, curve: {x: curve.x, y: smoothed(curve.y, window)}};
    });
    if (group.runs.length > 1 && (state.seeds === "mean" || all)) {
      series.push({...look, label: `${group.label} (${group.runs.length} seeds)`, runs: group.runs, ...meanOf(soft.map((member) => member.curve))});
    } else {
      for (const {run, raw, curve} of soft) series.push({...look, label: report.runs[run].label, runs: [run], raw, ...curve});
    }
  });
  return series;
}

/** Last value of a line; undefined without one. */
const lastOf = (series) => series.y[series.y.length - 1];

/** "a 10 %, b 12 % and 3 more" for text alternatives. */
function listOf(series, value) {
  const some = series.slice(0, 8).map((line) => `${line.label} ${value(line)}`).join(", ");
  return series.length > 8 ? `${some} and ${series.length - 8} more` : some;
}

/** Lowest and highest value, with some room; for a logarithmic scale only positive values count. */
function domainOf(values, logarithmic) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (logarithmic && !(value > 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return null;
  if (logarithmic) return low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
  const room = Math.max((high - low) * 0.06, Math.abs(high) * 0.004, 1e-12);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** Values as a sentence gives them: "12.34 %" or four significant digits. */
const formatterOf = (format) => (format.includes("%") ? (value) => (100 * value).toFixed(2) + " %" : (value) => String(Number(value.toPrecision(4))));
