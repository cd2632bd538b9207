#pragma once

#include <string>
#include <vector>

#include "run_files/run_data.h"

namespace largestep {

/// A chart of the page: lines over elapsed epochs.
struct LineCard {
  std::string curve;        ///< name of the curve in page_data(); several, separated by spaces, are a choice
  std::string title;        ///< plain text
  std::string text = {};    ///< what it shows; plain text
  std::string format = {};  ///< of values, as d3-format has it: ".1~%", "~g"
  std::string flags = {};   ///< further attributes: data-log (starts logarithmic), data-smooth, data-hovers, data-rule,
                            ///< data-alike (charts with the same word there share their scale)
  bool small = false;
};

std::string line_card_html(const LineCard& card);

/// Small charts, one a block of the first run that has blocks, with a choice of what they show: distinct active
/// fraction, active fraction and what else the runs have (duplicates, rank, dead units).
std::string block_cards_html(const std::vector<RunData>& runs);

/// The section on curvature, norms and ranks: a chart a figure of measures.csv that belongs to the whole network; "" if
/// no run has one.
std::string measures_section_html(const std::vector<RunData>& runs);

/// The section on channels: the histogram of their active fractions; "" if no run has one.
std::string channels_section_html(const std::vector<RunData>& runs);

}  // namespace largestep
