#include "activity/gram.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "device/balanced_for.h"

namespace largestep {
namespace {

/// Rows of the result that are computed at once: many more would leave little to share of few columns.
constexpr std::int64_t kPanel = 64;

/// So many rows from `first` on against the columns from their first one on, and its mirror image.
void compute_panel(const at::Tensor& columns, std::int64_t first, const at::Tensor& products) {
  const auto rest = columns.size(1) - first;
  const auto rows = std::min(kPanel, rest);
  const auto panel = columns.narrow(1, first, rows).t().mm(columns.narrow(1, first, rest));
  products.narrow(0, first, rows).narrow(1, first, rest).copy_(panel);
  products.narrow(0, first, rest).narrow(1, first, rows).copy_(panel.t());
}

}  // namespace

at::Tensor gram(const at::Tensor& columns) {
  const auto count = columns.size(1);
  auto products = at::empty({count, count}, columns.options());
  const auto panels = (count + kPanel - 1) / kPanel;
  const auto compute = [&](std::int64_t from, std::int64_t to) {
    for (auto panel = from; panel < to; ++panel) compute_panel(columns, panel * kPanel, products);
  };
  if (columns.is_cpu()) {
    balanced_for(panels, 1, compute);
  } else {
    compute(0, panels);
  }
  return products;
}

}  // namespace largestep
