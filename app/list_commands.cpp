#include <fmt/format.h>

#include "app/command.h"
#include "run/presets.h"

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

void list_problems() {
  fmt::print("resnet18-cifar10  cross-entropy of ResNet-18 (--width) over the 50,000 training images of CIFAR-10\n");
}

}  // namespace

void add_list_commands(CLI::App& app) {
  auto* presets_app = app.add_subcommand("presets", "list the named settings");
  presets_app->footer("Examples:\n  largestep presets");
  presets_app->callback(list_presets);
  auto* problems_app = app.add_subcommand("problems", "list what can be trained");
  problems_app->footer("Examples:\n  largestep problems");
  problems_app->callback(list_problems);
}

}  // namespace largestep
