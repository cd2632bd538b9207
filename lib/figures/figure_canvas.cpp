#include "figures/figure_canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <regex>

#include "core/error.h"

namespace largestep {
namespace {

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

bool is_same_name(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

void require_family(PangoContext* context, const std::string& family) {
  for (const char* generic : {"serif", "sans-serif", "sans", "monospace"}) {
    if (is_same_name(family, generic)) return;
  }
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_context_list_families(context, &families, &count);
  bool found = false;
  for (int i = 0; i < count; ++i) found = found || is_same_name(family, pango_font_family_get_name(families[i]));
  g_free(families);
  if (found) return;
  fail(ErrorKind::kInvalidArgument,
       "no font of the family \"{}\" is installed; give serif, sans-serif or one that `fc-list : family` lists",
       family);
}

cairo_surface_t* surface_for(FigureFormat format, double width, double height, const FigureStyle& style,
                             std::string* bytes) {
  if (format == FigureFormat::kSvg) {
    auto* surface = cairo_svg_surface_create_for_stream(append, bytes, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);  // from Cairo 1.18 on it would be pixels
    return surface;
  }
  if (format == FigureFormat::kPdf) {
    auto* surface = cairo_pdf_surface_create_for_stream(append, bytes, width, height);
    // Cairo's date would be that of the drawing; an empty one leaves it out.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    return surface;
  }
  const double scale = style.pixels_per_inch / 72.0;
  const auto columns = std::lround(width * scale), rows = std::lround(height * scale);
  constexpr long kMostPixels = 32767;  // a side, in Cairo
  if (std::max(columns, rows) > kMostPixels) {
    fail(ErrorKind::kInvalidArgument, "a PNG of {} x {} pixels cannot be drawn; give a smaller width", columns, rows);
  }
  auto* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(columns), static_cast<int>(rows));
  cairo_surface_set_device_scale(surface, scale, scale);
  return surface;
}

void add_path(cairo_t* cairo, const std::vector<ChartPoint>& points) {
  cairo_new_path(cairo);
  for (const auto& [x, y] : points) cairo_line_to(cairo, x, y);
}

/// Without what Cairo numbers through the life of a process: the same figure is the same file.
std::string without_surface_numbers(const std::string& svg) {
  static const std::regex kSurface(" id=\"surface[0-9]+\"");
  return std::regex_replace(svg, kSurface, "");
}

}  // namespace

FigureFont::FigureFont(const std::string& family)
    : family_(family), context_(pango_font_map_create_context(pango_cairo_font_map_get_default())) {
  auto* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  require_family(context_.get(), family);
}

FigureFont::Text FigureFont::text_of(const std::string& text, double size, bool bold) const {
  Text layout(pango_layout_new(context_.get()));
  auto* font = pango_font_description_new();
  pango_font_description_set_family(font, family_.c_str());
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  if (bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  auto* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
  pango_layout_set_text(layout.get(), valid, -1);
  g_free(valid);
  return layout;
}

double FigureFont::width_of(const std::string& text, double size) const {
  PangoRectangle extents;
  pango_layout_get_extents(text_of(text, size, false).get(), nullptr, &extents);
  return static_cast<double>(extents.width) / PANGO_SCALE;
}

void FigureFont::show(cairo_t* cairo, const std::string& text, double size, double align, bool bold) const {
  const auto layout = text_of(text, size, bold);
  PangoRectangle extents;
  pango_layout_get_extents(layout.get(), nullptr, &extents);
  cairo_rel_move_to(cairo, -align * static_cast<double>(extents.width) / PANGO_SCALE, 0);
  pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout.get(), 0));
}

FigureCanvas::FigureCanvas(FigureFormat format, double width, double height, const FigureStyle& style,
                           const FigureFont& font)
    : format_(format),
      font_(font),
      surface_(surface_for(format, width, height, style, &bytes_)),
      cairo_(cairo_create(surface_.get())) {
  cairo_set_line_join(cairo_.get(), CAIRO_LINE_JOIN_ROUND);
  // A PDF has the colour of its paper.
  if (format != FigureFormat::kPdf) box({0, 0, width, height}, "#ffffff");
}

void FigureCanvas::set_colour(const std::string& colour, double opacity) {
  const auto rgb = std::strtol(colour.c_str() + 1, nullptr, 16);
  const auto part = [&](int shift) { return static_cast<double>(rgb >> shift & 255) / 255.0; };
  cairo_set_source_rgba(cairo_.get(), part(16), part(8), part(0), opacity);
}

void FigureCanvas::line(const std::vector<ChartPoint>& points, const std::string& colour, double width, double opacity,
                        LineDash dash) {
  auto* cairo = cairo_.get();
  const std::vector<double> dashes = dash == LineDash::kLong     ? std::vector<double>{5, 2}
                                     : dash == LineDash::kShort  ? std::vector<double>{2.5, 1.8}
                                     : dash == LineDash::kDotted ? std::vector<double>{1, 1.8}
                                                                 : std::vector<double>{};
  cairo_set_dash(cairo, dashes.data(), static_cast<int>(dashes.size()), 0);
  cairo_set_line_width(cairo, width);
  set_colour(colour, opacity);
  add_path(cairo, points);
  cairo_stroke(cairo);
}

