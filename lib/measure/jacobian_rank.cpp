#include "measure/jacobian_rank.h"

#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>

#include "activity/eval_mode.h"
#include "activity/gram.h"
#include "activity/spectrum.h"

namespace largestep {
namespace {

constexpr double kRankThreshold = 1e-4;
/// Columns that are widened to float64 at a time.
constexpr std::int64_t kWideColumns = 16'384;

/// Columns [from, from + count) of the Jacobian.
struct Slice {
  std::int64_t from;
  std::int64_t count;
};

/// The part of a parameter that lies in a slice.
struct Piece {
  at::Tensor parameter;
  std::int64_t in_parameter;  ///< first element, counted in the parameter
  std::int64_t in_slice;      ///< its column, counted in the slice
  std::int64_t count;
};

std::vector<Piece> pieces_of(const std::vector<at::Tensor>& parameters, const Slice& slice) {
  std::vector<Piece> pieces;
  std::int64_t start = 0;
  for (const auto& parameter : parameters) {
    const auto first = std::max(start, slice.from);
    const auto last = std::min(start + parameter.numel(), slice.from + slice.count);
    if (first < last) pieces.push_back({parameter, first - start, first - slice.from, last - first});
    start += parameter.numel();
  }
  return pieces;
}

/// One row a image. @return float32 [N, slice.count]
at::Tensor jacobian_columns(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels,
                            const std::vector<Piece>& pieces, std::int64_t columns) {
  const at::AutoGradMode with_grad(true);
  std::vector<at::Tensor> inputs;
  for (const auto& piece : pieces) inputs.push_back(piece.parameter);
  auto jacobian = torch::empty({images.size(0), columns}, images.options().memory_format(c10::nullopt));
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const auto output = network.forward(images.narrow(0, i, 1))[0][labels[i].item<std::int64_t>()];
    const auto gradients = torch::autograd::grad({output}, inputs);
    for (std::size_t k = 0; k < pieces.size(); ++k) {
      jacobian[i]
          .narrow(0, pieces[k].in_slice, pieces[k].count)
          .copy_(gradients[k].reshape({-1}).narrow(0, pieces[k].in_parameter, pieces[k].count));
    }
  }
  return jacobian;
}

}  // namespace

JacobianRank jacobian_rank(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels,
                           std::int64_t memory_bytes) {
  const EvalModeScope eval_mode(network);
  const auto parameters = network.parameters();
  const auto rows = images.size(0);
  JacobianRank result{.images = rows, .parameters = count_parameters(network)};
  const auto width =
      std::clamp<std::int64_t>(memory_bytes / (rows * static_cast<std::int64_t>(sizeof(float))), 1, result.parameters);
  auto products = torch::zeros({rows, rows}, torch::dtype(at::kDouble).device(images.device()));
  for (Slice slice{0, width}; slice.from < result.parameters; slice.from += width) {
    slice.count = std::min(width, result.parameters - slice.from);
    const auto jacobian = jacobian_columns(network, images, labels, pieces_of(parameters, slice), slice.count);
    for (std::int64_t from = 0; from < slice.count; from += kWideColumns) {
      const auto wide = jacobian.narrow(1, from, std::min(kWideColumns, slice.count - from)).to(at::kDouble);
      products += gram(wide.t());
    }
  }
  const auto values = singular_values_of_gram(products);
  result.rank = numerical_rank(values, kRankThreshold);
  result.effective_rank = effective_rank(values);
  return result;
}

}  // namespace largestep
