#include "catalog/table_data.h"

#include <torch/types.h>

#include <algorithm>

#include "catalog/training_share.h"
#include "cifar/cifar_reader.h"
#include "cifar/verify_cifar10.h"
#include "core/error.h"
#include "data/csv_examples.h"

namespace largestep {
namespace {

/// Labels -1 and +1 for the two values that the targets take.
at::Tensor as_labels(const at::Tensor& targets, const std::string& column) {
  const double low = targets.min().item<double>();
  const double high = targets.max().item<double>();
  const bool are_two = low < high && ((targets == low) | (targets == high)).all().item<bool>();
  if (!are_two) {
    fail(ErrorKind::kData, "column {} has {} value than the two that two classes need", column,
         low < high ? "another" : "no other");
  }
  return torch::where(targets == high, 1.0, -1.0).to(at::kDouble);
}

Examples slice(const Examples& all, std::int64_t from, std::int64_t count) {
  return {all.inputs.narrow(0, from, count), all.targets.narrow(0, from, count)};
}

ExampleSets csv_data(const Settings& settings, Targets targets) {
  auto all = read_csv_examples(settings.csv, settings.target);
  Examples examples{all.inputs,
                    targets == Targets::kTwoClasses ? as_labels(all.targets, settings.target) : all.targets};
  const auto [trained, held_out] = training_share(settings, examples.targets.size(0), "rows");
  ExampleSets sets{.train = slice(examples, 0, trained),
                   .name = fmt::format("{}, target {}", settings.csv, settings.target)};
  if (held_out > 0) sets.test = slice(examples, trained, held_out);
  return sets;
}

/// @param count  the first of them
Examples one_against_the_rest(const ImageSet& images, std::int64_t positive, std::int64_t count) {
  const auto labels = images.labels.narrow(0, 0, count);
  return {images.images.narrow(0, 0, count).flatten(1), torch::where(labels == positive, 1.0, -1.0).to(at::kDouble)};
}

}  // namespace

bool has_table(const Settings& settings) { return !settings.csv.empty() || settings.cifar_class >= 0; }

ExampleSets table_data(const Settings& settings, Targets targets) {
  if (!settings.csv.empty()) return csv_data(settings, targets);
  if (targets == Targets::kNumbers) {
    fail(ErrorKind::kInvalidArgument, "cifar-class is for problems with two classes, svm and logistic");
  }
  const auto train = load_cifar(cifar10_format(), settings.data, Split::kTrain);
  const auto test = load_cifar(cifar10_format(), settings.data, Split::kTest);
  const auto trained = training_share(settings, train.labels.numel(), "images").trained;
  return {.train = one_against_the_rest(train, settings.cifar_class, trained),
          .test = one_against_the_rest(test, settings.cifar_class, test.labels.numel()),
          .name = fmt::format("{}, class {} against the rest", describe_cifar10(settings.data), settings.cifar_class)};
}

}  // namespace largestep
