#include "tensorboard/event_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "core/host_name.h"
#include "events.pb.h"
#include "files/atomic_file.h"
#include "tensorboard/masked_crc32c.h"

namespace largestep {
namespace {

namespace proto = tensorboard;

constexpr std::size_t kBins = 20;

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string file_name() {
  return fmt::format("events.out.tfevents.{:010}.{}.{}", static_cast<std::int64_t>(seconds_since_1970()), host_name(),
                     getpid());
}

void add_little_endian(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
}

/// Length, its checksum, data, their checksum.
std::string record(const std::string& data) {
  std::string bytes;
  add_little_endian(bytes, data.size(), 8);
  add_little_endian(bytes, masked_crc32c(bytes), 4);
  bytes += data;
  add_little_endian(bytes, masked_crc32c(data), 4);
  return bytes;
}

void fill(proto::HistogramProto& histogram, const std::vector<double>& values) {
  std::array<double, kBins> counts{};
  double sum = 0, squares = 0;
  for (const double value : values) {
    const auto bin = static_cast<std::size_t>(value * static_cast<double>(kBins));
    ++counts[std::min(bin, kBins - 1)];
    sum += value;
    squares += value * value;
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  histogram.set_min(*low);
  histogram.set_max(*high);
  histogram.set_num(static_cast<double>(values.size()));
  histogram.set_sum(sum);
  histogram.set_sum_squares(squares);
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    histogram.add_bucket_limit(static_cast<double>(bin + 1) / static_cast<double>(kBins));
    histogram.add_bucket(counts[bin]);
  }
}

}  // namespace

struct EventFile::Impl {
  explicit Impl(const std::filesystem::path& path) : file(path) {}

  void append(proto::Event& event) {
    event.set_wall_time(seconds_since_1970());
    file.append(record(event.SerializeAsString()));
  }

  AppendFile file;
};

EventFile::EventFile(const std::filesystem::path& directory, std::int64_t first_step) {
  largestep::create_directories(directory);
  impl_ = std::make_unique<Impl>(directory / file_name());
  proto::Event version;
  version.set_file_version("brain.Event:2");
  impl_->append(version);
  proto::Event start;
  start.set_step(first_step);
  start.mutable_session_log()->set_status(proto::SessionLog::START);
  impl_->append(start);
}

EventFile::~EventFile() = default;

void EventFile::append(std::int64_t step, const EventValues& values) {
  proto::Event event;
  event.set_step(step);
  for (const auto& [tag, value] : values.scalars) {
    auto& entry = *event.mutable_summary()->add_value();
    entry.set_tag(tag);
    entry.set_simple_value(static_cast<float>(value));
  }
  for (const auto& [tag, of_bins] : values.histograms) {
    auto& entry = *event.mutable_summary()->add_value();
    entry.set_tag(tag);
    fill(*entry.mutable_histo(), of_bins);
  }
  impl_->append(event);
}

void EventFile::sync() { impl_->file.sync(); }

}  // namespace largestep
