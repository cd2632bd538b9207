// What the reader chose. It lives in the address after the #, so that a page that loads itself again, or a copied address,
// shows the same.
"use strict";

const state = {
  hidden: [],        // indices of groups that are not shown
  zoom: null,        // [from, to], elapsed epochs
  smoothing: 0.5,    // per cent of a run over which the loss of the steps is averaged
  seeds: "mean",     // "mean" of the runs of a group, or "each" run
  scale: {},         // by the id of a card: "log" or "linear"
  choice: {},        // by the id of a card: what was selected there
  pair: null,        // groups in the chart of layers
  quantity: null,    // of the small charts of the blocks
  ownScales: false,  // whether each of these has a scale of its own
};

function restoreState() {
  try {
    const saved = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    for (const key of Object.keys(state)) if (key in saved) state[key] = saved[key];
  } catch { /* no state, or an anchor */ }
}

const defaults = JSON.stringify(state);

/** Changes the state, keeps it in the address and draws again what depends on it. */
function setState(change) {
  Object.assign(state, change);
  const chosen = Object.entries(state).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(JSON.parse(defaults)[key]));
  history.replaceState(null, "", "#" + (chosen.length ? encodeURIComponent(JSON.stringify(Object.fromEntries(chosen))) : ""));
  refreshControls();
  for (const card of cards) card.invalidate();
}

const isShown = (group) => !state.hidden.includes(group);