void FigureCanvas::area(const std::vector<ChartPoint>& points, const std::string& colour, double opacity) {
  set_colour(colour, opacity);
  add_path(cairo_.get(), points);
  cairo_fill(cairo_.get());
}

void FigureCanvas::box(const Rectangle& box, const std::string& colour) {
  set_colour(colour, 1.0);
  cairo_rectangle(cairo_.get(), box.left, box.top, box.width(), box.height());
  cairo_fill(cairo_.get());
}

void FigureCanvas::outline(const Rectangle& box, const std::string& colour, double width) {
  line(
      {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}, {box.left, box.top}},
      colour, width);
}

void FigureCanvas::mark(const ChartPoint& at, MarkShape shape, const std::string& colour, double radius) {
  auto* cairo = cairo_.get();
  const auto [x, y] = at;
  cairo_new_path(cairo);
  switch (shape) {
    case MarkShape::kNone:
      return;
    case MarkShape::kDot:
    case MarkShape::kRing:
      cairo_arc(cairo, x, y, radius, 0, 2 * std::numbers::pi);
      break;
    case MarkShape::kSquare:
      cairo_rectangle(cairo, x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
      break;
    case MarkShape::kTriangle:
      cairo_move_to(cairo, x, y - 1.25 * radius);
      cairo_line_to(cairo, x + 1.15 * radius, y + 0.8 * radius);
      cairo_line_to(cairo, x - 1.15 * radius, y + 0.8 * radius);
      cairo_close_path(cairo);
      break;
    case MarkShape::kDiamond:
      for (const auto& [dx, dy] : {ChartPoint{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}}) {
        cairo_line_to(cairo, x + dx * radius, y + dy * radius);
      }
      cairo_close_path(cairo);
      break;
  }
  if (shape == MarkShape::kRing) {
    // White inside, so that a line through it does not blur it.
    set_colour("#ffffff", 1.0);
    cairo_fill_preserve(cairo);
    set_colour(colour, 1.0);
    cairo_set_dash(cairo, nullptr, 0, 0);
    cairo_set_line_width(cairo, 0.35 * radius + 0.3);
    cairo_stroke(cairo);
    return;
  }
  set_colour(colour, 1.0);
  cairo_fill(cairo);
}

void FigureCanvas::arrow(const ChartPoint& from, const ChartPoint& to, const std::string& colour) {
  constexpr double kHead = 6.5, kSpread = 0.4;
  const double angle = std::atan2(to.y - from.y, to.x - from.x);
  const auto corner = [&](double turn) {
    return ChartPoint{to.x - kHead * std::cos(angle + turn), to.y - kHead * std::sin(angle + turn)};
  };
  // The line ends inside the head, whose tip would else be as wide as the line.
  line({from, {to.x - 0.8 * kHead * std::cos(angle), to.y - 0.8 * kHead * std::sin(angle)}}, colour, 1.5);
  area({to, corner(kSpread), corner(-kSpread)}, colour, 1.0);
}

void FigureCanvas::text(const std::string& text, const ChartPoint& at, double size, const std::string& colour,
                        double align, bool bold) {
  set_colour(colour, 1.0);
  cairo_move_to(cairo_.get(), at.x, at.y);
  font_.show(cairo_.get(), text, size, align, bold);
}

void FigureCanvas::turned_text(const std::string& text, const ChartPoint& at, double size, const std::string& colour) {
  cairo_save(cairo_.get());
  set_colour(colour, 1.0);
  cairo_move_to(cairo_.get(), at.x, at.y);
  cairo_rotate(cairo_.get(), -std::numbers::pi / 2);
  font_.show(cairo_.get(), text, size, 0.5, false);
  cairo_restore(cairo_.get());
}

void FigureCanvas::clip_to(const Rectangle& box) {
  cairo_save(cairo_.get());
  cairo_rectangle(cairo_.get(), box.left, box.top, box.width(), box.height());
  cairo_clip(cairo_.get());
}

void FigureCanvas::unclip() { cairo_restore(cairo_.get()); }

std::string FigureCanvas::finish() {
  const auto drawn = cairo_status(cairo_.get());
  if (format_ == FigureFormat::kPng) cairo_surface_write_to_png_stream(surface_.get(), append, &bytes_);
  cairo_.reset();
  cairo_surface_finish(surface_.get());
  const auto written = cairo_surface_status(surface_.get());
  for (const auto status : {drawn, written}) {
    if (status != CAIRO_STATUS_SUCCESS) fail(ErrorKind::kInternal, "Cairo: {}", cairo_status_to_string(status));
  }
  return format_ == FigureFormat::kSvg ? without_surface_numbers(bytes_) : std::move(bytes_);
}

}  // namespace largestep
