#include "page/html_table.h"

#include <fmt/format.h>

#include <cmath>

#include "page/escape_html.h"

namespace largestep {
namespace {

std::string cell_html(const Cell& cell, std::string_view tag) {
  const auto value = std::isfinite(cell.sort_value) ? fmt::format(" data-value=\"{}\"", cell.sort_value) : "";
  return fmt::format("<{0}{1} class=\"{2}{3}\"{4}>{5}</{0}>", tag, tag == "th" ? " scope=\"col\"" : "",
                     cell.is_number ? "number" : "", cell.is_best ? " best" : "", value, escape_html(cell.text));
}

std::string row_html(const std::vector<Cell>& cells, std::string_view tag) {
  std::string html = "<tr>";
  for (const auto& cell : cells) html += cell_html(cell, tag);
  return html + "</tr>\n";
}

}  // namespace

std::string table_html(const std::vector<Cell>& header, const Rows& rows) {
  // Focusable, so that the keyboard can scroll a wide table.
  std::string html = "<div class=\"scroll\" tabindex=\"0\"><table class=\"sortable\">\n<thead>" +
                     row_html(header, "th") + "</thead>\n<tbody>\n";
  for (const auto& row : rows) html += row_html(row, "td");
  return html + "</tbody></table></div>";
}

}  // namespace largestep
