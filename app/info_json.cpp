#include "app/info_json.h"

#include "catalog/problem_catalog.h"
#include "core/error.h"
#include "files/json_number.h"
#include "findings/run_summary.h"
#include "loading/load_network.h"
#include "loading/load_weights.h"
#include "model/layer_summary.h"
#include "optim/step_size_schedule.h"
#include "run_files/run_data.h"
#include "run_files/schema.h"
#include "settings/settings_toml.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json layers_json(const LoadedNetwork& loaded) {
  auto layers = Json::array();
  const auto image = loaded.network->input_shape();
  for (const auto& layer : summarise_layers(*loaded.network, image.height, image.width)) {
    layers.push_back({{"name", layer.name},
                      {"kind", layer.kind},
                      {"output_shape", layer.output_shape},
                      {"parameters", layer.parameters},
                      {"multiply_adds", layer.multiply_adds}});
  }
  return layers;
}

/// Of a checkpoint whose network is not known: its tensors as they are stored.
Json tensors_json(const Checkpoint& checkpoint) {
  auto tensors = Json::array();
  for (const auto& [name, tensor] : checkpoint.model) {
    tensors.push_back({{"name", name}, {"shape", tensor.sizes().vec()}, {"parameters", tensor.numel()}});
  }
  return tensors;
}

/// A run's own. @throws Error{kData} where they are none: whoever asks of the run has given no value.
Settings settings_of(const fs::path& run) {
  const auto file = run / file_name::kConfig;
  try {
    return resolve_settings(read_settings_file(file), {});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInvalidArgument) throw;
    const std::string said = error.what();
    const bool is_named = said.find(file.string()) != std::string::npos;
    fail(ErrorKind::kData, "{}{}", is_named ? "" : file.string() + ": ", said);
  }
}

}  // namespace

Json run_info(const fs::path& path) {
  const auto run = read_run(path);
  auto json = run.run;
  if (json.contains("status")) json["status"] = status_of(run);
  json["steps_taken"] = run.steps.rows() > 0 ? whole_or_null(run.steps.numbers(column::kStep).back()) : Json(0);
  const auto settings = settings_of(path);
  json["schedule"] = StepSizeSchedule(settings.schedule_options()).in_words();
  json["epochs"] = settings.epochs;
  if (settings.steps > 0) json["total_steps"] = settings.steps;
  json["final"] = final_metrics(run);
  json["blocks"] = final_blocks(run);
  return json;
}

Json checkpoint_info(const fs::path& path) {
  const auto weights = load_weights(path, {.momentum = true});
  const auto& checkpoint = weights.checkpoint;
  Json json{{"path", path.string()}, {"bytes", fs::file_size(path)}, {"complete", checkpoint.full}};
  if (checkpoint.full) {
    json["step"] = checkpoint.progress.step;
    json["epoch"] = checkpoint.progress.epoch;
  }
  json["momentum"] = !checkpoint.momentum.empty();
  json["average"] = !checkpoint.average.empty();
  if (!weights.place.empty()) json["place"] = weights.place;
  if (const auto& known = weights.network) {
    json["network"] = fmt::format("{} of width {}", known->spec->kind, known->size.width);
    json["layers"] = layers_json(load_network(path, c10::kCPU));
  } else {
    json["tensors"] = tensors_json(checkpoint);
  }
  return json;
}

}  // namespace largestep
