// A card is a figure with a chart, its buttons, its text alternative and its data. Kinds of charts register in chartKinds:
// a kind's content(card) returns null where there is nothing to show, else
//   spec(theme, width, saving)   a Vega specification without size of its own width
//   description                  the text alternative
//   rows                         () => [{column: value}], the data for CSV
//   points                       how many, to choose between SVG and canvas
//   interact(view)               optional, called with each new view

const chartKinds = {};
const cards = [];
const tip = document.getElementById("tip");
const announce = document.getElementById("announce");
const manyPoints = 15000;

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function download(name, blob) {
  const link = element("a", {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csvOf(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value) => (value === undefined || value === null ? "" : /[",\r\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value);
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

class Card {
  constructor(figure, id) {
    Object.assign(this, {figure, id, options: figure.dataset, view: null, stale: true, near: false});
    this.chart = figure.querySelector(".chart");
    this.caption = figure.querySelector("figcaption");
    this.heading = this.caption.querySelector("h3, h4");
    this.small = figure.classList.contains("small");
    this.kind = chartKinds[figure.dataset.kind];
    this.tools = element("div", {className: "tools"});
    this.caption.append(this.tools);
    if (this.kind.tools) this.kind.tools(this);
    this.tools.append(this.saveMenu());
    this.chart.tabIndex = 0;
    new ResizeObserver(() => { if (this.view && this.chart.clientWidth !== this.drawnWidth) this.invalidate(); }).observe(this.chart);
  }

  get name() { return this.options.name || this.heading.textContent; }

  saveMenu() {
    const menu = element("details", {className: "save"});
    menu.append(element("summary", {textContent: "Save", ariaLabel: `Save ${this.name}`}));
    for (const kind of ["SVG", "PNG", "CSV"]) {
      const button = element("button", {type: "button", textContent: kind});
      button.addEventListener("click", () => { menu.open = false; this.save(kind.toLowerCase()); });
      menu.append(button);
    }
    return menu;
  }

  async save(kind) {
    const wasPrinting = printing;
    printing = true;
    const content = this.kind.content(this);
    printing = wasPrinting;
    if (!content) return;
    const name = this.name.toLowerCase().replace(/[^a-z0-9]+/g, "-") + "." + kind;
    if (kind === "csv") return download(name, new Blob([csvOf(content.rows())], {type: "text/csv"}));
    const theme = {...lightTheme, font: "Helvetica, Arial, sans-serif"};
    const spec = {background: theme.paper, padding: 16, title: {text: this.name}, width: 760, ...content.spec(theme, 760, true)};
    const view = new vega.View(vega.parse(spec, vegaConfig(theme)), {renderer: "none"});
    await view.runAsync();
    if (kind === "svg") {
      download(name, new Blob([await view.toSVG()], {type: "image/svg+xml"}));
    } else {
      (await view.toCanvas(2)).toBlob((blob) => download(name, blob), "image/png");
    }
    view.finalize();
  }

  /** Draws again as soon as the card is near what the reader sees. */
  invalidate() {
    this.stale = true;
    if (this.near) this.draw();
  }

  draw() {
    if (!this.stale || this.chart.clientWidth === 0) return;
    this.stale = false;
    this.view?.finalize();
    this.view = null;
    this.content = this.kind.content(this);
    this.figure.classList.toggle("nothing", !this.content);
    if (!this.content) {
      this.chart.replaceChildren(element("p", {className: "empty", textContent: this.emptyText()}));
      return;
    }
    const theme = currentTheme();
    this.drawnWidth = this.chart.clientWidth;
    const spec = {background: null, padding: 2, autosize: {type: "fit", contains: "padding"}, width: this.drawnWidth,
                  ...this.content.spec(theme, this.drawnWidth, false), description: this.content.description};
    this.chart.replaceChildren();
    this.view = new vega.View(vega.parse(spec, vegaConfig(theme)), {
      renderer: this.content.points > manyPoints ? "canvas" : "svg", container: this.chart, hover: false,
    });
    this.view.run();
    this.content.interact?.(this.view);
  }

  emptyText() { return state.hidden.length ? "Nothing to show for the chosen runs." : "Not measured (yet)."; }
}

/** Shows lines of [colour, text] under a title beside a place in the window. */
function showTip(place, title, lines) {
  tip.replaceChildren(element("b", {textContent: title}));
  for (const [colour, text] of lines) {
    const swatch = element("span", {className: "swatch"});
    swatch.style.background = colour;
    tip.append(element("div", {}, swatch, text));
  }
  tip.hidden = false;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const left = place.clientX + 16 > room ? place.clientX - tip.offsetWidth - 16 : place.clientX + 16;
  tip.style.left = Math.max(8, Math.min(left, room)) + "px";
  tip.style.top = Math.max(8, place.clientY - tip.offsetHeight - 12) + "px";
}

function hideTip() { tip.hidden = true; }
