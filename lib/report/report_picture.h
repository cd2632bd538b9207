#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace largestep {

/// A PNG beside the report that the page shows.
struct ReportPicture {
  std::filesystem::path path;  ///< relative to the directory of report.html
  std::string title;           ///< "large: filters of the first layer"
  std::string text;            ///< what there is to see; also the picture's text alternative
};

/// The section with the pictures; "" without any. Each is part of the page as long as `bytes_left` lasts, then only
/// linked.
/// @param directory  of the report
/// @throws Error{kData} if a picture cannot be read.
std::string pictures_section_html(const std::vector<ReportPicture>& pictures, const std::filesystem::path& directory,
                                  std::size_t bytes_left = std::size_t{6} << 20);

}  // namespace largestep
