#include "report/report_picture.h"

#include <fmt/format.h>

#include "files/atomic_file.h"
#include "page/escape_html.h"
#include "report/data_uri.h"

namespace largestep {
namespace {

/// A relative path as a link: what is no letter, digit or one of ./-_ is written as %XX.
std::string link_to(const std::filesystem::path& path) {
  std::string link;
  for (const char c : path.generic_string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '/' || c == '-' || c == '_';
    link += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return link;
}

}  // namespace

std::string pictures_section_html(const std::vector<ReportPicture>& pictures, const std::filesystem::path& directory,
                                  std::size_t bytes_left) {
  if (pictures.empty()) return "";
  std::string html = "<section>\n<h2>Pictures</h2>\n<div class=\"pictures\">\n";
  for (const auto& picture : pictures) {
    const auto link = link_to(picture.path);
    const auto bytes = read_file(directory / picture.path);
    std::string image;
    if (bytes.size() <= bytes_left) {
      bytes_left -= bytes.size();
      image = fmt::format("<a href=\"{}\"><img alt=\"{}\" src=\"{}\"></a>", link, escape_html(picture.text),
                          data_uri("image/png", bytes));
    }
    html += fmt::format(
        "<figure class=\"picture\"><figcaption><h3>{}</h3><p>{} <a href=\"{}\">{}</a></p></figcaption>{}</figure>\n",
        escape_html(picture.title), escape_html(picture.text), link, escape_html(picture.path.filename().string()),
        image);
  }
  return html + "</div>\n</section>\n";
}

}  // namespace largestep
