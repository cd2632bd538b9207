// Whole runs on a device that stands for a GPU: what they find, what waits, and replays against steps one by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <filesystem>

#include "activity/inference.h"
#include "catalog/image_problems.h"
#include "core/error.h"
#include "data/device_batch.h"
#include "fake_device.h"
#include "files/atomic_file.h"
#include "kernels/own_kernels.h"
#include "measure/measurement.h"
#include "model/networks/resnet18.h"
#include "problems/image_classification.h"
#include "session/training_session.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

namespace fs = std::filesystem;

ImageSet random_images(std::int64_t count, std::uint64_t seed) {
  torch::manual_seed(seed);
  return {.images = torch::randint(256, {count, 3, 32, 32}, torch::kByte),
          .labels = torch::randint(10, {count}, torch::kLong)};
}

/// Everything that a run can do beside its steps falls into its 12 steps; of the measures, those that take little time.
Settings busy_settings() {
  Settings settings;
  settings.width = 1;
  settings.epochs = 3;
  settings.batch_size = 8;
  settings.cutout = 6;
  settings.label_smoothing = 0.1;
  settings.label_noise = 0.2;
  settings.average_tau = 0.9;
  settings.test_flip = true;
  settings.precision = "fp32";
  settings.eval_every = 5;
  settings.sparsity_every = 7;
  settings.measure_every = 6;
  settings.measures = "dead,channels,rank,norms";
  settings.measure_images = 8;
  settings.checkpoint_every = 1;
  settings.threads = 1;
  settings.quiet = true;
  return settings;
}

void run(const Settings& settings, const c10::Device& device, const fs::path& directory, bool resume = false) {
  const OwnKernelsScope kernels(false);
  LabelledImages images{.train = random_images(34, 1),
                        .test = random_images(20, 2),
                        .validation = random_images(9, 3),
                        .name = "random images"};
  Ranks ranks;
  TrainingSession({.values = settings, .device = device}, classify(std::move(images), settings, {.device = device}),
                  directory, resume, ranks)
      .run();
}

/// The rows of a run's file, without the times in them.
std::string rows(const fs::path& directory, const std::string& name) {
  const auto text = read_file(directory / name);
  if (name != "metrics.csv") return text;
  std::istringstream in(text);
  std::string all;
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    int column = 0;
    for (std::string cell; std::getline(cells, cell, ','); ++column) {
      if (column != 7) all += cell + ",";
    }
    all += "\n";
  }
  return all;
}

void expect_same_runs(const fs::path& one, const fs::path& other) {
  for (const auto* name : {"steps.csv", "metrics.csv", "sparsity.csv", "measures.csv"}) {
    EXPECT_EQ(rows(one, name), rows(other, name)) << name;
  }
  const auto a = load_checkpoint(one / "checkpoints/last.pt");
  const auto b = load_checkpoint(other / "checkpoints/last.pt");
  const auto expect_same = [](const StateDict& left, const StateDict& right) {
    ASSERT_EQ(left.size(), right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
      EXPECT_TRUE(torch::equal(left[i].second, right[i].second)) << left[i].first;
    }
  };
  expect_same(a.model, b.model);
  expect_same(a.momentum, b.momentum);
  expect_same(a.average, b.average);
}

std::unique_ptr<DeviceGraph> one_by_one(const std::function<void()>&) { return nullptr; }

TEST(FakeDevice, RefusesWhatAGpuRefuses) {
  const auto x = torch::ones({3}).to(fake_device());
  EXPECT_THROW(x + torch::ones({3}), std::exception);
  EXPECT_DEATH((void)*static_cast<volatile float*>(x.data_ptr()), "");
  EXPECT_THROW((void)capture_on_fake_device([&] { (void)x.sum().item<float>(); }), std::exception);
  EXPECT_THROW((void)capture_on_fake_device([&] { (void)x.cpu(); }), std::exception);
  EXPECT_THROW((void)capture_on_fake_device([&] { (void)x.masked_select(x > 0); }), std::exception);
}

TEST(FakeDevice, ReplaysOnTheSameMemoryWithWhatLiesThereThen) {
  auto in = torch::zeros({3}).to(fake_device());
  at::Tensor out;
  const auto graph = capture_on_fake_device([&] {
    in += 1;
    out = in * 2;
  });
  EXPECT_EQ(in.cpu()[0].item<float>(), 0.0F);  // a capture does nothing
  EXPECT_TRUE(out.cpu().isnan().all().item<bool>());
  for (int i = 1; i < 4; ++i) {
    graph->replay();
    EXPECT_EQ(out.cpu()[1].item<float>(), 2.0F * static_cast<float>(i));
  }
}

TEST(DeviceSession, FindsOnTheDeviceWhatTheCpuFinds) {
  const TemporaryDirectory cpu;
  const TemporaryDirectory device;
  run(busy_settings(), c10::Device(c10::kCPU), cpu.path() / "run");
  run(busy_settings(), fake_device(), device.path() / "run");
  expect_same_runs(cpu.path() / "run", device.path() / "run");
}

TEST(DeviceMeasures, AreThoseOfTheCpu) {
  const ImageSet images = random_images(16, 6);
  const auto figures = [&](const c10::Device& device) {
    torch::manual_seed(7);
    ResNet18 network(ResNet18Options{.width = 1});
    network->to(device);
    return measure(*network, images, nullptr, device, {.kinds = parse_measures("all"), .images = 8, .batch_size = 8});
  };
  const OwnKernelsScope kernels(false);
  const auto on_cpu = figures(c10::Device(c10::kCPU));
  const auto on_device = figures(fake_device());
  ASSERT_EQ(on_cpu.size(), on_device.size());
  for (std::size_t i = 0; i < on_cpu.size(); ++i) {
    EXPECT_NEAR(on_cpu[i].value, on_device[i].value, 1e-5 * std::abs(on_cpu[i].value)) << on_cpu[i].name;
  }
}

