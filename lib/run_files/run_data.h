#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "run_files/csv_table.h"

namespace largestep {

/// A run directory in memory. Files a run has not written yet are empty tables.
struct RunData {
  std::filesystem::path path;     ///< as given
  std::string label;              ///< name of the directory; unique within a report
  nlohmann::ordered_json config;  ///< config.toml: an object, keys are flag names
  nlohmann::ordered_json run;     ///< run.json: an object, empty if there is none (yet)
  CsvTable steps;                 ///< step,epoch,step_size,loss
  CsvTable metrics;               ///< step,epoch,train_loss,train_error,test_loss,test_error,...
  CsvTable sparsity;              ///< step,epoch,source,layer,units,active_fraction,...
  CsvTable measures;              ///< step,epoch,measure,layer,figure,value
  bool writer_has_ended = false;  ///< the process that wrote it is known to have ended before it was read
};

/// A block of a network and the layer it is measured at.
struct Block {
  std::string name;  ///< "block1", as in measures.csv
  std::string layer;
};

/// Reads a run directory: config.toml and at least one of the tables must be there; a torn last row is ignored.
/// @throws Error{kData} naming the file and what is wrong with it.
RunData read_run(const std::filesystem::path& path);

/// Reads several and gives each a label of its own: directories of the same name are told apart by their whole path.
/// @throws Error{kInvalidArgument} for an empty list.
std::vector<RunData> read_runs(const std::vector<std::filesystem::path>& paths);

/// The blocks of the network that a sparsity.csv is of, in forward order: the layers among others that have a distinct
/// active fraction on the probe set. Where every layer has one, they are hidden layers and none is a block.
std::vector<Block> blocks_of(const CsvTable& sparsity);

/// The last evaluation as {column: value}, null where a value is missing or not finite; {} before the first one.
nlohmann::ordered_json final_metrics(const RunData& run);

/// Last probe-set measurement of each layer, forward order: [{"name","units","active_fraction","dead_fraction"}].
nlohmann::ordered_json final_layers(const RunData& run);

/// The same per block: [{"name","units","active_fraction","distinct_active_fraction"}].
nlohmann::ordered_json final_blocks(const RunData& run);

/// Last value of each figure of measures.csv: {"measure": {"layer": {"figure": value}}}, without the layer where it is
/// the whole network; null where not finite.
nlohmann::ordered_json final_measures(const RunData& run);

/// A text of such an object, or of a run's config or run.json; `otherwise` where it is absent or no text.
std::string text_or(const nlohmann::ordered_json& object, const std::string& key, const std::string& otherwise);

/// A number of such an object, NaN where it is absent or null.
double number_or_nan(const nlohmann::ordered_json& object, const std::string& key);

}  // namespace largestep
