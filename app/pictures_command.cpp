#include <memory>

#include "app/argument_checks.h"
#include "app/command.h"
#include "app/image_arguments.h"
#include "app/machine_arguments.h"
#include "core/error.h"
#include "loading/load_network.h"
#include "pictures/network_pictures.h"

namespace largestep {
namespace {

struct PicturesArguments {
  std::string checkpoint;
  std::string out;
  ImageInputs inputs;
  MachineArguments machine;
  std::vector<std::string> images;
  NetworkPictureOptions options;
};

void run_pictures(PicturesArguments& arguments) {
  const auto options = arguments.machine.inference();
  auto loaded = load_network(arguments.checkpoint, options.device);
  normalise_inputs(loaded, arguments.inputs);
  const auto source = find_images(loaded, arguments.inputs);
  for (const auto& path : arguments.images) {
    arguments.options.pictures.push_back(read_picture(path, static_cast<int>(image_side(loaded, arguments.inputs))));
  }
  const auto test_set = source.load(Split::kTest);
  arguments.options.class_names = source.classes();
  const auto written = write_network_pictures(*loaded.network, test_set, arguments.options, options, arguments.out, "");
  fmt::print("{}\n", describe_inputs(loaded));
  for (const auto& picture : arguments.options.pictures) fmt::print("{}\n", describe(picture));
  for (const auto& picture : written) fmt::print("{}: {}\n", picture.path.string(), picture.title);
}

}  // namespace

void add_pictures_command(CLI::App& app) {
  auto* command =
      app.add_subcommand("pictures", "PNGs of what a network has learnt: filters, exciting images, mistakes");
  const auto arguments = std::make_shared<PicturesArguments>();
  command
      ->add_option("CHECKPOINT_OR_RUN", arguments->checkpoint,
                   "checkpoint file, run directory, or weights from Python (torch.save, safetensors)")
      ->check(a_name())
      ->required();
  command->add_option("--out", arguments->out, "directory for the pictures")
      ->type_name("DIR")
      ->check(a_name())
      ->required();
  command->add_option(
      "--layer", arguments->options.layer,
      "whose channels are shown: a name that `largestep sparsity` lists (else: the last with positions)");
  command->add_option("--channels", arguments->options.channels, "of that layer, from 0 on, separated by commas")
      ->delimiter(',')
      ->capture_default_str();
  command
      ->add_option("--images", arguments->images,
                   "your own pictures to lay the active maps over (else the first test images)")
      ->type_name("IMAGE")
      ->check(a_name());
  add_image_flags(*command, arguments->inputs);
  arguments->machine.add_to(*command);
  command->footer(
      "Writes filters.png, channels.png, mistakes.png and active.png. `largestep report --pictures` puts them into "
      "the\n"
      "report of runs.\n\n"
      "Examples:\n"
      "  largestep pictures runs/large --out pictures --layer layer3.1.relu2 --channels 0,5,9 --images cat.jpg");
  command->callback([arguments] { run_pictures(*arguments); });
}

}  // namespace largestep
