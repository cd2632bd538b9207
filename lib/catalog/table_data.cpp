#include "catalog/table_data.h"

#include <torch/types.h>

#include "catalog/training_share.h"
#include "cifar/cifar_reader.h"
#include "cifar/verify_cifar10.h"
#include "core/error.h"
#include "core/random.h"
#include "data/csv_examples.h"
#include "data/epoch_order.h"
#include "data/fingerprint.h"

namespace largestep {
namespace {

/// Labels -1 and +1 for the two values that the targets take.
at::Tensor as_labels(const at::Tensor& targets, const Settings& settings) {
  const double low = targets.min().item<double>();
  const double high = targets.max().item<double>();
  if (low == high) {
    fail(ErrorKind::kData, "{}: column {} holds only the value {}, but two classes need two", settings.csv,
         settings.target, low);
  }
  const auto others = targets.masked_select((targets != low) & (targets != high));
  if (others.numel() > 0) {
    fail(ErrorKind::kData, "{}: column {} holds {}, {} and {}, but two classes have two values", settings.csv,
         settings.target, low, others[0].item<double>(), high);
  }
  return torch::where(targets == high, 1.0, -1.0).to(at::kDouble);
}

/// The rows in an order drawn from the seed: a table may be sorted by its target.
Examples shuffled(const Examples& all, std::int64_t seed) {
  const auto places = epoch_order(all.targets.size(0),
                                  stream_seed(static_cast<std::uint64_t>(seed), RandomStream::kRowOrder), /*epoch=*/0);
  return {all.inputs.index_select(0, places), all.targets.index_select(0, places)};
}

Examples slice(const Examples& all, std::int64_t from, std::int64_t count) {
  return {all.inputs.narrow(0, from, count), all.targets.narrow(0, from, count)};
}

ExampleSets csv_data(const Settings& settings, Targets targets) {
  const auto all = read_csv_examples(settings.csv, settings.target, parse_csv_header(settings.header));
  Examples examples{all.inputs, targets == Targets::kTwoClasses ? as_labels(all.targets, settings) : all.targets};
  if (settings.train_size > 0 || settings.validation_size > 0) examples = shuffled(examples, settings.seed);
  const auto [trained, held_out] = training_share(settings, examples.targets.size(0), "rows");
  ExampleSets sets{.train = slice(examples, 0, trained),
                   .name = fmt::format("{}, target {}", settings.csv, settings.target),
                   .fingerprint = fingerprint("rows", examples.inputs, examples.targets)};
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
          .name = fmt::format("{}, class {} against the rest", describe_cifar10(settings.data), settings.cifar_class),
          .fingerprint = fingerprint("training images", train.images, train.labels) +
                         fingerprint("test images", test.images, test.labels)};
}

}  // namespace largestep
