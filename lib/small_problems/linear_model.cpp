#include "small_problems/linear_model.h"

#include <torch/types.h>

#include "core/error.h"
#include "kernels/arrays/arrays.h"

namespace largestep {
namespace {

constexpr double kLargestPixel = 255.0;

void check(const Examples& examples, bool labels) {
  const auto& [inputs, targets] = examples;
  const bool fits = inputs.dim() == 2 && targets.dim() == 1 && inputs.size(0) == targets.size(0) &&
                    (inputs.scalar_type() == at::kDouble || inputs.scalar_type() == at::kByte) &&
                    targets.scalar_type() == at::kDouble;
  if (!fits) {
    fail(ErrorKind::kInvalidArgument,
         "a linear model needs inputs [n, d], float64 or uint8, and float64 targets [n] of the same n");
  }
  if (labels && !(targets.abs() == 1.0).all().item<bool>()) {
    fail(ErrorKind::kInvalidArgument, "the targets of a classification must be -1 and +1");
  }
}

/// The rows of an input matrix, as vectors to multiply with and to add.
class Rows {
 public:
  explicit Rows(const at::Tensor& inputs)
      : columns_(inputs.size(1)),
        numbers_(inputs.scalar_type() == at::kDouble ? inputs.data_ptr<double>() : nullptr),
        pixels_(numbers_ == nullptr ? inputs.data_ptr<std::uint8_t>() : nullptr) {}

  double times(std::int64_t row, const double* w) const {
    return numbers_ != nullptr ? kernels_.dot(numbers_ + row * columns_, w, columns_)
                               : kernels_.dot_of_bytes(pixels_ + row * columns_, w, columns_) / kLargestPixel;
  }
  void add_to(double* g, std::int64_t row, double c) const {
    if (numbers_ != nullptr) return kernels_.add_scaled(c, numbers_ + row * columns_, g, columns_);
    kernels_.add_scaled_bytes(c / kLargestPixel, pixels_ + row * columns_, g, columns_);
  }

 private:
  const kernels::ArrayKernels& kernels_ = kernels::array_kernels();
  std::int64_t columns_;
  const double* numbers_;
  const std::uint8_t* pixels_;
};

/// Checked and contiguous.
ExampleSets prepared(ExampleSets sets, bool labels) {
  for (auto* examples : {&sets.train, &sets.test}) {
    if (examples == &sets.test && examples->empty()) continue;
    check(*examples, labels);
    *examples = {examples->inputs.contiguous(), examples->targets.contiguous()};
  }
  return sets;
}

}  // namespace

LinearModel::LinearModel(ExampleSets sets, const SamplingOptions& sampling, const LinearModelOptions& options)
    : Problem(rows_of(sets.train), sampling),
      sets_(prepared(std::move(sets), options.labels)),
      options_(options),
      w_("w", torch::zeros({sets_.train.inputs.size(1)}, torch::kDouble)) {
  if (options_.bias) b_.emplace("b", torch::zeros({1}, torch::kDouble));
}

std::vector<NamedTensor> LinearModel::parameters() const {
  std::vector<NamedTensor> parameters{w_.named()};
  if (b_) parameters.push_back(b_->named());
  return parameters;
}

at::Tensor LinearModel::loss(const Batch& batch) {
  auto rows = sets_.train.inputs.index_select(0, batch.indices);
  if (rows.scalar_type() == at::kByte) rows = rows.to(at::kDouble) / kLargestPixel;
  auto predictions = rows.mv(w_.tensor());
  if (b_) predictions = predictions + b_->tensor();
  const auto value = terms_of(predictions, sets_.train.targets.index_select(0, batch.indices)).mean();
  return options_.quadratic == 0.0 ? value : value + options_.quadratic / 2 * w_.tensor().square().sum();
}

double LinearModel::regularisation() const {
  return options_.quadratic == 0.0
             ? 0.0
             : options_.quadratic / 2 * kernels::array_kernels().dot(w_.value(), w_.value(), w_.size());
}

Loss LinearModel::gradient(const Batch& batch) {
  const Rows rows(sets_.train.inputs);
  const auto* targets = sets_.train.targets.data_ptr<double>();
  const double share = 1.0 / static_cast<double>(batch.indices.size());
  const double offset = b_ ? *b_->value() : 0.0;
  auto* gradient = w_.zero_gradient();
  double value = 0.0;
  double slopes = 0.0;
  for (const auto i : batch.indices) {
    const auto [phi, slope] = term(rows.times(i, w_.value()) + offset, targets[i]);
    value += share * phi;
    slopes += share * slope;
    if (slope != 0.0) rows.add_to(gradient, i, share * slope);
  }
  if (options_.quadratic != 0.0)
    kernels::array_kernels().add_scaled(options_.quadratic, w_.value(), gradient, w_.size());
  if (b_) *b_->gradient() = slopes;
  return value + regularisation();
}

Score LinearModel::score(const Examples& examples) const {
  if (examples.empty()) return {};
  const Rows rows(examples.inputs);
  const auto* targets = examples.targets.data_ptr<double>();
  const auto count = examples.inputs.size(0);
  const double offset = b_ ? *b_->value() : 0.0;
  double sum = 0.0;
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double prediction = rows.times(i, w_.value()) + offset;
    sum += term(prediction, targets[i]).value;
    if (prediction * targets[i] <= 0.0) ++wrong;
  }
  Score score{.loss = sum / static_cast<double>(count) + regularisation()};
  if (options_.labels) score.error = static_cast<double>(wrong) / static_cast<double>(count);
  return score;
}

}  // namespace largestep
