#include "page/measure_cards.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "findings/figure_text.h"
#include "findings/stabilization.h"
#include "page/escape_html.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

/// Which bounds of stability are lines in a figure's chart.
enum class Edge { kNone, kOfEigenvalue, kOfSharpness };

struct KnownFigure {
  const char* measure;
  const char* figure;
  const char* title;
  const char* text;
  const char* flags;
  Edge edge = Edge::kNone;
};

// In the order in which they are shown.
constexpr std::array kKnownFigures{
    KnownFigure{"hessian", "step_size_times_eigenvalue", "Step size × largest eigenvalue",
                "Gradient descent is stable along a direction below 2, with momentum β below 2 (1 + β).", "data-log",
                Edge::kOfEigenvalue},
    KnownFigure{
        "sharpness", "step_size_times_sharpness", "Step size × batch sharpness",
        "At the edge of stability of SGD it is near 2; with momentum β near 2 (1 - β) for small batches, 2 (1 + β) "
        "for large ones.",
        "data-log", Edge::kOfSharpness},
    KnownFigure{"hessian", "top_eigenvalue", "Largest eigenvalue of the Hessian", "Of the loss on a fixed batch.",
                "data-log"},
    KnownFigure{"sharpness", "batch_sharpness", "Batch sharpness", "Curvature along the gradients of batches.",
                "data-log"},
    KnownFigure{"jacobian", "effective_rank", "Effective rank of the Jacobian",
                "Of the gradients of the true class's logit on a fixed batch.", ""},
    KnownFigure{"jacobian", "rank", "Rank of the Jacobian", "Singular values above 1/10,000 of the largest.", ""},
    KnownFigure{"norms", "gradient_norm", "Norm of the gradient", "On a fixed batch.", "data-log"},
    KnownFigure{"norms", "weight_norm", "Norm of the weights", "Over all parameters.", ""}};

// Figures that say how a measure was taken, or repeat another chart.
constexpr std::array kNotShown{"converged", "products", "batches", "batch_size", "images", "mean_rayleigh_quotient",
                               "loss"};

struct BlockQuantity {
  const char* id;
  const char* label;
  const char* curve;  ///< {0}: number of the block, {1}: its layer
  const char* format;
  const char* text;
};

constexpr std::array kBlockQuantities{
    BlockQuantity{"distinct", "Distinct active fraction", "distinct:block{0}", ".1~%",
                  "Share of the activations above zero when units that duplicate each other (absolute correlation over "
                  "0.95) are kept once. Lower is sparser."},
    BlockQuantity{"active", "Active fraction", "active:{1}", ".1~%",
                  "Share of all activations that are above zero. Lower is sparser."},
    BlockQuantity{"dead", "Dead units", "dead:{1}", ".1~%", "Share of the units that are above zero for no image."},
    BlockQuantity{"duplicates", "Duplicates", "duplicates:duplicates:block{0}", "~g",
                  "Of at most 1000 drawn units, those that another remaining one duplicates."},
    BlockQuantity{"rank", "Effective rank", "rank:effective_rank:block{0}", "~g",
                  "How many directions the features of the drawn units spread over (entropy of singular values)."},
    BlockQuantity{"components", "Principal components", "rank:components_99:block{0}", "~g",
                  "How many of them hold 99 % of the variance of the features."}};

/// "measure:figure" of all rows that belong to the whole network, or to any layer.
std::set<std::string> measured(const std::vector<RunData>& runs, bool whole_network) {
  std::set<std::string> names;
  for (const auto& run : runs) {
    for (std::size_t row = 0; row < run.measures.rows(); ++row) {
      if (run.measures.texts(column::kLayer)[row].empty() != whole_network) continue;
      names.insert(run.measures.texts(column::kMeasure)[row] + ":" + run.measures.texts(column::kFigure)[row]);
    }
  }
  return names;
}

/// Where the runs that measured a figure stand at the edge of stability, as an attribute of its chart.
std::string edge_flags(const KnownFigure& known, const std::vector<RunData>& runs) {
  if (known.edge == Edge::kNone) return known.flags;
  std::set<double> edges;
  for (const auto& run : runs) {
    const auto& measures = run.measures.texts(column::kMeasure);
    if (std::find(measures.begin(), measures.end(), known.measure) == measures.end()) continue;
    const auto bounds = stability_bounds_of(run);
    if (!bounds) continue;
    edges.insert(bounds->large_batches);
    if (known.edge == Edge::kOfSharpness) edges.insert(bounds->small_batches);
  }
  if (edges.empty()) return known.flags;
  return fmt::format("{} data-rule=\"{:.6g}\"", known.flags, fmt::join(edges, " "));
}

/// The blocks of the first run that has any.
std::vector<Block> first_blocks(const std::vector<RunData>& runs) {
  for (const auto& run : runs) {
    if (auto blocks = blocks_of(run.sparsity); !blocks.empty()) return blocks;
  }
  return {};
}

