#include "device/replayed_work.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace largestep {
namespace {

/// Stands for a device: a graph counts how often it is replayed.
struct CountingDevice {
  int captures = 0;
  int replays = 0;

  GraphMaker capture() {
    struct Graph final : DeviceGraph {
      explicit Graph(int& counter) : count(counter) {}
      void replay() override { ++count; }
      int& count;
    };
    return [this](const std::function<void()>& body) {
      ++captures;
      body();
      return std::make_unique<Graph>(replays);
    };
  }
};

TEST(ReplayedWork, IsDoneAsWrittenThreeTimesThenCapturedOnceAndReplayed) {
  CountingDevice device;
  ReplayedWork work(device.capture());
  const int place = 0;
  int calls = 0;
  ReplayedWork::Tensors results;
  for (int i = 0; i < 10; ++i) {
    results = work.run({&place}, [&] { return ReplayedWork::Tensors{torch::tensor(++calls)}; });
  }
  EXPECT_EQ(device.captures, 1);
  EXPECT_EQ(device.replays, 7);
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(results.at(0).item<int>(), 4);  // of the captured call
}

TEST(ReplayedWork, IsDoneAsWrittenOnOtherMemoryAndGoesBackToItsGraph) {
  CountingDevice device;
  ReplayedWork work(device.capture());
  const int usual = 0;
  const int other = 0;
  int calls = 0;
  const auto run = [&](const int& place) { work.run({&place}, [&] { return ++calls, ReplayedWork::Tensors(); }); };
  for (int i = 0; i < 5; ++i) run(usual);
  run(other);
  run(usual);
  EXPECT_EQ(device.captures, 1);
  EXPECT_EQ(device.replays, 3);
  EXPECT_EQ(calls, 5);
  for (int i = 0; i < 4; ++i) run(other);
  EXPECT_EQ(device.captures, 2);  // the other memory has become the usual one
}

TEST(ReplayedWork, IsDoneAsWrittenWhereThereAreNoGraphs) {
  ReplayedWork work([](const std::function<void()>&) { return nullptr; });
  const int place = 0;
  int calls = 0;
  for (int i = 0; i < 10; ++i) work.run({&place}, [&] { return ++calls, ReplayedWork::Tensors(); });
  EXPECT_EQ(calls, 10);
}

TEST(ReplayedWork, IsReplayedOnAGpuWithWhatLiesThereThen_CUDA) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "no GPU";
  const c10::Device device(c10::kCUDA, 0);
  const OwnStreamScope stream(device);
  ReplayedWork work;
  const auto in = torch::zeros({3}, device);
  for (int i = 0; i < 8; ++i) {
    in.fill_(i);
    const auto out = work.run(addresses_of({{in}}), [&] { return ReplayedWork::Tensors{in * 2 + 1}; });
    EXPECT_EQ(out.at(0)[2].item<int>(), 2 * i + 1);
  }
}

}  // namespace
}  // namespace largestep
