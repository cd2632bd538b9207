#include "charts/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "charts/escape_html.h"

namespace largestep {
namespace {

constexpr double kPanelLeft = 52;
constexpr double kPanelRight = 408;
constexpr double kPanelTop = 34;
constexpr double kPanelBottom = 312;

}  // namespace

void PlotRange::include(const PlotPoint& point) {
  low_x = std::min(low_x, point.x);
  high_x = std::max(high_x, point.x);
  low_y = std::min(low_y, point.y);
  high_y = std::max(high_y, point.y);
}

PlotRange PlotRange::with_margin(double share) const {
  const double x = high_x > low_x ? share * (high_x - low_x) : 0.5;
  const double y = high_y > low_y ? share * (high_y - low_y) : 0.5;
  return {low_x - x, high_x + x, low_y - y, high_y + y};
}

SvgPlot::SvgPlot(const PlotRange& range, std::string title, std::string x_label, std::string y_label, AxisKind x_axis,
                 AxisKind y_axis)
    : x_axis_{x_axis, range.low_x, range.high_x, kPanelLeft, kPanelRight},
      y_axis_{y_axis, range.low_y, range.high_y, kPanelBottom, kPanelTop},
      title_(std::move(title)),
      x_label_(std::move(x_label)),
      y_label_(std::move(y_label)) {}

void SvgPlot::line(const std::vector<PlotPoint>& points, const std::string& colour, double width, double opacity) {
  std::string path;
  for (const auto& [x, y] : points) {
    if (std::isfinite(x) && std::isfinite(y)) path += fmt::format("{:.1f},{:.1f} ", at_x(x), at_y(y));
  }
  body_ +=
      fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-opacity=\"{}\" points=\"{}\"/>\n",
                  colour, width, opacity, path);
}

void SvgPlot::dot(const PlotPoint& centre, const std::string& colour, double radius) {
  body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"/>\n", at_x(centre.x), at_y(centre.y),
                       radius, colour);
}

void SvgPlot::ring(const PlotPoint& centre, const std::string& colour, double radius) {
  body_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"none\" stroke=\"{}\"/>\n", at_x(centre.x),
                       at_y(centre.y), radius, colour);
}

void SvgPlot::arrow(const PlotPoint& from, const PlotPoint& to, const std::string& colour) {
  constexpr double kHead = 9;
  const double angle = std::atan2(at_y(to.y) - at_y(from.y), at_x(to.x) - at_x(from.x));
  const auto corner = [&](double turn) {
    return fmt::format("{:.1f},{:.1f}", at_x(to.x) - kHead * std::cos(angle + turn),
                       at_y(to.y) - kHead * std::sin(angle + turn));
  };
  line({from, to}, colour, 2);
  body_ += fmt::format("<polygon fill=\"{}\" points=\"{:.1f},{:.1f} {} {}\"/>\n", colour, at_x(to.x), at_y(to.y),
                       corner(0.4), corner(-0.4));
}

void SvgPlot::cell(const PlotPoint& low, const PlotPoint& high, const std::string& colour) {
  // Half a unit more than its share, so that no gaps show between cells.
  body_ +=
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n", at_x(low.x),
                  at_y(high.y), at_x(high.x) - at_x(low.x) + 0.5, at_y(low.y) - at_y(high.y) + 0.5, colour);
}

void SvgPlot::rule(double x, const std::string& colour) {
  body_ += fmt::format(
      "<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\" stroke=\"{3}\" stroke-dasharray=\"3 3\"/>\n", at_x(x),
      kPanelTop, kPanelBottom, colour);
}

void SvgPlot::category(double x, const std::string& name) {
  categories_ += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", at_x(x),
                             kPanelBottom + 17, escape_html(name));
}

void SvgPlot::key(const std::string& text, const std::string& colour) {
  const double y = kPanelTop + 16 + 16 * key_count_++;
  keys_ +=
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"14\" height=\"4\" fill=\"{}\"/>", kPanelLeft + 8, y - 6, colour);
  keys_ += fmt::format("<text x=\"{}\" y=\"{}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>\n",
                       kPanelLeft + 28, y, escape_html(text));
}

std::string SvgPlot::axes() const {
  std::string svg = fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#555\"/>\n",
                                kPanelLeft, kPanelTop, kPanelRight - kPanelLeft, kPanelBottom - kPanelTop);
  svg += categories_;
  const auto x_ticks = categories_.empty() ? x_axis_.ticks() : std::vector<double>();
  for (const double tick : x_ticks) {
    svg += fmt::format("<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\" stroke=\"#555\"/>", at_x(tick),
                       kPanelBottom, kPanelBottom + 4);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", at_x(tick), kPanelBottom + 17,
                       x_axis_.name(tick));
  }
  for (const double tick : y_axis_.ticks()) {
    svg += fmt::format("<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#555\"/>", kPanelLeft - 4,
                       kPanelLeft, at_y(tick));
    svg += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", kPanelLeft - 7, at_y(tick) + 4,
                       y_axis_.name(tick));
  }
  const double middle = (kPanelLeft + kPanelRight) / 2;
  svg += fmt::format("<text x=\"{}\" y=\"20\" text-anchor=\"middle\" font-size=\"14\">{}</text>\n", middle,
                     escape_html(title_));
  svg += fmt::format("<text x=\"{}\" y=\"348\" text-anchor=\"middle\">{}</text>\n", middle, escape_html(x_label_));
  svg += fmt::format("<text x=\"14\" y=\"{0}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {0})\">{1}</text>\n",
                     (kPanelTop + kPanelBottom) / 2, escape_html(y_label_));
  return svg;
}

std::string SvgPlot::group(int offset) const {
  const auto clip = fmt::format("inside{}", offset);
  return fmt::format(
      "<g transform=\"translate({0} 0)\"><clipPath id=\"{1}\"><rect x=\"{2}\" y=\"{3}\" width=\"{4}\" height=\"{5}\"/>"
      "</clipPath>\n<g clip-path=\"url(#{1})\">\n{6}</g>\n{7}{8}</g>\n",
      offset, clip, kPanelLeft, kPanelTop, kPanelRight - kPanelLeft, kPanelBottom - kPanelTop, body_, axes(), keys_);
}

std::string svg_document(const std::vector<SvgPlot>& panels) {
  const auto width = static_cast<int>(panels.size()) * SvgPlot::kWidth;
  auto svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      width, SvgPlot::kHeight);
  for (std::size_t i = 0; i < panels.size(); ++i) svg += panels[i].group(static_cast<int>(i) * SvgPlot::kWidth);
  return svg + "</svg>\n";
}

}  // namespace largestep
