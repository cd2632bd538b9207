#include "page/html_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.h"
#include "core/version.h"
#include "findings/findings.h"
#include "page/escape_html.h"
#include "page/finding_tiles.h"
#include "page/measure_cards.h"
#include "page/measured_tables.h"
#include "page/page_assets.h"
#include "page/page_data.h"
#include "page/settings_tables.h"
#include "page/summary_tables.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;

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

/// Whether a run was evaluated and has no layers: a problem without a network.
bool has_no_layers(const RunData& run) { return run.metrics.rows() > 0 && run.sparsity.rows() == 0; }

/// The same of the blocks of a network.
bool has_no_blocks(const RunData& run) { return run.metrics.rows() > 0 && blocks_of(run.sparsity).empty(); }

/// The attribute of a section that has nothing to show of any of the runs.
const char* hidden_if_all(const std::vector<RunData>& runs, bool (*lacks)(const RunData&)) {
  return std::all_of(runs.begin(), runs.end(), lacks) ? " hidden" : "";
}

std::string lead(const std::vector<RunData>& runs, const std::vector<RunSummary>& summaries, std::size_t settings) {
  std::vector<std::string> problems, networks, widths, datasets;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    problems.push_back(setting(runs[i], "problem"));
    networks.push_back(text_or(runs[i].run, "network", ""));
    if (!has_no_layers(runs[i])) widths.push_back(setting(runs[i], "width"));
    datasets.push_back(summaries[i].dataset);
  }
  const auto subject = enumeration(distinct(problems));
  const auto network = enumeration(distinct(networks));
  const auto width = enumeration(distinct(widths));
  const auto data = enumeration(distinct(datasets));
  return fmt::format(
      "{}{} of {}{}{}, trained on {}.", runs.size() == 1 ? "One run" : fmt::format("{} runs", runs.size()),
      settings < runs.size() ? fmt::format(" ({} settings, several seeds)", settings) : "",
      subject.empty() ? "an unnamed problem" : subject, network.empty() ? "" : " with " + network,
      width.empty() ? "" : " at width " + width, data.empty() ? "data that run.json does not name" : data);
}

std::string names(const std::vector<SeedGroup>& groups) {
  std::vector<std::string> labels;
  for (const auto& group : groups) labels.push_back(group.label);
  if (labels.size() > 3) return fmt::format("{} and {} others", labels[0], labels.size() - 1);
  return labels.size() == 2 ? labels[0] + " against " + labels[1] : enumeration(labels);
}

/// When and by what the page was made.
std::string made(const PageOptions& options) {
  auto text = fmt::format("Made by largestep {}", escape_html(version()));
  if (!options.made_at.empty()) text += " on " + escape_html(options.made_at);
  return text + (options.command.empty() ? "." : fmt::format(": <code>{}</code>", escape_html(options.command)));
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
      synthetic.size() == runs.size() ? "Synthetic images" : escape_html(enumeration(synthetic)) + ": synthetic images";
  return fmt::format(
      "<p class=\"banner\" role=\"note\">{}, not CIFAR-10. Such figures show that the program works and nothing "
      "else.</p>",
      subject);
}

/// A list of sentences; the later ones of a long list open on demand.
std::string list(const std::vector<std::string>& sentences) {
  constexpr std::size_t kShown = 6;
  if (sentences.empty()) return "";
  std::string html = "<ul>";
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i == kShown) html += fmt::format("</ul><details><summary>{} more</summary><ul>", sentences.size() - kShown);
    html += "<li>" + sentence_html(sentences[i]) + "</li>";
  }
  return html + (sentences.size() > kShown ? "</ul></details>" : "</ul>");
}

/// A heading before HTML that may be empty: then neither.
std::string under(const char* heading, const std::string& html) {
  return html.empty() ? "" : fmt::format("<h3>{}</h3>\n{}", heading, html);
}

std::string as_details(const char* summary, const std::string& html) {
  return html.empty() ? "" : fmt::format("<details><summary>{}</summary>\n{}\n</details>", summary, html);
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

std::string html_page(const std::vector<RunData>& runs, const std::string& vega, const PageOptions& options) {
  std::vector<RunSummary> summaries;
  for (const auto& run : runs) summaries.push_back(summarise(run));
  const auto groups = seed_groups(runs);
  const auto compared = mean_summaries(groups, summaries);
  const auto findings = findings_of(groups, summaries);
  auto data = page_data(runs, summaries, groups);
  data["refresh_seconds"] = options.refresh_seconds;
  return fill(kPageHtml,
              {{"title", sentence_html(findings.title)},
               {"css", kPageCss},
               {"lead", escape_html(lead(runs, summaries, groups.size()))},
               {"banner", banner(summaries)},
               {"tiles", finding_tiles_html(compared)},
               {"headline", sentence_html(findings.headline)},
               {"notes", list(findings.notes)},
               {"findings_figures", options.findings_figures},
               {"sparsity_figures", options.sparsity_figures},
               {"names", escape_html(names(groups))},
               {"stabilization", list(findings.stabilization)},
               {"seeds_table", under("Over the seeds: mean ± half its 95 % interval", seeds_html(groups, summaries))},
               {"summary_table", summary_html(summaries)},
               {"layers_hidden", hidden_if_all(runs, has_no_layers)},
               {"blocks_hidden", hidden_if_all(runs, has_no_blocks)},
               {"block_cards", block_cards_html(runs)},
               {"channels", channels_section_html(runs)},
               {"layers_table", layers_html(runs)},
               {"measures", measures_section_html(runs)},
               {"measures_table", as_details("The measures at the end, as a table", measures_html(runs))},
               {"pictures", options.pictures},
               {"features", options.features},
               {"settings_title", runs.size() > 1 ? "Where the settings differ" : "Settings"},
               {"settings_table", differing_settings_html(runs)},
               {"all_settings_table", all_settings_html(runs)},
               {"made", made(options)},
               {"vega", vega},
               {"data", script_safe_json(data)},
               {"js", kPageScript}});
}

}  // namespace largestep
