#include <algorithm>
#include <optional>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/json_output.h"
#include "app/measure_arguments.h"
#include "catalog/training_images.h"
#include "core/error.h"
#include "loading/load_network.h"
#include "measure/measurement.h"
#include "session/last_step_size.h"

namespace largestep {
namespace {

struct SparsityArguments : MeasureArguments {
  std::uint64_t seed = 0;
  std::string measures;
  std::int64_t measure_images = MeasurementOptions{}.images;
};

/// {"hessian": {"top_eigenvalue": ...}, "rank": {"block1": {"components_99": ...}, ...}, ...}
nlohmann::ordered_json measures_json(const std::vector<Metric>& metrics) {
  auto json = nlohmann::ordered_json::object();
  for (const auto& metric : metrics) {
    auto& measure = json[metric.measure];
    (metric.layer.empty() ? measure : measure[metric.layer])[metric.name] = metric.value;
  }
  return json;
}

nlohmann::ordered_json to_json(const std::string& checkpoint, const std::string& dataset,
                               const SparsityReport& report) {
  nlohmann::ordered_json json{{"checkpoint", checkpoint},
                              {"dataset", dataset},
                              {"images", report.images},
                              {"seed", report.seed},
                              {"layers", nlohmann::ordered_json::array()},
                              {"blocks", nlohmann::ordered_json::array()}};
  for (const auto& layer : report.layers) {
    json["layers"].push_back({{"name", layer.name},
                              {"units", layer.units},
                              {"active_fraction", layer.active_fraction},
                              {"dead_fraction", layer.dead_fraction}});
  }
  for (const auto& block : report.blocks) {
    json["blocks"].push_back({{"name", block.name},
                              {"layer", block.layer},
                              {"units", block.units},
                              {"active_fraction", block.active_fraction},
                              {"distinct_active_fraction", block.distinct_active_fraction}});
  }
  return json;
}

void print_report(const std::string& title, const SparsityReport& report) {
  fmt::print("{}\n\n{:<16} {:>8} {:>9} {:>8}\n", title, "layer", "units", "active", "dead");
  for (const auto& layer : report.layers) {
    fmt::print("{:<16} {:>8} {:>7.2f} % {:>6.2f} %\n", layer.name, layer.units, 100 * layer.active_fraction,
               100 * layer.dead_fraction);
  }
  fmt::print("\n{:<16} {:>8} {:>9} {:>18}\n", "block", "units", "active", "distinct active");
  for (const auto& block : report.blocks) {
    fmt::print("{:<16} {:>8} {:>7.2f} % {:>16.2f} %\n", block.name, block.units, 100 * block.active_fraction,
               100 * block.distinct_active_fraction);
  }
}

/// A measure in one paragraph, the metrics of one layer or block on one line.
void print_metrics(const std::vector<Metric>& metrics) {
  std::string measure;
  std::string layer;
  for (const auto& metric : metrics) {
    const bool histogram = metric.measure == name_of(MeasureKind::kChannels);
    const bool new_measure = metric.measure != measure;
    if (new_measure) {
      if (!measure.empty()) fmt::print("\n");
      measure = metric.measure;
      fmt::print("\n{}{}\n", measure,
                 histogram ? ": channels with an active fraction in 0-0.05, 0.05-0.10, ..., 0.95-1" : "");
    }
    if (new_measure || metric.layer != layer) {
      fmt::print("{}  {:<16}", new_measure ? "" : "\n", metric.layer.empty() ? "network" : metric.layer);
      layer = metric.layer;
    }
    if (histogram) {
      fmt::print(" {:>3}", metric.value);
    } else {
      fmt::print("  {} {:.6g}", metric.name, metric.value);
    }
  }
  if (!metrics.empty()) fmt::print("\n");
}

/// The run that the checkpoint is from; a bare state_dict is from none.
std::optional<Settings> settings_of(const LoadedNetwork& loaded) {
  if (!loaded.checkpoint.full) return std::nullopt;
  return run_settings(loaded);
}

/// What was asked for, on batches drawn as the run drew them.
MeasurementOptions measurement_of(const SparsityArguments& arguments, const LoadedNetwork& loaded,
                                  const std::optional<Settings>& settings, const ImageSet& train_set) {
  MeasurementOptions options;
  if (settings) {
    options.batch_size = settings->batch_size;
    options.augment = settings->augment;
    options.step_size = last_step_size(*settings, loaded.checkpoint, train_set.labels.numel());
  }
  options.kinds.clear();
  if (!arguments.measures.empty()) options.kinds = parse_measures(arguments.measures);
  options.images = arguments.measure_images;
  options.seed = arguments.seed;
  return options;
}

void run_sparsity(const SparsityArguments& arguments) {
  if (arguments.measure_images < kMinMeasureImages || arguments.measure_images > kMaxMeasureImages) {
    fail(ErrorKind::kInvalidArgument, "measure-images is {}, but must be in [{}, {}]", arguments.measure_images,
         kMinMeasureImages, kMaxMeasureImages);
  }
  if (!arguments.measures.empty()) parse_measures(arguments.measures);  // a typo is told before the data is read
  const auto options = arguments.machine.inference();
  auto loaded = load_network(arguments.checkpoint, options.device);
  normalise_inputs(loaded, arguments.images);
  const auto source = find_images(loaded, arguments.images);
  auto train_set = source.load(Split::kTrain);
  if (arguments.average) use_average(loaded, train_set, options);
  const auto settings = settings_of(loaded);
  if (settings) train_set = training_images(*settings, train_set).train;
  const auto measurement = measurement_of(arguments, loaded, settings, train_set);
  const bool rank = std::count(measurement.kinds.begin(), measurement.kinds.end(), MeasureKind::kRank) > 0;
  const auto report =
      measure_sparsity(*loaded.network, probe_set(train_set), {.seed = arguments.seed, .feature_rank = rank}, options);
  const auto metrics = measure(*loaded.network, train_set, &report, options.device, measurement);
  const auto dataset = source.title();
  auto json = to_json(loaded.path.string(), dataset, report);
  json["precision"] = name_of(options.precision);
  json["normalisation"] = normalisation_json(*loaded.network);
  if (!metrics.empty()) json["measures"] = measures_json(metrics);
  if (write_json(arguments.json, json)) return;
  print_report(fmt::format("{} on the first {} training images of {}, {}\n{}", loaded.path.string(), report.images,
                           dataset, name_of(options.precision), describe_inputs(loaded)),
               report);
  print_metrics(metrics);
}

std::string measures_help() {
  std::string help = "Measures for --measures, in float32. Times: width 16, two cores (docs/MEASURES.md).\n";
  for (const auto& info : measure_infos()) help += fmt::format("  {:<11} {}\n", info.name, info.help);
  return help + "  all         all of them\n";
}

}  // namespace

void add_sparsity_command(CLI::App& app) {
  auto* command = app.add_subcommand("sparsity", "active fractions of every layer and block of a checkpoint");
  const auto arguments = std::make_shared<SparsityArguments>();
  arguments->add_to(*command);
  command->add_option("--seed", arguments->seed, "of drawn units, batches and first vectors")
      ->check(a_seed())
      ->capture_default_str();
  command->add_option("--measures", arguments->measures, "measure these, too: names from the list below, or all")
      ->check(a_name());
  command
      ->add_option("--measure-images", arguments->measure_images,
                   "images of the fixed batch of norms, hessian and jacobian, 2 to 512")
      ->capture_default_str();
  command->footer(measures_help() +
                  "\nExamples:\n"
                  "  largestep sparsity runs/large --json sparsity.json\n"
                  "  largestep sparsity runs/large --measures rank,hessian");
  command->callback([arguments] { run_sparsity(*arguments); });
}

}  // namespace largestep
