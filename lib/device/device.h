#pragma once

#include <c10/core/Device.h>

#include <string>

namespace largestep {

/// Arithmetic of convolutions and matrix products. Master weights and statistics are float32 either way.
enum class Precision { kFloat32, kBFloat16 };

/// "fp32" or "bf16".
std::string name_of(Precision precision);

/// The CUDA devices of a process.
struct CudaDevices {
  bool in_libtorch = false;  ///< LibTorch was built with CUDA; without, it sees none whatever the machine has
  int count = 0;
};
CudaDevices cuda_devices();

/// "auto" (CUDA if there is one, else the CPU), "cpu", "cuda" or "cuda:i".
/// @throws Error{kInvalidArgument} for any other text, or for a CUDA device that is not there.
c10::Device parse_device(const std::string& text, const CudaDevices& there = cuda_devices());

/// "auto" (bf16 where the hardware computes faster in it, else fp32), "fp32" or "bf16".
/// bf16 is accepted wherever LibTorch can do it; without hardware support it is slower than fp32.
/// @throws Error{kInvalidArgument} for any other text, or for bf16 where LibTorch can't do it.
Precision parse_precision(const std::string& text, const c10::Device& device);

/// Whether the device computes in bfloat16: AVX512-BF16 on a CPU, for which LibTorch may use it (bfloat16_support.h);
/// compute capability >= 8 on CUDA (false where the build can't ask, gpu_facts.h).
bool has_native_bfloat16(const c10::Device& device);

/// Sets LibTorch's threads; 0 means all cores this process may use (available_cores.h; LibTorch's own
/// default is half of them). A BLAS with threads of its own gets none beside them (blas_threads.h).
/// @return the number in use.  @throws Error{kInvalidArgument} if negative or above 1024.
int set_threads(int threads);

/// The device in words, for run.json and the screen ("cpu (AMD EPYC ...)", "cuda:0 (NVIDIA H200, compute capability
/// 9.0, bf16 in hardware)").
std::string describe_device(const c10::Device& device);

/// Whether LibTorch casts convolutions and matrix products to a narrower type on such a device, on this thread.
bool autocast_enabled(c10::DeviceType type);

/// Within its lifetime, LibTorch's automatic casting to bfloat16 is on (kBFloat16) or off (kFloat32) for the device, on
/// this thread. Cast logits back to float32 before the loss.
class AutocastScope {
 public:
  AutocastScope(const c10::Device& device, Precision precision);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  c10::DeviceType type_;
  bool previous_;
};

}  // namespace largestep
