#include <fmt/ranges.h>
#include <torch/types.h>

#include <algorithm>
#include <string_view>

#include "app/command.h"
#include "app/json_output.h"
#include "app/measure_arguments.h"
#include "core/error.h"
#include "loading/load_network.h"

namespace largestep {
namespace {

struct EvaluateArguments : MeasureArguments {
  std::string split = "test";
  std::string predictions;
  bool test_flip = false;
};

/// index, true class, predicted class and the probability given to it, one row an image.
void write_predictions(const std::string& path, const ImageSet& images, const at::Tensor& logits) {
  const auto [probability, predicted] = torch::softmax(logits, 1).max(1);
  const auto p = probability.accessor<float, 1>();
  const auto guess = predicted.accessor<std::int64_t, 1>();
  const auto truth = images.labels.accessor<std::int64_t, 1>();
  std::string text = "index,true_class,predicted_class,probability\n";
  for (std::int64_t i = 0; i < guess.size(0); ++i) {
    text += fmt::format("{},{},{},{}\n", i, truth[i], guess[i], p[i]);
  }
  write_output(path, text);
}

/// Wider tables do not fit a terminal.
constexpr std::size_t kMostColumns = 20;

void print_score(const std::string& title, const ClassificationScore& score, const std::vector<std::string>& classes) {
  fmt::print("{}\nloss {:.4f}   accuracy {:.2f} %   error {:.2f} %\n\n", title, score.loss, 100 * score.accuracy(),
             100 * score.error());
  const bool with_confusion = classes.size() <= kMostColumns;
  std::size_t width = std::string_view("class").size();
  for (const auto& name : classes) width = std::max(width, name.size());
  fmt::print("{:<{}} accuracy{}\n", "class", width,
             with_confusion ? "   predicted as (rows: true class, columns: the same order)" : "   (--json: confusion)");
  const auto accuracies = score.per_class_accuracy();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    fmt::print("{:<{}} {:>6.1f} %", classes[i], width, 100 * accuracies[i]);
    if (with_confusion) fmt::print("   {:>5}", fmt::join(score.confusion[i], " "));
    fmt::print("\n");
  }
}

void run_evaluate(const EvaluateArguments& arguments) {
  if (arguments.split != "test" && arguments.split != "train") {
    fail(ErrorKind::kInvalidArgument, "split is \"{}\", but must be test or train", arguments.split);
  }
  auto options = arguments.machine.inference();
  auto loaded = load_network(arguments.checkpoint, options.device);
  options.flip = arguments.test_flip;
  normalise_inputs(loaded, arguments.images);
  const auto source = find_images(loaded, arguments.images);
  const auto images = source.load(arguments.split == "test" ? Split::kTest : Split::kTrain);
  if (arguments.average) use_average(loaded, source.load(Split::kTrain), options);
  std::vector<at::Tensor> logits;
  if (!arguments.predictions.empty()) {
    options.on_logits = [&](const at::Tensor& batch) { logits.push_back(batch.to(at::kCPU, at::kFloat)); };
  }
  const auto score = score_images(*loaded.network, images, options);
  if (!arguments.predictions.empty()) write_predictions(arguments.predictions, images, torch::cat(logits));
  const bool quiet = write_json(arguments.json, {{"checkpoint", loaded.path.string()},
                                                 {"dataset", source.title()},
                                                 {"split", arguments.split},
                                                 {"test_flip", arguments.test_flip},
                                                 {"precision", name_of(options.precision)},
                                                 {"normalisation", normalisation_json(*loaded.network)},
                                                 {"images", score.images},
                                                 {"loss", score.loss},
                                                 {"accuracy", score.accuracy()},
                                                 {"per_class_accuracy", score.per_class_accuracy()},
                                                 {"confusion", score.confusion}});
  if (quiet) return;
  print_score(fmt::format("{} on {}, {} split, {} images{}, {}\n{}", loaded.path.string(), source.title(),
                          arguments.split, score.images, arguments.test_flip ? " with their mirror images" : "",
                          name_of(options.precision), describe_inputs(loaded)),
              score, source.classes());
}

}  // namespace

void add_evaluate_command(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "loss, accuracy and confusion matrix of a checkpoint");
  const auto arguments = std::make_shared<EvaluateArguments>();
  arguments->add_to(*command);
  command->add_option("--split", arguments->split, "test | train")->capture_default_str();
  command->add_flag("--test-flip", arguments->test_flip,
                    "score the mean logits of each image and its mirror image (runs with --test-flip)");
  command->add_option("--predictions", arguments->predictions, "write every image's prediction to this CSV file")
      ->check(a_name());
  command->footer(
      "Examples:\n"
      "  largestep evaluate runs/large\n"
      "  largestep evaluate runs/large/checkpoints/epoch-0050.pt --split train --json -\n"
      "  largestep evaluate runs/large --average --predictions predictions.csv");
  command->callback([arguments] { run_evaluate(*arguments); });
}

}  // namespace largestep
