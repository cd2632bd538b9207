#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/argument_checks.h"
#include "command.h"
#include "core/error.h"
#include "data/data_directory.h"
#include "data/png_import.h"
#include "data/synthesize.h"
#include "data/verify.h"

namespace largestep {
namespace {

using State = FileCheck::State;

bool all_are(const std::vector<FileCheck>& checks, State state) {
  return std::all_of(checks.begin(), checks.end(), [state](const FileCheck& check) { return check.state == state; });
}

void print_table(const std::vector<FileCheck>& checks) {
  fmt::print("{:<18}{:<12}{}\n", "file", "state", "SHA-256");
  for (const auto& check : checks) {
    fmt::print("{:<18}{:<12}{}\n", check.name, name_of(check.state), check.sha256.empty() ? "-" : check.sha256);
  }
}

/// "data_batch_3.bin: missing, ...", without the files that are as published.
std::string suspects(const std::vector<FileCheck>& checks) {
  std::vector<std::string> found;
  for (const auto& check : checks) {
    if (check.state != State::kOfficial) found.push_back(fmt::format("{}: {}", check.name, name_of(check.state)));
  }
  return fmt::format("{}", fmt::join(found, ", "));
}

void verify(const std::string& place) {
  const auto directory = find_data_directory(place);
  const auto checks = verify_cifar10(directory);
  print_table(checks);
  if (all_are(checks, State::kOfficial)) {
    fmt::print("{} holds CIFAR-10: all six files are the published ones.\n", directory.string());
  } else if (all_are(checks, State::kSynthetic)) {
    fmt::print("{} holds synthetic images, not CIFAR-10; all six files are as they were drawn.\n", directory.string());
  } else {
    fail(ErrorKind::kData, "{} does not hold CIFAR-10 as published ({}): fetch it again with data/fetch_cifar10.sh",
         directory.string(), suspects(checks));
  }
}

void import(const std::string& source, const std::string& out) {
  import_png(source, out);
  const auto checks = verify_cifar10(out);
  print_table(checks);
  if (!all_are(checks, State::kOfficial)) {
    fail(ErrorKind::kData, "{} was imported, but the pictures or labels are not those of CIFAR-10 as published",
         source);
  }
  fmt::print("{} holds CIFAR-10: all six files are the published ones.\n", out);
}

void synthesize(const std::string& directory, std::uint64_t seed) {
  synthesize_cifar10(directory, seed);
  fmt::print("{0} holds synthetic images, not CIFAR-10. Train on them with --data {0}\n", directory);
}

}  // namespace

void add_data_command(CLI::App& app) {
  struct Arguments {
    std::string source, directory;
    std::uint64_t seed = 0;
  };
  const auto arguments = std::make_shared<Arguments>();
  auto* data =
      app.add_subcommand("data", "check the CIFAR-10 files, build them from the PNG source, or draw stand-ins");
  data->require_subcommand(1);
  data->footer("Examples:\n  largestep data verify data\n  largestep data synthesize data/synthetic");

  auto* verify_app = data->add_subcommand("verify", "compare the six files with the published SHA-256");
  verify_app->add_option("DIR", arguments->directory, "the files' directory (default: $LARGESTEP_DATA, else data/)");
  verify_app->footer("Examples:\n  largestep data verify\n  largestep data verify data");
  verify_app->callback([arguments] { verify(arguments->directory); });

  auto* import_app = data->add_subcommand("import", "build the six files from the PNG form of CIFAR-10");
  import_app->add_option("SRC", arguments->source, "directory of the PNG and label files")->check(a_name())->required();
  import_app->add_option("DIR", arguments->directory, "where the six files go")->check(a_name())->required();
  import_app->footer("Examples:\n  largestep data import png data");
  import_app->callback([arguments] { import(arguments->source, arguments->directory); });

  auto* synthesize_app = data->add_subcommand("synthesize", "draw six files of synthetic images to try things out");
  synthesize_app->add_option("DIR", arguments->directory, "where the six files go")->check(a_name())->required();
  synthesize_app->add_option("--seed", arguments->seed, "the images depend on it only")
      ->check(a_seed())
      ->capture_default_str();
  synthesize_app->footer("Examples:\n  largestep data synthesize data/synthetic --seed 1");
  synthesize_app->callback([arguments] { synthesize(arguments->directory, arguments->seed); });
}

}  // namespace largestep
