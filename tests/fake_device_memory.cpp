#include "fake_device_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace largestep {
namespace {

constexpr std::size_t kUnit = 512;
constexpr std::size_t kBytes = std::size_t{4} << 30;  // of addresses; memory is taken when it is used

}  // namespace

FakeDeviceMemory& FakeDeviceMemory::of_device() {
  static auto* memory = new FakeDeviceMemory;  // outlives every tensor
  return *memory;
}

FakeDeviceMemory::FakeDeviceMemory() {
  const int file = memfd_create("fake device", 0);
  if (file < 0 || ftruncate(file, static_cast<off_t>(kBytes)) != 0) throw std::runtime_error("no memory file");
  const auto map = [&](int access) {
    void* at = mmap(nullptr, kBytes, access, MAP_SHARED, file, 0);
    if (at == MAP_FAILED) throw std::runtime_error("the fake device's memory can't be mapped");
    return static_cast<char*>(at);
  };
  addresses_ = map(PROT_NONE);
  reached_ = map(PROT_READ | PROT_WRITE);
  close(file);
}

void* FakeDeviceMemory::allocate(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto size = (std::max<std::size_t>(bytes, 1) + kUnit - 1) / kUnit * kUnit;
  auto& free = free_[size];
  std::size_t at = used_;
  if (free.empty()) {
    used_ += size;
    if (used_ > kBytes) throw std::runtime_error("the fake device is out of memory");
  } else {
    at = free.back();
    free.pop_back();
  }
  live_[at] = size;
  return addresses_ + at;
}

void FakeDeviceMemory::release(void* address) {
  const std::lock_guard lock(mutex_);
  const auto block = live_.find(static_cast<std::size_t>(static_cast<char*>(address) - addresses_));
  free_[block->second].push_back(block->first);
  live_.erase(block);
}

void* FakeDeviceMemory::reach(void* address) {
  return address == nullptr ? nullptr : reached_ + (static_cast<char*>(address) - addresses_);
}

FakeDeviceMemory::Contents FakeDeviceMemory::contents() {
  const std::lock_guard lock(mutex_);
  Contents contents;
  for (const auto& [at, size] : live_) contents[at].assign(reached_ + at, reached_ + at + size);
  return contents;
}

void FakeDeviceMemory::restore(const Contents& contents) {
  const std::lock_guard lock(mutex_);
  for (const auto& [at, size] : live_) {
    const auto before = contents.find(at);
    if (before == contents.end()) {
      std::memset(reached_ + at, 0xFF, size);  // a NaN of any type
    } else {
      std::memcpy(reached_ + at, before->second.data(), size);
    }
  }
}

}  // namespace largestep
