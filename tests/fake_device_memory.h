#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

namespace largestep {

/// The memory of fake_device.h, mapped twice: where its addresses lie without any access, and where its operations
/// reach it.
class FakeDeviceMemory {
 public:
  static FakeDeviceMemory& of_device();

  /// @throws std::runtime_error if there is no more.
  void* allocate(std::size_t bytes);
  void release(void* address);

  /// Where what lies at an address can be read and written; nothing, where a tensor of no entries has no memory.
  void* reach(void* address);

  using Contents = std::map<std::size_t, std::vector<char>>;
  Contents contents();

  /// Puts back what was there, and garbage into what has been allocated since.
  void restore(const Contents& contents);

 private:
  FakeDeviceMemory();

  std::mutex mutex_;
  char* addresses_;
  char* reached_;
  std::size_t used_ = 0;
  std::map<std::size_t, std::size_t> live_;  ///< sizes of blocks in use, by place
  std::map<std::size_t, std::vector<std::size_t>> free_;
};

}  // namespace largestep
