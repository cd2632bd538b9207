#include <algorithm>
#include <memory>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/json_output.h"
#include "core/error.h"
#include "device/device.h"
#include "features/feature_file.h"
#include "features/feature_report.h"

namespace largestep {
namespace {

struct FeaturesArguments {
  std::string file;
  std::string key;
  FeatureReportOptions options;
  int threads = 0;
  std::string json;
};

nlohmann::ordered_json to_json(const FeaturesArguments& arguments, const FeatureReport& report) {
  nlohmann::ordered_json histogram = nlohmann::ordered_json::object();
  for (std::size_t bin = 0; bin < kChannelBins; ++bin) histogram[channel_histogram_label(bin)] = report.histogram[bin];
  return {{"file", arguments.file},
          {"images", report.images},
          {"units", report.units},
          {"active_fraction", report.active_fraction},
          {"dead_fraction", report.dead_fraction},
          {"sampled_units", report.sampled_units},
          {"seed", arguments.options.seed},
          {"threshold", arguments.options.threshold},
          {"distinct_active_fraction", report.distinct_active_fraction},
          {"duplicate_fraction", report.duplicate_fraction},
          {"components_99", report.rank.components_99},
          {"effective_rank", report.rank.effective_rank},
          {"histogram", histogram}};
}

void print_report(const FeaturesArguments& arguments, const FeatureReport& report) {
  fmt::print("{}: {} images, {} units{}\n\n", arguments.file, report.images, report.units,
             report.sampled_units < report.units
                 ? fmt::format(", {} of them drawn for what is marked *", report.sampled_units)
                 : "");
  const bool is_drawn = report.sampled_units < report.units;
  const auto row = [&](const char* name, bool of_drawn, const std::string& value, const std::string& meaning) {
    fmt::print("{:<26}{:>8}  {}\n", fmt::format("{}{}", name, of_drawn && is_drawn ? " *" : ""), value, meaning);
  };
  const auto fraction = [](double value) { return fmt::format("{:.4f}", value); };
  row("active fraction", false, fraction(report.active_fraction), "of all entries are above 0");
  row("distinct active fraction", true, fraction(report.distinct_active_fraction),
      "without those of dead and duplicate units");
  row("dead fraction", false, fraction(report.dead_fraction), "of the units are above 0 for no image");
  row("duplicate fraction", true, fraction(report.duplicate_fraction),
      fmt::format("of the units correlate with another by more than {}", arguments.options.threshold));
  row("components", true, fmt::format("{}", report.rank.components_99),
      "principal components carry 99 % of the variance");
  row("effective rank", true, fmt::format("{:.1f}", report.rank.effective_rank),
      "directions, by the entropy of the singular values");
  fmt::print("\nunits by the share of images for which they are above 0\n");
  const auto most = std::max<std::int64_t>(1, *std::max_element(report.histogram.begin(), report.histogram.end()));
  for (std::size_t bin = 0; bin < kChannelBins; ++bin) {
    const auto count = report.histogram[bin];
    const std::string bar(static_cast<std::size_t>(40 * count / most), '#');
    fmt::print("  {} {:>8}{}{}\n", channel_histogram_label(bin), count, bar.empty() ? "" : "  ", bar);
  }
}

void run_features(const FeaturesArguments& arguments) {
  const double threshold = arguments.options.threshold;
  if (!(threshold > 0 && threshold < 1)) {
    fail(ErrorKind::kInvalidArgument, "threshold is {}, but must be in (0, 1)", threshold);
  }
  set_threads(arguments.threads);
  const auto report = report_features(read_features(arguments.file, arguments.key), arguments.options);
  if (write_json(arguments.json, to_json(arguments, report))) return;
  print_report(arguments, report);
}

}  // namespace

void add_features_command(CLI::App& app) {
  auto* command = app.add_subcommand("features", "the measures of a block, of features that any program has saved");
  const auto arguments = std::make_shared<FeaturesArguments>();
  command
      ->add_option("FILE", arguments->file,
                   "matrix [images, units]: numpy.save's .npy, a tensor or dict of torch.save, or safetensors")
      ->check(a_name())
      ->required();
  command->add_option("--key", arguments->key, "of the matrix in a file of several")->check(a_name());
  command
      ->add_option("--threshold", arguments->options.threshold,
                   "correlation above which two units are duplicates, in (0, 1)")
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "of drawn units, where there are more than 1000")
      ->check(a_seed())
      ->capture_default_str();
  command->add_option("--threads", arguments->threads, "CPU threads (0: all cores)")->capture_default_str();
  command->add_option("--json", arguments->json, "write JSON to this file; - prints it, and nothing else, on stdout")
      ->check(a_name());
  command->footer(
      "Features are what follows a ReLU: a unit is active where it is above 0 (docs/MEASURES.md). Dimensions after\n"
      "the first are units.\n\n"
      "Examples:\n"
      "  largestep features pooled.npy\n"
      "  largestep features activations.pt --key layer4 --threshold 0.99 --json -");
  command->callback([arguments] { run_features(*arguments); });
}

}  // namespace largestep
