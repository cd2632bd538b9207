#include "device/tensor_memory.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/alignment.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace largestep {
namespace {

/// What malloc gave lies in front of the tensor's first byte.
void*& block_of(void* data) { return static_cast<void**>(data)[-1]; }

void free_block(void* data) {
  if (data != nullptr) std::free(block_of(data));
}

/// malloc's blocks are aligned to 16 bytes, so that there is room for a pointer before the next multiple of 64.
///
/// Which of these functions are virtual depends on LibTorch's version: allocate lost its const in one, copy_data came
/// in another. Without `override` each overrides what there is.
class TensorMemory final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) const { return take(bytes); }
  c10::DataPtr allocate(std::size_t bytes) { return take(bytes); }
  c10::DeleterFnPtr raw_deleter() const { return free_block; }
  void copy_data(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }

 private:
  static c10::DataPtr take(std::size_t bytes) {
    const auto device = c10::Device(c10::kCPU);
    if (bytes == 0) return {nullptr, nullptr, free_block, device};
    void* block = bytes < SIZE_MAX - c10::gAlignment ? std::malloc(bytes + c10::gAlignment) : nullptr;
    if (block == nullptr) throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    void* data = reinterpret_cast<void*>((address / c10::gAlignment + 1) * c10::gAlignment);
    block_of(data) = block;
    return {data, data, free_block, device};
  }
};

}  // namespace

void use_tensor_memory() {
  static TensorMemory memory;
  c10::SetCPUAllocator(&memory, /*priority=*/1);
}

}  // namespace largestep
