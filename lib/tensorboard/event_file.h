#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace largestep {

/// Values at one step under TensorBoard's tags; "loss/test" is chart "test" in group "loss".
struct EventValues {
  struct Scalar {
    std::string tag;
    double value;  ///< written as float32
  };
  /// Counts of values in [0, 1] in bins of a twentieth.
  struct Histogram {
    std::string tag;
    std::vector<double> values;  ///< each in [0, 1], not empty
  };
  std::vector<Scalar> scalars = {};
  std::vector<Histogram> histograms = {};
};

/// A file of events that TensorBoard opens: events.out.tfevents.TIME.HOST.PID in a directory of its own. It grows by
/// whole records, each framed by its length and two masked CRC-32C, so a reader may follow it.
class EventFile {
 public:
  /// Creates directory and file.
  /// @param first_step  of the events to come; where an earlier file has events from there on, TensorBoard drops them
  /// @throws Error{kWrite}; Error{kInvalidArgument} if the program was built without protobuf.
  EventFile(const std::filesystem::path& directory, std::int64_t first_step);
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  /// @throws Error{kWrite}
  void append(std::int64_t step, const EventValues& values);
  /// Returns when what was appended is on the disk. @throws Error{kWrite}
  void sync();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace largestep
