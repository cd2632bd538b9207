#pragma once

#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

struct PageOptions {
  std::string findings_figures = {};  ///< figures_html() of what stands beside the findings
  std::string sparsity_figures = {};  ///< figures_html() of what stands beside the charts of the blocks
  std::string pictures = {};          ///< pictures_section_html()
  std::string features = {};          ///< features_section_html()
  std::string made_at = {};           ///< utc_now(); "" leaves it out, as an empty command
  std::string command = {};           ///< line of the shell that made the page
  int refresh_seconds = 0;            ///< > 0: the page loads itself again every so many seconds
};

/// The report as one HTML page that opens offline: tables, findings, and the data and script of its charts.
/// @param vega  JavaScript that defines the global `vega`, safe inside a <script> element (read_vega()).
std::string html_page(const std::vector<RunData>& runs, const std::string& vega, const PageOptions& options = {});

/// JSON as it may stand inside a <script> element: every '<' is written \u003c, so no text in it can end the element.
std::string script_safe_json(const nlohmann::ordered_json& value);

}  // namespace largestep
