#include "loading/image_inputs.h"

#include "core/error.h"
#include "data/image_side.h"
#include "datasets/dataset_catalog.h"
#include "datasets/normalisation_text.h"

namespace largestep {
namespace {

/// Of the run that the weights are of, or of a run by default.
Settings settings_of_run(const LoadedNetwork& loaded) {
  return loaded.checkpoint.full ? run_settings(loaded) : Settings();
}

/// With what the command line says in place of what the run says.
Settings settings_of(const LoadedNetwork& loaded, const ImageInputs& inputs) {
  auto settings = settings_of_run(loaded);
  if (!inputs.dataset.empty() && inputs.dataset != settings.dataset) {
    settings.dataset = inputs.dataset;
    settings.size = kUsualImageSide;
  }
  // The run's files may be somewhere else by now; pictures in folders have no other place where they are looked for.
  const bool is_looked_for = !find_dataset(settings.dataset).files.empty();
  if (is_looked_for || !inputs.data.empty()) settings.data = inputs.data;
  if (inputs.size != 0) settings.size = inputs.size;
  return settings;
}

}  // namespace

ImageSource find_images(const LoadedNetwork& loaded, const ImageInputs& inputs) {
  const auto settings = settings_of(loaded, inputs);
  auto source = find_images(settings.dataset, settings.data, settings.size);
  const auto classes = static_cast<std::int64_t>(source.classes().size());
  if (classes != loaded.network->classes()) {
    fail(ErrorKind::kData, "{} tells {} classes apart, but {} has {}: give the network's data set with --dataset",
         loaded.path.string(), loaded.network->classes(), source.title(), classes);
  }
  return source;
}

void normalise_inputs(LoadedNetwork& loaded, const ImageInputs& inputs) {
  const auto settings = settings_of_run(loaded);
  const bool is_said = !inputs.mean.empty() || !inputs.std.empty();
  loaded.network->set_normalisation(is_said ? parse_normalisation(inputs.mean, inputs.std)
                                            : parse_normalisation(settings.mean, settings.std));
}

std::vector<std::string> class_names(const LoadedNetwork& loaded, const ImageInputs& inputs) {
  const auto settings = settings_of(loaded, inputs);
  const auto& dataset = find_dataset(settings.dataset);
  std::vector<std::string> names;
  try {
    names = dataset.classes(settings.data);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kData) throw;  // a folder of pictures that is not here any more
  }
  const auto classes = static_cast<std::size_t>(loaded.network->classes());
  if (names.size() == classes) return names;
  names.clear();
  for (std::size_t i = 0; i < classes; ++i) names.push_back(fmt::format("class {}", i));
  return names;
}

std::int64_t image_side(const LoadedNetwork& loaded, const ImageInputs& inputs) {
  return settings_of(loaded, inputs).size;
}

std::string describe_inputs(const LoadedNetwork& loaded) {
  const auto words = "inputs " + in_words(loaded.network->normalisation());
  if (loaded.checkpoint.full || loaded.network->normalisation()) return words;
  return words +
         " (weights that were trained on normalised images want --mean and --std, such as --mean cifar10 --std "
         "cifar10)";
}

}  // namespace largestep
