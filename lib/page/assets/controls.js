// The bar that all charts share: which runs, which epochs, how smooth, seeds together or apart; and the choice of what the
// small charts of the blocks show.

const controls = document.getElementById("controls");
const refreshers = [];
function refreshControls() { for (const refresh of refreshers) refresh(); }

function swatchOf(group) {
  const dash = group.dash.length ? ` stroke-dasharray="${group.dash.join(" ")}"` : "";
  const swatch = element("span", {className: "key", ariaHidden: "true"});
  swatch.innerHTML = `<svg width="20" height="8"><line x1="0" y1="4" x2="20" y2="4" stroke-width="3.5"${dash}></line></svg>`;
  refreshers.push(() => swatch.querySelector("line").setAttribute("stroke", group.colour));
  return swatch;
}

function groupButton(group, index) {
  const seeds = group.runs.length > 1 ? ` (${group.runs.length} seeds)` : "";
  const button = element("button", {type: "button", className: "run", title: "Show or hide; double-click: only this"}, swatchOf(group), group.label + seeds);
  button.addEventListener("click", () => setState({hidden: isShown(index) ? [...state.hidden, index] : state.hidden.filter((other) => other !== index)}));
  button.addEventListener("dblclick", () => setState({hidden: report.groups.map((_, i) => i).filter((i) => i !== index)}));
  button.addEventListener("pointerenter", () => setFocus(index));
  button.addEventListener("pointerleave", () => setFocus(null));
  refreshers.push(() => button.setAttribute("aria-pressed", isShown(index)));
  return button;
}

function runButtons() {
  const list = element("div", {className: "runs", role: "group", ariaLabel: "Runs shown"}, ...report.groups.map(groupButton));
  if (report.groups.length <= 8) return [list];
  const filter = element("input", {type: "search", placeholder: "Filter runs", ariaLabel: "Filter runs by name"});
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    setState({hidden: report.groups.map((_, i) => i).filter((i) => !report.groups[i].label.toLowerCase().includes(wanted))});
  });
  const all = element("button", {type: "button", textContent: "All"}), none = element("button", {type: "button", textContent: "None"});
  all.addEventListener("click", () => { filter.value = ""; setState({hidden: []}); });
  none.addEventListener("click", () => setState({hidden: report.groups.map((_, i) => i)}));
  return [list, element("span", {className: "set"}, filter, all, none)];
}

function zoomInputs() {
  const inputs = ["First epoch shown", "Last epoch shown"].map((label) => element("input", {type: "number", min: 0, step: "any", ariaLabel: label, size: 6}));
  const ends = report.grids.flat().filter((epoch) => epoch !== null);
  let last = 0;
  for (const end of ends) last = Math.max(last, end);
  const apply = () => {
    const zoom = [Number(inputs[0].value || 0), Number(inputs[1].value || last)];
    setState({zoom: zoom[0] < zoom[1] && (zoom[0] > 0 || zoom[1] < last) ? zoom : null});
  };
  for (const input of inputs) input.addEventListener("change", apply);
  const reset = element("button", {type: "button", textContent: "Whole run"});
  reset.addEventListener("click", () => setState({zoom: null}));
  refreshers.push(() => {
    [inputs[0].value, inputs[1].value] = state.zoom || [0, Number(last.toPrecision(5))];
    reset.disabled = !state.zoom;
  });
  return element("span", {className: "set", title: "Or drag across a chart"}, "Epochs ", inputs[0], " to ", inputs[1], " ", reset);
}

function smoothingInput() {
  const input = element("input", {type: "range", min: 0, max: 5, step: 0.25, ariaLabel: "Smoothing of the loss, per cent of the run"});
  const output = element("output");
  input.addEventListener("input", () => setState({smoothing: Number(input.value)}));
  refreshers.push(() => { input.value = state.smoothing; output.textContent = `${state.smoothing} %`; });
  return element("label", {className: "set"}, "Smoothing ", input, output);
}

function seedsSwitch() {
  if (report.groups.every((group) => group.runs.length < 2)) return "";
  const button = element("button", {type: "button", textContent: "Every seed"});
  button.addEventListener("click", () => setState({seeds: state.seeds === "mean" ? "each" : "mean"}));
  refreshers.push(() => button.setAttribute("aria-pressed", state.seeds === "each"));
  return element("span", {className: "set", title: "Lines are means over seeds; bands reach from the lowest to the highest"}, button);
}

/** Buttons that exchange the small charts of the blocks. */
function quantityChoice() {
  const buttons = [...document.querySelectorAll("button[data-quantity]")];
  const panels = [...document.querySelectorAll("[data-quantity-panel]")];
  for (const button of buttons) button.addEventListener("click", () => setState({quantity: button.dataset.quantity}));
  refreshers.push(() => {
    const chosen = buttons.some((button) => button.dataset.quantity === state.quantity) ? state.quantity : buttons[0]?.dataset.quantity;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.quantity === chosen);
    for (const panel of panels) panel.hidden = panel.dataset.quantityPanel !== chosen;
  });
  const own = document.getElementById("own-scales");
  own?.addEventListener("click", () => setState({ownScales: !state.ownScales}));
  refreshers.push(() => own?.setAttribute("aria-pressed", state.ownScales));
}

function buildControls() {
  controls.append(...runButtons(), element("div", {className: "sets"}, zoomInputs(), smoothingInput(), seedsSwitch()));
  controls.hidden = false;
  quantityChoice();
  refreshControls();
}
