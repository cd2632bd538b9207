#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

#include "figures/chart_model.h"
#include "figures/draw_figure.h"
#include "figures/figure_layout.h"

namespace largestep {

template <auto release>
struct ReleaseBy {
  template <typename T>
  void operator()(T* object) const {
    release(object);
  }
};

/// The letters of a figure: which font, and how wide a text is. Nothing is rounded to pixels, so that it has the same
/// widths wherever it is drawn.
class FigureFont {
 public:
  /// @throws Error{kInvalidArgument} if no such family is installed.
  explicit FigureFont(const std::string& family);

  double width_of(const std::string& text, double size) const;
  /// Draws with the text's baseline beginning (align 0), centred (0.5) or ending (1) at the current point.
  void show(cairo_t* cairo, const std::string& text, double size, double align, bool bold) const;

 private:
  using Text = std::unique_ptr<PangoLayout, ReleaseBy<g_object_unref>>;
  Text text_of(const std::string& text, double size, bool bold) const;

  std::string family_;
  std::unique_ptr<PangoContext, ReleaseBy<g_object_unref>> context_;
};

/// A page to draw on, in points from its top left corner.
class FigureCanvas {
 public:
  FigureCanvas(FigureFormat format, double width, double height, const FigureStyle& style, const FigureFont& font);

  void line(const std::vector<ChartPoint>& points, const std::string& colour, double width, double opacity = 1.0,
            LineDash dash = LineDash::kSolid);
  void area(const std::vector<ChartPoint>& points, const std::string& colour, double opacity);
  void box(const Rectangle& box, const std::string& colour);
  void outline(const Rectangle& box, const std::string& colour, double width);
  void mark(const ChartPoint& at, MarkShape shape, const std::string& colour, double radius);
  void arrow(const ChartPoint& from, const ChartPoint& to, const std::string& colour);
  void text(const std::string& text, const ChartPoint& at, double size, const std::string& colour, double align = 0.0,
            bool bold = false);
  /// Reading upwards, centred.
  void turned_text(const std::string& text, const ChartPoint& at, double size, const std::string& colour);
  double width_of(const std::string& text, double size) const { return font_.width_of(text, size); }
  void clip_to(const Rectangle& box);
  void unclip();

  /// The file. Nothing can be drawn after. @throws Error{kInternal} if Cairo could not.
  std::string finish();

 private:
  void set_colour(const std::string& colour, double opacity);

  FigureFormat format_;
  const FigureFont& font_;
  std::string bytes_;
  std::unique_ptr<cairo_surface_t, ReleaseBy<cairo_surface_destroy>> surface_;
  std::unique_ptr<cairo_t, ReleaseBy<cairo_destroy>> cairo_;
};

}  // namespace largestep
