// Colours and type of the charts, from the style sheet: one place for light, dark and print. What is saved is always light.

const lightTheme = {ink: "#1b1f27", soft: "#59626f", line: "#dfe3e9", paper: "#ffffff"};
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
let printing = false;  // or saving: on white

// A group's colour is that for where it is drawn.
for (const group of report.groups) {
  const {colour, colour_on_dark} = group;
  Object.defineProperty(group, "colour", {get: () => (darkScheme.matches && !printing ? colour_on_dark : colour)});
}

function currentTheme() {
  if (printing) return {...lightTheme, font: getComputedStyle(document.body).fontFamily};
  const style = getComputedStyle(document.documentElement);
  const theme = {font: getComputedStyle(document.body).fontFamily};
  for (const name of ["ink", "soft", "line", "paper"]) theme[name] = style.getPropertyValue("--" + name).trim();
  return theme;
}

/** Defaults of Vega in a theme. */
function vegaConfig(theme) {
  return {
    aria: false,
    axis: {labelFontSize: 11, labelFont: theme.font, labelColor: theme.soft, titleFontSize: 11, titleFont: theme.font,
           titleFontWeight: "normal", titleColor: theme.soft, tickSize: 4, tickColor: theme.line, labelPadding: 5, titlePadding: 8,
           domain: false, gridWidth: 1, gridColor: theme.line},
    title: {font: theme.font, fontSize: 15, fontWeight: 600, color: theme.ink, anchor: "start", offset: 14},
    legend: {labelFont: theme.font, labelColor: theme.ink, labelFontSize: 12, labelLimit: 400, titleFont: theme.font, titleColor: theme.soft},
    text: {font: theme.font, fill: theme.soft},
  };
}
