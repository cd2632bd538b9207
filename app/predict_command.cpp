#include <torch/types.h>

#include <memory>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/image_arguments.h"
#include "app/json_output.h"
#include "app/machine_arguments.h"
#include "core/error.h"
#include "datasets/read_picture.h"
#include "loading/load_network.h"

namespace largestep {
namespace {

struct PredictArguments {
  std::string checkpoint;
  std::vector<std::string> pictures;
  std::int64_t top = 3;
  ImageInputs inputs;
  MachineArguments machine;
  std::string json;
};

struct Guess {
  std::string name;
  std::int64_t index;
  double probability;
};

/// The likeliest classes of each picture, the likeliest first.
std::vector<std::vector<Guess>> top_classes(TappedNetwork& network, const std::vector<std::string>& names,
                                            const std::vector<UserPicture>& pictures, std::int64_t count,
                                            InferenceOptions options) {
  std::vector<torch::Tensor> images, logits;
  for (const auto& picture : pictures) images.push_back(picture.image);
  options.on_logits = [&](const torch::Tensor& batch) { logits.push_back(batch.to(torch::kCPU, torch::kDouble)); };
  const auto labels = torch::zeros({static_cast<std::int64_t>(images.size())}, torch::kLong);
  score_images(network, {.images = torch::stack(images), .labels = labels}, options);
  const auto [probabilities, classes] = torch::softmax(torch::cat(logits), 1).topk(count, 1);
  std::vector<std::vector<Guess>> all;
  for (std::int64_t i = 0; i < labels.numel(); ++i) {
    all.emplace_back();
    for (std::int64_t k = 0; k < count; ++k) {
      const auto index = classes[i][k].item<std::int64_t>();
      all.back().push_back({names.at(static_cast<std::size_t>(index)), index, probabilities[i][k].item<double>()});
    }
  }
  return all;
}

nlohmann::ordered_json to_json(const UserPicture& picture, const std::vector<Guess>& guesses) {
  auto top = nlohmann::ordered_json::array();
  for (const auto& [name, index, probability] : guesses) {
    top.push_back({{"class", name}, {"index", index}, {"probability", probability}});
  }
  return {{"file", picture.path.string()},
          {"width", picture.width},
          {"height", picture.height},
          {"crop", picture.crop()},
          {"resized_to", picture.image.size(1)},
          {"top", top}};
}

void run_predict(const PredictArguments& arguments) {
  const auto options = arguments.machine.inference();
  auto loaded = load_network(arguments.checkpoint, options.device);
  if (arguments.top < 1 || arguments.top > loaded.network->classes()) {
    fail(ErrorKind::kInvalidArgument, "top is {}, but must be in [1, {}]", arguments.top, loaded.network->classes());
  }
  normalise_inputs(loaded, arguments.inputs);
  const auto side = static_cast<int>(image_side(loaded, arguments.inputs));
  std::vector<UserPicture> pictures;
  for (const auto& path : arguments.pictures) pictures.push_back(read_picture(path, side));
  const auto guesses =
      top_classes(*loaded.network, class_names(loaded, arguments.inputs), pictures, arguments.top, options);
  nlohmann::ordered_json json{{"checkpoint", loaded.path.string()}, {"images", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < pictures.size(); ++i) json["images"].push_back(to_json(pictures[i], guesses[i]));
  json["normalisation"] = normalisation_json(*loaded.network);
  if (write_json(arguments.json, json)) return;
  fmt::print("{}\n\n", describe_inputs(loaded));
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    fmt::print("{}{}\n", i > 0 ? "\n" : "", describe(pictures[i]));
    for (const auto& guess : guesses[i]) fmt::print("  {:<12}{:>6.2f} %\n", guess.name, 100 * guess.probability);
  }
}

}  // namespace

void add_predict_command(CLI::App& app) {
  auto* command = app.add_subcommand("predict", "the likeliest classes of your own pictures");
  const auto arguments = std::make_shared<PredictArguments>();
  command
      ->add_option("CHECKPOINT_OR_RUN", arguments->checkpoint,
                   "checkpoint file, run directory, or weights from Python (torch.save, safetensors)")
      ->check(a_name())
      ->required();
  command
      ->add_option("IMAGE", arguments->pictures,
                   "PNG, JPEG or the like, of any size: the largest square in the centre, resized, is used")
      ->check(a_name())
      ->required();
  command->add_option("--top", arguments->top, "classes listed")->capture_default_str();
  add_image_flags(*command, arguments->inputs);
  arguments->machine.add_to(*command);
  command->add_option("--json", arguments->json, "write JSON to this file; - prints it, and nothing else, on stdout")
      ->check(a_name());
  command->footer("Examples:\n  largestep predict runs/large photo.jpg cat.png --top 5");
  command->callback([arguments] { run_predict(*arguments); });
}

}  // namespace largestep
