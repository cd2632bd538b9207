#include "device/device.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <fstream>

#include "core/error.h"
#include "device/available_cores.h"
#include "device/bfloat16_support.h"
#include "device/blas_threads.h"
#include "device/gpu_facts.h"
#include "kernels/instruction_set.h"

namespace largestep {
namespace {

/// A line "key : value" of /proc/cpuinfo, "" if there is none.
std::string cpuinfo_value(const std::string& key) {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

void set_autocast_enabled(c10::DeviceType type, bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_enabled(type, enabled);
  at::autocast::set_autocast_dtype(type, at::kBFloat16);
#else
  if (type == c10::kCPU) {
    at::autocast::set_cpu_enabled(enabled);
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  } else {
    at::autocast::set_enabled(enabled);
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  }
#endif
}

[[noreturn]] void refuse(const std::string& text, const CudaDevices& there) {
  if (!there.in_libtorch) {
    fail(ErrorKind::kInvalidArgument,
         "device {} was asked for, but this LibTorch has no CUDA; use --device cpu, or build against a CUDA LibTorch",
         text);
  }
  if (there.count == 0) {
    fail(
        ErrorKind::kInvalidArgument,
        "device {} was asked for, but LibTorch finds no GPU; use --device cpu, or see whether nvidia-smi finds one and "
        "CUDA_VISIBLE_DEVICES lets it be used",
        text);
  }
  fail(ErrorKind::kInvalidArgument, "device {} was asked for, but the last CUDA device is cuda:{}", text,
       there.count - 1);
}

}  // namespace

std::string name_of(Precision precision) { return precision == Precision::kBFloat16 ? "bf16" : "fp32"; }

CudaDevices cuda_devices() {
  return {.in_libtorch = c10::impl::hasDeviceGuardImpl(c10::kCUDA),
          .count = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0};
}

c10::Device parse_device(const std::string& text, const CudaDevices& there) {
  if (text == "auto") return there.count > 0 ? c10::Device(c10::kCUDA, 0) : c10::Device(c10::kCPU);
  if (text == "cpu") return c10::Device(c10::kCPU);
  const bool indexed = text.rfind("cuda:", 0) == 0 && text.size() > 5 && text.size() <= 7 &&
                       std::all_of(text.begin() + 5, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text != "cuda" && !indexed) {
    fail(ErrorKind::kInvalidArgument, "device \"{}\" is not known; use auto, cpu, cuda or cuda:INDEX", text);
  }
  const int index = indexed ? std::stoi(text.substr(5)) : 0;
  if (index >= there.count) refuse(text, there);
  return c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(index));
}

bool has_native_bfloat16(const c10::Device& device) {
  if (device.is_cuda()) {
    const auto gpu = gpu_facts(device);
    return gpu && has_native_bfloat16(*gpu);
  }
  return processor_multiplies_bfloat16();
}

Precision parse_precision(const std::string& text, const c10::Device& device) {
  if (text == "fp32") return Precision::kFloat32;
  if (text == "bf16") {
    if (device.is_cpu() && !bfloat16_works()) {
      const auto limit = onednn_limit();
      fail(ErrorKind::kInvalidArgument, "precision bf16 is more than LibTorch can do on this processor{}; use fp32",
           limit.empty() ? "" : " under " + limit);
    }
    return Precision::kBFloat16;
  }
  if (text == "auto") {
    const bool slow = device.is_cpu() && kernels::multiplies_bfloat16_slowly();
    return has_native_bfloat16(device) && !slow ? Precision::kBFloat16 : Precision::kFloat32;
  }
  fail(ErrorKind::kInvalidArgument, "precision \"{}\" is not known; use auto, fp32 or bf16", text);
}

int set_threads(int threads) {
  if (threads < 0 || threads > 1024) {
    fail(ErrorKind::kInvalidArgument, "threads is {}, but must be in [0, 1024] (0: all cores)", threads);
  }
  if (threads == 0) threads = available_cores();
  at::set_num_threads(threads);
  compute_blas_on_calling_thread();
  return threads;
}

std::string describe_device(const c10::Device& device) {
  if (device.is_cpu()) {
    const auto model = cpuinfo_value("model name");
    return model.empty() ? "cpu" : fmt::format("cpu ({})", model);
  }
  const auto gpu = device.is_cuda() ? gpu_facts(device) : std::nullopt;
  return gpu ? fmt::format("{} ({})", device.str(), describe(*gpu)) : device.str();
}

bool autocast_enabled(c10::DeviceType type) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(type);
#else
  return type == c10::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
}

AutocastScope::AutocastScope(const c10::Device& device, Precision precision)
    : type_(device.type()), previous_(autocast_enabled(type_)) {
  set_autocast_enabled(type_, precision == Precision::kBFloat16);
  at::autocast::increment_nesting();
}

AutocastScope::~AutocastScope() {
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  set_autocast_enabled(type_, previous_);
}

}  // namespace largestep
