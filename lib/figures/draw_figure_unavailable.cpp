#include "core/error.h"
#include "figures/draw_figure.h"

namespace largestep {

bool can_draw_figures() { return false; }

std::string draw_figure(const ChartFigure&, FigureFormat, const FigureStyle&) {
  fail(ErrorKind::kInvalidArgument,
       "this build cannot draw figures because it has no Cairo: configure it with -DLARGESTEP_WITH_CAIRO=ON");
}

}  // namespace largestep