TEST(DeviceSession, ReplaysWhatItWouldLaunchOneByOne) {
  const TemporaryDirectory directory;
  {
    const GraphMakerScope graphs(one_by_one);
    run(busy_settings(), fake_device(), directory.path() / "one-by-one");
  }
  reset_fake_device_counts();
  const GraphMakerScope graphs(capture_on_fake_device);
  run(busy_settings(), fake_device(), directory.path() / "replayed");
  const auto counts = fake_device_counts();
  EXPECT_GE(counts.captures, 3);  // gradient, update, average
  EXPECT_GE(counts.replays, 15);
  expect_same_runs(directory.path() / "one-by-one", directory.path() / "replayed");
}

TEST(DeviceSession, GoesOnFromACheckpointAsIfItHadNotEnded) {
  const TemporaryDirectory directory;
  const GraphMakerScope graphs(capture_on_fake_device);
  run(busy_settings(), fake_device(), directory.path() / "whole");
  fs::copy(directory.path() / "whole", directory.path() / "resumed", fs::copy_options::recursive);
  const auto checkpoints = directory.path() / "resumed" / "checkpoints";
  fs::copy_file(checkpoints / "epoch-0001.pt", checkpoints / "last.pt", fs::copy_options::overwrite_existing);
  run(busy_settings(), fake_device(), directory.path() / "resumed", /*resume=*/true);
  expect_same_runs(directory.path() / "whole", directory.path() / "resumed");
}

TEST(DeviceSession, SaysWhatIsCapturedInRunJson) {
  const TemporaryDirectory directory;
  auto settings = busy_settings();
  settings.epochs = 1;
  const GraphMakerScope graphs(capture_on_fake_device);
  run(settings, fake_device(), directory.path() / "run");
  const auto facts = nlohmann::json::parse(read_file(directory.path() / "run/run.json"));
  EXPECT_EQ(facts["captured"], nlohmann::json({"gradient", "update", "weight average"}));
  EXPECT_EQ(facts["launched_one_by_one"],
            nlohmann::json({"first 6 steps", "watched steps", "evaluations", "measures"}));
  EXPECT_EQ(facts["native_bf16"], has_native_bfloat16(fake_device()));
}

struct Steps {
  explicit Steps(bool replay)
      : sum(ResNet18(ResNet18Options{.width = 1}).ptr(), {.train = random_images(34, 1)},
            {.sampling = {.batch_size = 4},
             .augment = true,
             .cutout = 4,
             .label_smoothing = 0.1,
             .device = fake_device(),
             .replay = replay}),
        sgd(sum.parameters(), {.momentum = 0.9, .weight_decay = 5e-4}),
        average(sum.parameters(), 0.9) {
    if (!replay) return;
    sgd.replay_steps();
    average.replay_updates();
  }
  /// Counts of the 8 steps of the second epoch.
  FakeDeviceCounts counts_of_an_epoch() {
    for (std::int64_t epoch = 0; epoch < 2; ++epoch) {
      reset_fake_device_counts();
      for (const Batch& batch : sum.epoch({.epoch = epoch, .step = 8 * epoch})) {
        (void)sum.gradient(batch);
        sgd.step(0.1);
        average.update();
      }
    }
    return fake_device_counts();
  }
  ImageClassification sum;
  Sgd sgd;
  WeightAverage average;
};

TEST(DeviceSteps, WaitForNothing) {
  const OwnKernelsScope kernels(false);
  const auto counts = Steps(/*replay=*/false).counts_of_an_epoch();
  EXPECT_EQ(counts.waits, 0);
  EXPECT_EQ(counts.mixed_strides, 0);
  EXPECT_GT(counts.operations, 8 * 300);
}

TEST(DeviceSteps, AreReplayedAllButTheirInput) {
  const OwnKernelsScope kernels(false);
  const GraphMakerScope graphs(capture_on_fake_device);
  const auto counts = Steps(/*replay=*/true).counts_of_an_epoch();
  EXPECT_EQ(counts.waits, 0);
  EXPECT_EQ(counts.mixed_strides, 0);
  EXPECT_EQ(counts.replays, 8 * 3);
  EXPECT_LE(counts.operations, 8 * 4);  // the batch, the step size, the loss kept
}

TEST(DeviceInference, ReadsAsMuchOfManyBatchesAsOfOne) {
  ResNet18 network(ResNet18Options{.width = 1});
  network->to(fake_device());
  const auto waits = [&](std::int64_t batch_size) {
    reset_fake_device_counts();
    (void)score_images(*network, random_images(40, 5), {.device = fake_device(), .batch_size = batch_size});
    return fake_device_counts().waits;
  };
  EXPECT_EQ(waits(4), waits(40));
  EXPECT_LE(waits(4), 2);
}

TEST(DeviceBatch, ScalesPixelsToTheSameNumbersOnEveryDevice) {
  const auto pixels = torch::arange(256).to(torch::kByte);
  const auto expected = pixels.to(torch::kFloat) / torch::full({256}, 255.0F);
  EXPECT_TRUE(torch::equal(scale_pixels(pixels), expected));
  EXPECT_TRUE(torch::equal(scale_pixels(pixels.to(fake_device())).cpu(), expected));
  const auto by_reciprocal = (pixels.to(fake_device()).to(torch::kFloat) / 255).cpu();
  EXPECT_EQ((by_reciprocal != expected).sum().item<int>(), 126);  // what a GPU would have made of it
}

}  // namespace
}  // namespace largestep
