#include "train/replicas.h"

#include <fmt/ranges.h>
#include <torch/types.h>
#include <zlib.h>

#include "core/error.h"

namespace largestep {
namespace {

std::uint32_t hash_of(const std::vector<NamedTensor>& tensors) {
  uLong crc = 0;
  for (const auto& [name, tensor] : tensors) {
    if (tensor.numel() == 0) continue;  // for no bytes zlib would start again
    const auto values = tensor.detach().to(at::kCPU).contiguous();
    crc = crc32_z(crc, static_cast<const Bytef*>(values.data_ptr()), values.nbytes());
  }
  return static_cast<std::uint32_t>(crc);
}

}  // namespace

Replicas::Replicas(const FiniteSum& problem, Ranks& ranks, std::function<bool(std::int64_t step)> is_looked_at)
    : problem_(problem), ranks_(ranks), is_looked_at_(std::move(is_looked_at)) {}

Verdict Replicas::on_step(const StepEvent& event) {
  if (is_looked_at_(event.at.step)) average_statistics();
  return Verdict::kContinue;
}

void Replicas::on_checkpoint(const Progress&) { average_statistics(); }

void Replicas::average_statistics() {
  std::vector<at::Tensor> statistics;
  std::vector<at::Tensor> flat;
  for (const auto& [name, tensor] : problem_.state()) {
    if (!name.ends_with("running_mean") && !name.ends_with("running_var")) continue;
    statistics.push_back(tensor);
    flat.push_back(tensor.flatten());
  }
  if (flat.empty()) return;
  const auto all = torch::cat(flat);
  ranks_.all_reduce(all);
  all.div_(ranks_.size());
  std::int64_t from = 0;
  for (const auto& tensor : statistics) {
    tensor.copy_(all.narrow(0, from, tensor.numel()).view_as(tensor));
    from += tensor.numel();
  }
}

void Replicas::on_epoch_end(const Progress& at) {
  const auto hashes = ranks_.all_gather(hash_of(problem_.parameters()));
  std::vector<std::string> others;
  for (std::size_t rank = 1; rank < hashes.size(); ++rank) {
    if (hashes[rank] != hashes[0]) others.push_back(ranks_.describe(static_cast<int>(rank)));
  }
  if (others.empty()) return;
  fail(ErrorKind::kInternal,
       "after epoch {}, the parameters of {} are not those of rank 0; is its memory or processor sound?", at.epoch,
       fmt::join(others, ", "));
}

}  // namespace largestep
