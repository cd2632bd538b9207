#include "run_files/run_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "core/error.h"
#include "files/atomic_file.h"
#include "files/file_lock.h"
#include "files/flat_toml.h"
#include "files/json_number.h"
#include "files/parse_json.h"
#include "run_files/run_folder.h"
#include "run_files/schema.h"

namespace largestep {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

Json read_config(const fs::path& path) {
  Json config = Json::object();
  try {
    for (const auto& [key, value, line] : parse_flat_toml(read_file(path, kLargestDescription))) {
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
  auto run = parse_json<Json>(read_file(path, kLargestDescription));
  if (!run.is_object()) fail(ErrorKind::kData, "{} is not a JSON object", path.string());
  return run;
}

CsvTable read_table(const fs::path& path, const std::vector<std::string>& text_columns = {}) {
  return is_there(path) ? CsvTable::read(path, text_columns) : CsvTable();
}

struct LayerRow {
  std::string layer;
  std::size_t row;  ///< its last row on the probe set
};

std::vector<LayerRow> last_probe_rows(const CsvTable& sparsity) {
  std::vector<LayerRow> last;
  std::unordered_map<std::string, std::size_t> places;  // in `last`
  const auto& sources = sparsity.texts(column::kSource);
  const auto& layers = sparsity.texts(column::kLayer);
  for (std::size_t row = 0; row < sparsity.rows(); ++row) {
    if (sources[row] != activity_source::kProbe) continue;
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
  if (!is_there(path / file_name::kConfig)) {
    fail(ErrorKind::kData, "{} is no run directory: it has no {}", path.string(), file_name::kConfig);
  }
  auto name = fs::absolute(path).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  // Asked before and after: a run may end, or be resumed, meanwhile.
  const bool had_ended = holder_has_ended(path / file_name::kLock);
  RunData data{.path = path,
               .label = name.filename().string(),
               .config = read_config(path / file_name::kConfig),
               .run = read_run_json(path / file_name::kRun),
               .steps = read_table(path / file_name::kSteps),
               .metrics = read_table(path / file_name::kMetrics),
               .sparsity = read_table(path / file_name::kSparsity, {column::kSource, column::kLayer}),
               .measures = read_table(path / file_name::kMeasures, {column::kMeasure, column::kLayer, column::kFigure}),
               .writer_has_ended = had_ended && holder_has_ended(path / file_name::kLock)};
  return data;
}

std::vector<RunData> read_runs(const std::vector<fs::path>& paths) {
  if (paths.empty()) fail(ErrorKind::kInvalidArgument, "a report needs at least one run directory");
  std::vector<RunData> runs;
  for (const auto& path : paths) {
    runs.push_back(read_run(path));
    if (has_recorded(path)) continue;
    fail(ErrorKind::kData, "{} holds no {}, {} or {} with a complete row; has training started?", path.string(),
         file_name::kSteps, file_name::kMetrics, file_name::kSparsity);
  }
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

std::vector<Block> blocks_of(const CsvTable& sparsity) {
  const auto& sources = sparsity.texts(column::kSource);
  const auto& layers = sparsity.texts(column::kLayer);
  const auto& distinct = sparsity.numbers(column::kDistinctActiveFraction);
  std::unordered_set<std::string> measured;
  for (std::size_t row = 0; row < sparsity.rows(); ++row) {
    if (sources[row] == activity_source::kProbe && !std::isnan(distinct[row])) measured.insert(layers[row]);
  }
  const auto rows = last_probe_rows(sparsity);
  if (measured.size() == rows.size()) return {};
  std::vector<Block> blocks;
  for (const auto& [layer, row] : rows) {
    if (measured.count(layer) > 0) blocks.push_back({fmt::format("block{}", blocks.size() + 1), layer});
  }
  return blocks;
}

Json final_metrics(const RunData& run) {
  Json final = Json::object();
  if (run.metrics.rows() == 0) return final;
  for (const auto& name : run.metrics.columns()) {
    const double value = run.metrics.numbers(name).back();
    final[name] = name == column::kStep ? whole_or_null(value) : number_or_null(value);
  }
  return final;
}

Json final_layers(const RunData& run) {
  Json layers = Json::array();
  for (const auto& [layer, row] : last_probe_rows(run.sparsity)) {
    layers.push_back({{"name", layer},
                      {column::kUnits, whole_or_null(run.sparsity.numbers(column::kUnits)[row])},
                      {column::kActiveFraction, number_or_null(run.sparsity.numbers(column::kActiveFraction)[row])},
                      {column::kDeadFraction, number_or_null(run.sparsity.numbers(column::kDeadFraction)[row])}});
  }
  return layers;
}

Json final_blocks(const RunData& run) {
  Json blocks = Json::array();
  const auto rows = last_probe_rows(run.sparsity);
  for (const auto& block : blocks_of(run.sparsity)) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.layer == block.layer; });
    const auto value = [&](const char* name) { return run.sparsity.numbers(name)[found->row]; };
    blocks.push_back({{"name", block.name},
                      {column::kUnits, whole_or_null(value(column::kUnits))},
                      {column::kActiveFraction, number_or_null(value(column::kActiveFraction))},
                      {column::kDistinctActiveFraction, number_or_null(value(column::kDistinctActiveFraction))}});
  }
  return blocks;
}

Json final_measures(const RunData& run) {
  Json measures = Json::object();
  const auto& names = run.measures.texts(column::kMeasure);
  const auto& layers = run.measures.texts(column::kLayer);
  const auto& figures = run.measures.texts(column::kFigure);
  const auto& values = run.measures.numbers(column::kValue);
  for (std::size_t row = 0; row < run.measures.rows(); ++row) {
    auto& measure = measures[names[row]];
    auto& place = layers[row].empty() ? measure : measure[layers[row]];
    if (!place.is_null() && !place.is_object()) {
      fail(ErrorKind::kData, "{} has \"{}\" as a layer and as a figure of {}",
           (run.path / file_name::kMeasures).string(), layers[row], names[row]);
    }
    place[figures[row]] = number_or_null(values[row]);
  }
  return measures;
}

std::string text_or(const Json& object, const std::string& key, const std::string& otherwise) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

double number_or_nan(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace largestep
