#include "page/finding_tiles.h"

#include <fmt/format.h>

#include "page/escape_html.h"

namespace largestep {
namespace {

std::string unbreakable(std::string text) {
  for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos;) text.replace(at, 1, "&nbsp;");
  return text;
}

std::string tile(const std::vector<RunSummary>& compared, const std::string& name, double RunSummary::*measure,
                 bool as_per_cent) {
  const auto sorted = sorted_by(compared, measure);
  if (sorted.empty()) return "";
  const auto shown = [&](const RunSummary& run) {
    const double value = run.*measure;
    return unbreakable(!as_per_cent ? figure(value) : run.seeds > 1 ? per_cent(value) : rough_per_cent(value));
  };
  const auto& best = sorted.front();
  const auto& worst = sorted.back();
  std::string against;
  if (sorted.size() > 1) {
    against = fmt::format("{} at the highest: {}", shown(worst), escape_html(worst.label));
    if (sorted.size() == 2) against = fmt::format("{} for {}", shown(worst), escape_html(worst.label));
  }
  return fmt::format(
      "<div class=\"tile\"><p class=\"what\">{}{}</p><p class=\"big\">{}</p><p class=\"who\">{}</p><p "
      "class=\"against\">{}</p></div>\n",
      sorted.size() > 1 ? "Lowest " : "", name, shown(best), escape_html(best.label), against);
}

}  // namespace

std::string finding_tiles_html(const std::vector<RunSummary>& compared) {
  const auto html =
      tile(compared, "test error", &RunSummary::test_error, true) +
      tile(compared, "distinct active fraction, " + last_block_of(compared), &RunSummary::last_block_distinct, true) +
      (any_has(compared, &RunSummary::test_error) ? "" : tile(compared, "test loss", &RunSummary::test_loss, false)) +
      tile(compared, "training loss", &RunSummary::train_loss, false);
  return html.empty() ? "" : "<div class=\"tiles\">" + html + "</div>";
}

}  // namespace largestep
