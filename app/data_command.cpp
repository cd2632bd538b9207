#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/argument_checks.h"
#include "cifar/png_import.h"
#include "cifar/synthesize.h"
#include "cifar/verify_cifar10.h"
#include "command.h"
#include "core/error.h"
#include "data/image_side.h"
#include "datasets/image_source.h"

namespace largestep {
namespace {

using State = FileCheck::State;

bool all_are(const std::vector<FileCheck>& checks, State state) {
  return std::all_of(checks.begin(), checks.end(), [state](const FileCheck& check) { return check.state == state; });
}

void print_table(const std::vector<FileCheck>& checks) {
  fmt::print("{:<18}{:<14}{}\n", "file", "state", "digest");
  for (const auto& check : checks) {
    fmt::print("{:<18}{:<14}{}\n", check.name, name_of(check.state), check.digest.empty() ? "-" : check.digest);
  }
}

/// "data_batch_3.bin: missing, ...", without the files that are as published.
std::string suspects(const std::vector<FileCheck>& checks) {
  std::vector<std::string> found;
  for (const auto& check : checks) {
    if (check.state != State::kOfficial && check.state != State::kAsDescribed)
      found.push_back(fmt::format("{}: {}", check.name, name_of(check.state)));
  }
  return fmt::format("{}", fmt::join(found, ", "));
}

/// Of pictures in folders nothing is published: they are read, and counted by class.
void verify_pictures(const ImageSource& source) {
  const auto classes = source.classes();
  const auto count = static_cast<std::int64_t>(classes.size());
  const auto train = source.load(Split::kTrain).labels.bincount({}, count);
  const auto test_labels = source.load_if_there(Split::kTest).labels;
  fmt::print("{:<24}{:>10}{:>10}\n", "class", "training", "test");
  for (std::int64_t i = 0; i < count; ++i) {
    const auto tested = test_labels.defined() ? (test_labels == i).sum().item<std::int64_t>() : 0;
    fmt::print("{:<24}{:>10}{:>10}\n", classes[static_cast<std::size_t>(i)], train[i].item<std::int64_t>(), tested);
  }
  fmt::print("{} can be read: {} training and {} test pictures of {} classes.\n", source.directory.string(),
             train.sum().item<std::int64_t>(), test_labels.defined() ? test_labels.numel() : 0, count);
}

void verify(const std::string& place, const std::string& dataset) {
  const auto source = find_images(dataset, place, kUsualImageSide);
  if (source.dataset->verify == nullptr) return verify_pictures(source);
  const auto checks = source.dataset->verify(source.directory);
  const auto& title = source.dataset->title;
  const auto directory = source.directory.string();
  print_table(checks);
  if (all_are(checks, State::kOfficial)) {
    fmt::print("{} holds {}: all files are the published ones.\n", directory, title);
  } else if (all_are(checks, State::kAsDescribed)) {
    fmt::print("{} holds {} as far as can be told: sizes and labels are as published, digests of the files are not.\n",
               directory, title);
  } else if (all_are(checks, State::kSynthetic)) {
    fmt::print("{} holds synthetic images, not {}; all files are as they were drawn.\n", directory, title);
  } else {
    fail(ErrorKind::kData, "{} does not hold {} as published ({}): fetch it again with data/fetch.sh {}", directory,
         title, suspects(checks), dataset);
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
    std::string dataset = "cifar10";
    std::uint64_t seed = 0;
  };
  const auto arguments = std::make_shared<Arguments>();
  auto* data =
      app.add_subcommand("data", "check a data set's files, build CIFAR-10's from the PNG source, or draw stand-ins");
  data->require_subcommand(1);
  data->footer("Examples:\n  largestep data verify data\n  largestep data synthesize data/synthetic");

  auto* verify_app = data->add_subcommand("verify", "compare the files with what is published");
  verify_app->add_option("DIR", arguments->directory, "the files' directory (default: $LARGESTEP_DATA, else data/)")
      ->check(a_name());
  verify_app->add_option("--dataset", arguments->dataset, "see `largestep datasets`")
      ->check(a_name())
      ->capture_default_str();
  verify_app->footer("Examples:\n  largestep data verify\n  largestep data verify data/svhn --dataset svhn");
  verify_app->callback([arguments] { verify(arguments->directory, arguments->dataset); });

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
