#include "settings/kept_settings.h"

#include <fmt/ranges.h>

#include <filesystem>

#include "datasets/normalisation_text.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

void make_absolute(std::string& path) {
  if (!path.empty()) path = fs::absolute(path).string();
}

}  // namespace

Settings as_kept(Settings settings) {
  if (const auto inputs = parse_normalisation(settings.mean, settings.std)) {
    settings.mean = fmt::format("{}", fmt::join(inputs->mean, ","));
    settings.std = fmt::format("{}", fmt::join(inputs->deviation, ","));
  }
  make_absolute(settings.csv);
  make_absolute(settings.start_from);
  if (std::error_code error; fs::is_directory(settings.start_from, error)) {
    settings.start_from = last_checkpoint_of(settings.start_from).string();
  }
  return settings;
}

}  // namespace largestep
