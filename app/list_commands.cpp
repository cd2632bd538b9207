#include <fmt/format.h>

#include "app/command.h"
#include "datasets/dataset_catalog.h"
#include "datasets/normalisation_text.h"
#include "model/network_catalog.h"
#include "settings/presets.h"

namespace largestep {
namespace {

void list_presets() {
  for (const auto& preset : presets()) {
    fmt::print("{:<17} {}\n", preset.name, preset.description);
    std::string values;
    for (const auto& [name, value] : preset.settings) values += fmt::format(" {}={}", name, value);
    fmt::print("{:<17}{}\n", "", values);
  }
}

void list_networks() {
  for (const auto& network : network_catalog()) {
    fmt::print("{:<16} {:<25} {}\n", network.name, network.kind, network.description);
  }
}

void list_datasets() {
  for (const auto& dataset : dataset_catalog()) {
    fmt::print("{:<10} {}: {}\n", dataset.name, dataset.title, dataset.description);
    if (dataset.normalisation) fmt::print("{:<10} usually {}\n", "", in_words(dataset.normalisation));
  }
}

}  // namespace

void add_list_commands(CLI::App& app) {
  auto* presets_app = app.add_subcommand("presets", "list the named settings");
  presets_app->footer("Examples:\n  largestep presets");
  presets_app->callback(list_presets);
  auto* datasets_app = app.add_subcommand("datasets", "list the images that networks can be trained on");
  datasets_app->footer("Examples:\n  largestep datasets");
  datasets_app->callback(list_datasets);
  auto* networks_app = app.add_subcommand("networks", "list the networks that can be trained on images");
  networks_app->footer("Examples:\n  largestep networks");
  networks_app->callback(list_networks);
}

}  // namespace largestep
