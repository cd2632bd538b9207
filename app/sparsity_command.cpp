#include "app/command.h"
#include "app/json_output.h"
#include "app/measure_arguments.h"
#include "core/error.h"
#include "data/cifar10_reader.h"
#include "data/data_directory.h"
#include "data/verify.h"
#include "measure/sparsity.h"
#include "run/load_network.h"

namespace largestep {
namespace {

struct SparsityArguments : MeasureArguments {
  std::uint64_t seed = 0;
};

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

void run_sparsity(const SparsityArguments& arguments) {
  const auto options = arguments.inference();
  auto loaded = load_network(arguments.checkpoint, options.device);
  const auto directory = find_data_directory(arguments.data);
  const auto train_set = load_cifar10(directory, Split::kTrain);
  if (arguments.average) use_average(loaded, train_set, options);
  const auto report = measure_sparsity(loaded.network, probe_set(train_set), arguments.seed, options);
  const auto dataset = describe_dataset(directory);
  if (write_json(arguments.json, to_json(loaded.path.string(), dataset, report))) return;
  print_report(fmt::format("{} on the first {} training images of {}", loaded.path.string(), report.images, dataset),
               report);
}

}  // namespace

void add_sparsity_command(CLI::App& app) {
  auto* command = app.add_subcommand("sparsity", "active fractions of every layer and block of a checkpoint");
  const auto arguments = std::make_shared<SparsityArguments>();
  arguments->add_to(*command);
  command->add_option("--seed", arguments->seed, "of the units drawn for the distinct active fraction")
      ->capture_default_str();
  command->footer("Example: largestep sparsity runs/large --json sparsity.json");
  command->callback([arguments] { run_sparsity(*arguments); });
}

}  // namespace largestep
