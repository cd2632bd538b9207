// Debian ships Vega as one script per package of its source tree, not as one bundle. Each script asks for `exports`,
// `module` and `require` as CommonJS has them, so the bundle here is those scripts, each wrapped in a function, behind
// a loader of a few lines. Packages that the charts do not use (maps, trees, word clouds) are left out.
#include "page/vega_bundle.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "core/error.h"
#include "files/atomic_file.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

// In the order of their dependencies.
constexpr std::array kPackages{"util",       "time",       "format",          "canvas",     "loader",
                               "statistics", "dataflow",   "scale",           "scenegraph", "expression",
                               "selection",  "functions",  "event-selector",  "runtime",    "parser",
                               "view",       "transforms", "view-transforms", "encode"};

constexpr std::string_view kNotice =
    "/* Vega, https://vega.github.io/vega. Copyright (c) University of Washington Interactive Data Lab.\n"
    "   BSD 3-Clause licence; parts derive from D3, copyright Mike Bostock, ISC licence. */\n";

constexpr std::string_view kLoaderBegin = R"js(var vega = (() => {
  const packages = {};
  const define = (name, body) => {
    const module = {exports: {}};
    body(module.exports, module, (wanted) => packages[wanted.replace("vega-selections", "vega-selection")]);
    packages[name] = module.exports;
  };
)js";

// Only what the charts use is passed on: packages share names that mean different things (scale, extent).
constexpr std::string_view kLoaderEnd = R"js(
  const transforms = packages["vega-dataflow"].transforms;
  for (const name of ["transforms", "view-transforms", "encode"]) Object.assign(transforms, packages["vega-" + name]);
  return {parse: packages["vega-parser"].parse, View: packages["vega-view"].View, scale: packages["vega-scale"].scale,
          scheme: packages["vega-scale"].scheme};
})();
)js";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

/// A script as it may stand in a page: within strings "<\/" is the same as "</", and source maps would be fetched.
std::string embeddable(std::string script) {
  replace_all(script, "</script", "<\\/script");
  replace_all(script, "<!--", "<\\!--");
  replace_all(script, "//# sourceMappingURL=", "// ");
  return script;
}

fs::path package_script(const fs::path& directory, const char* package) {
  return directory / fmt::format("vega-{}.min.js", package);
}

std::string bundle(const fs::path& directory) {
  std::string script(kLoaderBegin);
  for (const auto* package : kPackages) {
    script += fmt::format("define(\"vega-{}\", function (exports, module, require) {{\n{}\n}});\n", package,
                          embeddable(read_file(package_script(directory, package))));
  }
  return script.append(kLoaderEnd);
}

}  // namespace

std::vector<fs::path> vega_locations() {
  if (const char* given = std::getenv("LARGESTEP_VEGA"); given != nullptr && *given != '\0') return {given};
  return {"/usr/share/javascript/vega/vega.min.js", "/usr/share/javascript/vega",
          "/usr/share/nodejs/vega/build/vega.min.js", "/usr/lib/node_modules/vega/build/vega.min.js"};
}

std::string read_vega(const std::vector<fs::path>& locations) {
  std::string tried;
  for (const auto& location : locations) {
    if (fs::is_regular_file(location)) return std::string(kNotice) + embeddable(read_file(location));
    if (fs::exists(package_script(location, kPackages.front()))) return std::string(kNotice) + bundle(location);
    tried += (tried.empty() ? "" : ", ") + location.string();
  }
  fail(ErrorKind::kData,
       "Vega, which draws the charts of report.html, was not found in {}; install the package libjs-vega or set "
       "LARGESTEP_VEGA to vega.min.js",
       tried);
}

}  // namespace largestep