bool is_shown(const BlockQuantity& quantity, const std::set<std::string>& layer_measures) {
  const std::string curve = quantity.curve;
  if (curve.starts_with("distinct:") || curve.starts_with("active:") || curve.starts_with("dead:")) return true;
  return layer_measures.count(curve.substr(0, curve.rfind(':'))) > 0;
}

/// Why a distinct active fraction can be above the active one, where it is; "" where it is not.
std::string words_on_sampling(const std::vector<RunData>& runs) {
  std::set<std::string> blocks;
  double most = 0;
  for (const auto& run : runs) {
    for (const auto& block : final_blocks(run)) {
      const double above =
          number_or_nan(block, column::kDistinctActiveFraction) - number_or_nan(block, column::kActiveFraction);
      if (!(above > 0)) continue;
      blocks.insert(block["name"].get<std::string>().substr(std::string("block").size()));
      most = std::max(most, above);
    }
  }
  if (blocks.empty()) return "";
  return fmt::format(
      " At the end, it is above the active fraction in block{} {} (by {} at most), although it leaves units out: it is "
      "measured on 1,000 drawn units of a block, the active fraction on all.",
      blocks.size() > 1 ? "s" : "", enumeration({blocks.begin(), blocks.end()}), points(most));
}

}  // namespace

std::string line_card_html(const LineCard& card) {
  const char* level = card.small ? "h4" : "h3";
  return fmt::format(
      "<figure class=\"card{0}\" data-kind=\"lines\" data-curve=\"{1}\" data-format=\"{2}\" {3}>\n"
      "<figcaption><{4}>{5}</{4}>{6}</figcaption><div class=\"chart\"></div></figure>\n",
      card.small ? " small" : "", escape_html(card.curve), escape_html(card.format), card.flags, level,
      escape_html(card.title), card.text.empty() ? "" : "<p>" + escape_html(card.text) + "</p>");
}

std::string block_cards_html(const std::vector<RunData>& runs) {
  const auto layer_measures = measured(runs, false);
  const auto blocks = first_blocks(runs);
  std::string choices, cards;
  bool first = true;
  for (const auto& quantity : kBlockQuantities) {
    if (!is_shown(quantity, layer_measures)) continue;
    choices += fmt::format("<button type=\"button\" data-quantity=\"{}\" aria-pressed=\"{}\">{}</button>", quantity.id,
                           first, quantity.label);
    cards += fmt::format("<div data-quantity-panel=\"{}\"{}><p class=\"explain\">{}{}</p>\n<div class=\"blocks\">\n",
                         quantity.id, first ? "" : " hidden", escape_html(quantity.text),
                         quantity.id == std::string("distinct") ? words_on_sampling(runs) : "");
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      cards += line_card_html(
          {.curve = fmt::format(fmt::runtime(quantity.curve), i + 1, blocks[i].layer),
           .title = fmt::format("Block {}", i + 1),
           .format = quantity.format,
           .flags = fmt::format("data-name=\"{} of block {}\" data-alike=\"{}\"", quantity.label, i + 1, quantity.id),
           .small = true});
    }
    cards += "</div></div>\n";
    first = false;
  }
  choices += "<button type=\"button\" id=\"own-scales\" aria-pressed=\"false\">Own scales</button>";
  return "<div class=\"choice\" role=\"group\" aria-label=\"What the charts of the blocks show\">" + choices +
         "</div>\n" + cards;
}

std::string measures_section_html(const std::vector<RunData>& runs) {
  auto names = measured(runs, true);
  std::string cards;
  for (const auto& known : kKnownFigures) {
    const auto name = fmt::format("{}:{}", known.measure, known.figure);
    if (names.erase(name) == 0) continue;
    cards += line_card_html({.curve = name,
                             .title = known.title,
                             .text = known.text,
                             .format = "~g",
                             .flags = edge_flags(known, runs),
                             .small = true});
  }
  for (const auto& name : names) {
    const auto figure = name.substr(name.find(':') + 1);
    if (std::find(kNotShown.begin(), kNotShown.end(), figure) != kNotShown.end()) continue;
    cards += line_card_html({.curve = name, .title = name, .format = "~g", .small = true});
  }
  if (cards.empty()) return "";
  return "<section>\n<h2>Curvature, norms and ranks</h2>\n<p class=\"explain\">What the runs measured beside the "
         "active "
         "fractions, over elapsed epochs. docs/MEASURES.md defines each figure.</p>\n<div class=\"thirds\">\n" +
         cards + "</div>\n</section>\n";
}

std::string channels_section_html(const std::vector<RunData>& runs) {
  const bool any = std::any_of(runs.begin(), runs.end(), [](const auto& run) {
    const auto& names = run.measures.texts(column::kMeasure);
    return std::find(names.begin(), names.end(), "channels") != names.end();
  });
  if (!any) return "";
  return "<figure class=\"card\" data-kind=\"histogram\" data-format=\".0%\">\n<figcaption><h3>Active fraction of each "
         "channel</h3><p>How the channels of a layer spread at the last measurement: far left are channels that hardly "
         "ever fire, far right those that always do.</p></figcaption><div class=\"chart\"></div></figure>\n";
}

}  // namespace largestep
