#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace largestep {

/// What a device was given to do once, ready to be done again: the same operations on the same memory, launched at once
/// instead of one by one (a CUDA graph).
class DeviceGraph {
 public:
  virtual ~DeviceGraph() = default;
  /// Starts the work on the current stream and does not wait for it.
  virtual void replay() = 0;
};

/// Lets `body` say what the device is to do, without doing it. Inside it nothing may wait for the device, and memory
/// that it allocates belongs to the graph as long as that lives.
/// @return null where there are no graphs: on the CPU, on a device's default stream, and without the CUDA toolkit
///         (then body was not called)
/// @throws Error{kInternal} if the body has something in it that can't be captured.
std::unique_ptr<DeviceGraph> capture_graph(const std::function<void()>& body);

/// Within its lifetime this thread's work for a CUDA device goes to a stream of its own, which is what capturing needs,
/// and cuDNN tries its algorithms and takes the fastest unless only repeatable ones are allowed. Nothing on the CPU.
class OwnStreamScope {
 public:
  explicit OwnStreamScope(const c10::Device& device);
  ~OwnStreamScope();
  OwnStreamScope(const OwnStreamScope&) = delete;
  OwnStreamScope& operator=(const OwnStreamScope&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace largestep
