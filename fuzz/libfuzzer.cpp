// The entry point that libFuzzer calls; LARGESTEP_FUZZ_TARGET is one of the functions of targets.h.
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  largestep::LARGESTEP_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
