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

/// Makes a graph of what `body` has a device do, or returns null without calling it.
using GraphMaker = std::function<std::unique_ptr<DeviceGraph>(const std::function<void()>& body)>;

/// Whether this build makes graphs of work for such a device: CUDA devices, where it was built with the CUDA toolkit.
bool has_graphs(const c10::Device& device);

/// Lets `body` say what the device is to do, without doing it. Inside it nothing may wait for the device, and memory
/// that it allocates belongs to the graph as long as that lives.
/// @return null where there are no graphs: on the CPU, on a device's default stream, and without the CUDA toolkit
///         (then body was not called)
/// @throws Error{kInternal} if the body has something in it that can't be captured.
std::unique_ptr<DeviceGraph> capture_graph(const std::function<void()>& body);

/// Within its lifetime every device has graphs, and `maker` makes them: for trying on a CPU what is done with graphs.
/// Of the whole process.
class GraphMakerScope {
 public:
  explicit GraphMakerScope(GraphMaker maker);
  ~GraphMakerScope();
  GraphMakerScope(const GraphMakerScope&) = delete;
  GraphMakerScope& operator=(const GraphMakerScope&) = delete;

 private:
  GraphMaker previous_;
};

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
