#pragma once

#include <c10/core/Device.h>
#include <torch/version.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "device/device_graph.h"

namespace largestep {

/// A device that stands for a GPU where there is none. It computes with LibTorch's operations for the CPU, but
///  - its memory can't be read or written by anything else than its operations (a stray access is a segmentation
///  fault);
///  - an operation on tensors of both the CPU and the device is refused, numbers excepted;
///  - what comes to and from it is counted;
///  - it makes graphs: operations are noted down during a capture without being done, and a replay does them again, in
///    their order and on their memory, with what lies there then. What waits for the device can't be captured;
///  - like a GPU, it divides by a number of the processor's by multiplying by its reciprocal, and gives the gradient of
///    a convolution's weights in channels-last order.
/// LibTorch has a device for such purposes, PrivateUse1, but modules can't be moved to it from C++ (1.13 to 2.6: a
/// parameter's set_data refuses it). So it takes the place of an XPU. For LibTorch 1.13: 2.x refuses to compute on an
/// XPU with kernels that are not its own.
inline constexpr c10::DeviceType kFakeDeviceType = c10::DeviceType::XPU;

inline c10::Device fake_device() { return {kFakeDeviceType, 0}; }

/// What has come about on the fake device since the last reset_fake_device_counts().
struct FakeDeviceCounts {
  std::int64_t operations = 0;  ///< launched one by one
  std::int64_t replayed = 0;    ///< in replays
  std::int64_t captures = 0;
  std::int64_t replays = 0;
  std::int64_t waits = 0;          ///< the processor waited: a number read, a copy to or from it that blocks
  std::int64_t to_host = 0;        ///< tensors and numbers copied to the processor
  std::int64_t mixed_strides = 0;  ///< _foreach_ operations whose lists' tensors differ in strides
};
FakeDeviceCounts fake_device_counts();
void reset_fake_device_counts();

/// Makes a graph of what the body does on the fake device, for GraphMakerScope.
std::unique_ptr<DeviceGraph> capture_on_fake_device(const std::function<void()>& body);

}  // namespace largestep
