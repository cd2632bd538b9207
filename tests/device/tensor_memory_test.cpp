#include "device/tensor_memory.h"

#include <c10/core/CPUAllocator.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

TEST(TensorMemory, IsAlignedAndWritableAtEverySize) {
  use_tensor_memory();
  std::vector<at::Tensor> kept;
  for (std::int64_t bytes = 1; bytes < 300; ++bytes) {
    kept.push_back(torch::full({bytes}, bytes % 200, at::kByte));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().data_ptr()) % 64, 0u);
  }
  for (const auto& tensor : kept) EXPECT_TRUE(tensor.eq(tensor.numel() % 200).all().item<bool>());
  EXPECT_EQ(torch::empty({0}).numel(), 0);
  EXPECT_TRUE(torch::equal(torch::ones({5}).resize_({700}).narrow(0, 0, 5), torch::ones({5})));
}

TEST(TensorMemory, OfAFreedTensorServesTheNextOfItsSize) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "under the sanitizer freed memory is kept apart";
#endif
  use_tensor_memory();
  constexpr std::int64_t kBytes = 100'000;
  const auto before = torch::empty({kBytes}, at::kByte);
  auto freed = torch::empty({kBytes}, at::kByte);
  const auto behind = torch::empty({kBytes}, at::kByte);
  const auto* place = freed.data_ptr();
  freed = at::Tensor();
  EXPECT_EQ(torch::empty({kBytes}, at::kByte).data_ptr(), place);
}

TEST(TensorMemory, CanBeTakenAndGivenBackRaw) {
  use_tensor_memory();
  auto* allocator = c10::GetCPUAllocator();
  auto* bytes = static_cast<char*>(allocator->raw_allocate(1000));
  std::fill_n(bytes, 1000, 'x');
  allocator->raw_deallocate(bytes);
}

TEST(TensorMemory, RefusesMoreThanThereIs) {
  use_tensor_memory();
  EXPECT_THROW(c10::GetCPUAllocator()->allocate(SIZE_MAX), std::bad_alloc);
}

}  // namespace
}  // namespace largestep
