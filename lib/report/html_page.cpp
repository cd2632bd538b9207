#include "report/html_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/version.h"
#include "report/curves.h"
#include "report/findings.h"
#include "report/html_tables.h"
#include "report/page_assets.h"
#include "report/palette.h"
#include "report/stabilization.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Curve& curve) { return {{"x", curve.x}, {"y", curve.y}}; }

/// What charts.js reads; the names of the curves are those of the charts' data-chart attributes.
Json chart_data(const std::vector<RunData>& runs) {
  auto entries = Json::array();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& run = runs[i];
    Json curves{{"loss", to_json(loss_curve(run))},
                {"error", to_json(error_curve(run))},
                {"step_size", to_json(step_size_curve(run))}};
    for (const auto& block : kBlocks) {
      curves[fmt::format("active-{}", block.name)] = to_json(sparsity_curve(run, block.layer, "active_fraction"));
      curves[fmt::format("distinct-{}", block.name)] =
          to_json(sparsity_curve(run, block.layer, "distinct_active_fraction"));
    }
    auto layers = Json::array();
    for (const auto& layer : final_layers(run)) {
      layers.push_back({{"layer", layer["name"]}, {"active", layer["active_fraction"]}});
    }
    // When the colours repeat, dashes tell the runs apart.
    const auto dash = i < kPalette.size() ? Json::array() : Json::array({6, 3});
    entries.push_back({{"label", run.label},
                       {"colour", run_colour(i)},
                       {"dash", dash},
                       {"decays", decay_epochs(run.steps)},
                       {"stabilization", to_json(stabilization_of(run))},
                       {"curves", std::move(curves)},
                       {"layers", std::move(layers)}});
  }
  return {{"runs", std::move(entries)}};
}

std::string block_charts(const std::string& kind, const std::string& title) {
  std::string html;
  for (std::size_t i = 0; i < kBlocks.size(); ++i) {
    html += fmt::format(
        "<figure><h4>Block {0}</h4><div class=\"chart small\" data-chart=\"{1}-block{0}\" data-format=\".1~%\" "
        "data-points "
        "data-name=\"{2} of block {0}\"></div></figure>\n",
        i + 1, kind, title);
  }
  return html;
}

std::string legend(const std::vector<RunData>& runs) {
  std::string html;
  bool any_decay = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    html += fmt::format("<span><span class=\"swatch\" style=\"background:{}\"></span>{}</span>", run_colour(i),
                        escape_html(runs[i].label));
    any_decay = any_decay || !decay_epochs(runs[i].steps).empty();
  }
  if (any_decay) html += "<span class=\"key-decay\">step size decayed</span>";
  return html;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

/// Distinct texts in order of appearance.
std::vector<std::string> distinct(const std::vector<std::string>& texts) {
  std::vector<std::string> result;
  for (const auto& text : texts) {
    if (!text.empty() && std::find(result.begin(), result.end(), text) == result.end()) result.push_back(text);
  }
  return result;
}

std::string setting(const RunData& run, const char* key) {
  const auto found = run.config.find(key);
  if (found == run.config.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string lead(const std::vector<RunData>& runs, const std::vector<RunSummary>& summaries) {
  std::vector<std::string> problems, widths, datasets;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    problems.push_back(setting(runs[i], "problem"));
    widths.push_back(setting(runs[i], "width"));
    datasets.push_back(summaries[i].dataset);
  }
  const auto subject = joined(distinct(problems));
  const auto width = joined(distinct(widths));
  const auto data = joined(distinct(datasets));
  return fmt::format("{} of {}{}, trained on {}.", runs.size() == 1 ? "One run" : fmt::format("{} runs", runs.size()),
                     subject.empty() ? "an unnamed problem" : subject, width.empty() ? "" : " at width " + width,
                     data.empty() ? "data that run.json does not name" : data);
}

std::string title(const std::vector<RunData>& runs) {
  std::vector<std::string> labels;
  for (const auto& run : runs) labels.push_back(run.label);
  if (labels.size() > 3) return fmt::format("{} and {} other runs", labels[0], labels.size() - 1);
  return labels.size() == 2 ? labels[0] + " against " + labels[1] : joined(labels);
}

/// A sentence as HTML, in which a number keeps its per cent sign on its line.
std::string sentence_html(const std::string& sentence) {
  std::string html = escape_html(sentence);
  for (std::size_t at = 0; (at = html.find(" %", at)) != std::string::npos; ++at) html.replace(at, 1, "&nbsp;");
  return html;
}

std::string banner(const std::vector<RunSummary>& runs) {
  std::vector<std::string> synthetic;
  for (const auto& run : runs) {
    if (is_synthetic(run.dataset)) synthetic.push_back(run.label);
  }
  if (synthetic.empty()) return "";
  const auto subject =
      synthetic.size() == runs.size() ? "Synthetic images" : escape_html(joined(synthetic)) + ": synthetic images";
  return fmt::format(
      "<p class=\"banner\" role=\"note\">{}, not CIFAR-10. Such figures show that the program works and nothing "
      "else.</p>",
      subject);
}

std::string list(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  std::string html = "<ul>";
  for (const auto& note : sentences) html += "<li>" + sentence_html(note) + "</li>";
  return html + "</ul>";
}

/// Replaces each {{name}} once, in one pass: what a value contains is never looked at again.
std::string fill(std::string_view page, const std::map<std::string, std::string, std::less<>>& values) {
  std::string html;
  for (;;) {
    const auto begin = page.find("{{");
    html.append(page.substr(0, begin));
    if (begin == std::string_view::npos) return html;
    const auto end = page.find("}}", begin);
    const auto name = page.substr(begin + 2, end - begin - 2);
    const auto value = values.find(name);
    if (value == values.end()) fail(ErrorKind::kInternal, "the report page asks for an unknown \"{}\"", name);
    html += value->second;
    page.remove_prefix(end + 2);
  }
}

}  // namespace

std::string script_safe_json(const Json& value) {
  const auto json = value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string html_page(const std::vector<RunData>& runs, const std::string& vega) {
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  const auto findings = findings_of(summaries);
  return fill(kPageHtml, {{"title", escape_html(title(runs))},
                          {"css", kPageCss},
                          {"lead", escape_html(lead(runs, summaries))},
                          {"banner", banner(summaries)},
                          {"headline", sentence_html(findings.headline)},
                          {"notes", list(findings.notes)},
                          {"stabilization", list(findings.stabilization)},
                          {"summary_table", summary_html(summaries)},
                          {"legend", legend(runs)},
                          {"distinct_charts", block_charts("distinct", "Distinct active fraction")},
                          {"active_charts", block_charts("active", "Active fraction")},
                          {"layers_table", layers_html(runs)},
                          {"settings_title", runs.size() > 1 ? "Where the settings differ" : "Settings"},
                          {"settings_table", differing_settings_html(runs)},
                          {"all_settings_table", all_settings_html(runs)},
                          {"version", escape_html(version())},
                          {"vega", vega},
                          {"data", script_safe_json(chart_data(runs))},
                          {"js", kPageScript}});
}

}  // namespace largestep
