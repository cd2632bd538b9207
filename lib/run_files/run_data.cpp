#include "run_files/run_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/file_lock.h"
#include "files/flat_toml.h"
#include "files/parse_json.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

// A run's config.toml has under a kilobyte, and so has its run.json but for the restarts that it lists.
constexpr std::size_t kLargestConfig = std::size_t{16} << 10;
constexpr std::size_t kLargestRunFile = std::size_t{128} << 10;
// Whole numbers up to here are exact in a double.
constexpr double kLargestCount = 0x1p53;

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

Json read_config(const fs::path& path) {
  Json config = Json::object();
  try {
    for (const auto& [key, value, line] : parse_flat_toml(read_file(path, kLargestConfig))) {
      config[key] = std::visit([](const auto& plain) { return Json(plain); }, value);
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kData) throw;
    fail(ErrorKind::kData, "{} {}", path.string(), error.what());
  }
  return config;
}

Json read_run_json(const fs::path& path) {
  if (!is_there(path)) return Json::object();
  auto run = parse_json<Json>(read_file(path, kLargestRunFile));
  if (!run.is_object()) fail(ErrorKind::kData, "{} is not a JSON object", path.string());
  return run;
}

CsvTable read_table(const fs::path& path, const std::vector<std::string>& text_columns = {}) {
  return is_there(path) ? CsvTable::read(path, text_columns) : CsvTable();
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json count(double value) { return std::abs(value) <= kLargestCount ? Json(std::llround(value)) : Json(nullptr); }

struct LayerRow {
  std::string layer;
  std::size_t row;  ///< its last row on the probe set
};

std::vector<LayerRow> last_probe_rows(const CsvTable& sparsity) {
  std::vector<LayerRow> last;
  std::unordered_map<std::string, std::size_t> places;  // in `last`
  const auto& sources = sparsity.texts("source");
  const auto& layers = sparsity.texts("layer");
  for (std::size_t row = 0; row < sparsity.rows(); ++row) {
    if (sources[row] != "probe") continue;
    const auto [place, is_new] = places.emplace(layers[row], last.size());
    if (is_new) last.push_back({layers[row], row});
    last[place->second].row = row;
  }
  return last;
}

}  // namespace

RunData read_run(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    fail(ErrorKind::kData, "{} is not a directory; give the directory that `largestep train --out` wrote",
         path.string());
  }
  if (!is_there(path / "config.toml")) {
    fail(ErrorKind::kData, "{} is missing, so {} is not a run directory", (path / "config.toml").string(),
         path.string());
  }
  auto name = fs::absolute(path).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  // Asked before and after: a run may end, or be resumed, meanwhile.
  const bool had_ended = holder_has_ended(path / "run.lock");
  RunData data{.path = path,
               .label = name.filename().string(),
               .config = read_config(path / "config.toml"),
               .run = read_run_json(path / "run.json"),
               .steps = read_table(path / "steps.csv"),
               .metrics = read_table(path / "metrics.csv"),
               .sparsity = read_table(path / "sparsity.csv", {"source", "layer"}),
               .measures = read_table(path / "measures.csv", {"measure", "layer", "figure"}),
               .writer_has_ended = had_ended && holder_has_ended(path / "run.lock")};
  if (data.steps.rows() + data.metrics.rows() + data.sparsity.rows() == 0) {
    fail(ErrorKind::kData,
         "{} holds no steps.csv, metrics.csv or sparsity.csv with a complete row; has training started?",
         path.string());
  }
  return data;
}

std::vector<RunData> read_runs(const std::vector<fs::path>& paths) {
  if (paths.empty()) fail(ErrorKind::kInvalidArgument, "a report needs at least one run directory");
  std::vector<RunData> runs;
  for (const auto& path : paths) runs.push_back(read_run(path));
  const auto is_shared = [&](const std::string& label) {
    return std::count_if(runs.begin(), runs.end(), [&](const auto& run) { return run.label == label; }) > 1;
  };
  std::vector<bool> shared;
  for (const auto& run : runs) shared.push_back(is_shared(run.label));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!shared[i]) continue;
    runs[i].label = runs[i].path.lexically_normal().string();
    if (is_shared(runs[i].label)) fail(ErrorKind::kInvalidArgument, "the run {} is given twice", runs[i].label);
  }
  return runs;
}

std::vector<double> decay_epochs(const CsvTable& steps) {
  const auto& step_sizes = steps.numbers("step_size");
  const auto& epochs = steps.numbers("epoch");
  std::vector<double> decays;
  double previous_ratio = 1;
  for (std::size_t row = 1; row < steps.rows(); ++row) {
    const double ratio = step_sizes[row] / step_sizes[row - 1];
    if (ratio < 0.7 && previous_ratio > 0.9) decays.push_back(epochs[row]);
    previous_ratio = ratio;
  }
  return decays;
}

Json final_metrics(const RunData& run) {
  Json final = Json::object();
  if (run.metrics.rows() == 0) return final;
  for (const auto& column : run.metrics.columns()) {
    const double value = run.metrics.numbers(column).back();
    final[column] = column == "step" ? count(value) : number(value);
  }
  return final;
}

Json final_layers(const RunData& run) {
  Json layers = Json::array();
  for (const auto& [layer, row] : last_probe_rows(run.sparsity)) {
    layers.push_back({{"name", layer},
                      {"units", count(run.sparsity.numbers("units")[row])},
                      {"active_fraction", number(run.sparsity.numbers("active_fraction")[row])},
                      {"dead_fraction", number(run.sparsity.numbers("dead_fraction")[row])}});
  }
  return layers;
}

Json final_blocks(const RunData& run) {
  Json blocks = Json::array();
  const auto rows = last_probe_rows(run.sparsity);
  for (const auto& block : kBlocks) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.layer == block.layer; });
    if (found == rows.end()) continue;
    const auto value = [&](const char* column) { return run.sparsity.numbers(column)[found->row]; };
    blocks.push_back({{"name", block.name},
                      {"units", count(value("units"))},
                      {"active_fraction", number(value("active_fraction"))},
                      {"distinct_active_fraction", number(value("distinct_active_fraction"))}});
  }
  return blocks;
}

Json final_measures(const RunData& run) {
  Json measures = Json::object();
  const auto& names = run.measures.texts("measure");
  const auto& layers = run.measures.texts("layer");
  const auto& figures = run.measures.texts("figure");
  const auto& values = run.measures.numbers("value");
  for (std::size_t row = 0; row < run.measures.rows(); ++row) {
    auto& measure = measures[names[row]];
    auto& place = layers[row].empty() ? measure : measure[layers[row]];
    if (!place.is_null() && !place.is_object()) {
      fail(ErrorKind::kData, "{} has \"{}\" as a layer and as a figure of {}", (run.path / "measures.csv").string(),
           layers[row], names[row]);
    }
    place[figures[row]] = number(values[row]);
  }
  return measures;
}

double number_or_nan(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace largestep
