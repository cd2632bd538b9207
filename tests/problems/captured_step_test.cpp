// What a CUDA graph needs of a step, tried on the CPU with LibTorch's operations, which are those of a GPU.
#include <ATen/record_function.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "device/bfloat16_support.h"
#include "kernels/own_kernels.h"
#include "model/networks/resnet18.h"
#include "optim/weight_average.h"
#include "problems/image_classification.h"

namespace largestep {
namespace {

/// Operations within captured bodies that a GPU's processor would wait in, by name.
class WaitWatch {
 public:
  WaitWatch()
      : handle_(at::addGlobalCallback(at::RecordFunctionCallback(&look).scopes({at::RecordScope::FUNCTION}))),
        graphs_([](const std::function<void()>& body) { return capture(body); }) {
    seen_ = {};
    captures_ = 0;
  }
  ~WaitWatch() { at::removeCallback(handle_); }
  WaitWatch(const WaitWatch&) = delete;
  WaitWatch& operator=(const WaitWatch&) = delete;

  static const std::set<std::string>& seen() { return seen_; }
  static int captures() { return captures_; }

 private:
  struct Nothing final : DeviceGraph {
    void replay() override {}
  };

  static std::unique_ptr<DeviceGraph> capture(const std::function<void()>& body) {
    ++captures_;
    is_capturing_ = true;
    body();
    is_capturing_ = false;
    return std::make_unique<Nothing>();
  }

  static std::unique_ptr<at::ObserverContext> look(const at::RecordFunction& function) {
    static const std::set<std::string> waiting{"aten::item",          "aten::_local_scalar_dense", "aten::is_nonzero",
                                               "aten::nonzero",       "aten::masked_select",       "aten::equal",
                                               "aten::_unique2",      "aten::unique_dim",          "aten::argwhere",
                                               "aten::nonzero_numpy", "aten::repeat_interleave"};
    if (is_capturing_ && waiting.count(function.name()) > 0) seen_.insert(function.name());
    return nullptr;
  }

  inline static std::set<std::string> seen_;
  inline static int captures_ = 0;
  inline static std::atomic<bool> is_capturing_ = false;
  at::CallbackHandle handle_;
  GraphMakerScope graphs_;
};

ImageClassification small_classification(ImageClassificationOptions options, std::int64_t width = 1) {
  torch::manual_seed(4);
  options.sampling.batch_size = 4;
  const ImageSet images{.images = torch::randint(256, {8, 3, 32, 32}, torch::kByte),
                        .labels = torch::randint(10, {8}, torch::kLong)};
  return ImageClassification(ResNet18(ResNet18Options{.width = width}).ptr(), {.train = images}, options);
}

/// Those that LibTorch can compute here.
std::vector<Precision> precisions() {
  std::vector<Precision> all{Precision::kFloat32};
  if (bfloat16_works()) all.push_back(Precision::kBFloat16);
  return all;
}

/// Every combination of what changes the gradient's operations.
std::vector<ImageClassificationOptions> every_gradient() {
  std::vector<ImageClassificationOptions> all;
  for (const auto precision : precisions()) {
    for (const bool augment : {false, true}) {
      for (const std::int64_t cutout : {0, 8}) {
        for (const double smoothing : {0.0, 0.1}) {
          for (const double noise : {0.0, 0.3}) {
            all.push_back({.augment = augment,
                           .cutout = cutout,
                           .label_smoothing = smoothing,
                           .label_noise = noise,
                           .precision = precision,
                           .replay = true});
          }
        }
      }
    }
  }
  return all;
}

std::string text_of(const ImageClassificationOptions& options) {
  return fmt::format("{}, augment {}, cutout {}, label smoothing {}, label noise {}", name_of(options.precision),
                     options.augment, options.cutout, options.label_smoothing, options.label_noise);
}

TEST(CapturedStep, NothingInTheGradientWaitsForTheDevice) {
  const OwnKernelsScope kernels(false);
  for (const auto& options : every_gradient()) {
    const WaitWatch watch;
    auto sum = small_classification(options);
    for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
      for (const Batch& batch : sum.epoch({.epoch = epoch, .step = 2 * epoch})) sum.gradient(batch);
    }
    EXPECT_EQ(WaitWatch::captures(), 1) << text_of(options);
    EXPECT_THAT(WaitWatch::seen(), testing::IsEmpty()) << text_of(options);
  }
}

TEST(CapturedStep, NothingInTheUpdateOrTheAverageWaitsForTheDevice) {
  const OwnKernelsScope kernels(false);
  for (const SgdOptions& options : {SgdOptions{}, SgdOptions{.weight_decay = 0.01}, SgdOptions{.momentum = 0.9},
                                    SgdOptions{.momentum = 0.9, .weight_decay = 0.01},
                                    SgdOptions{.momentum = 0.9, .nesterov = true, .weight_decay = 0.01}}) {
    const WaitWatch watch;
    auto sum = small_classification({});
    sum.gradient(*sum.epoch({}).begin());
    Sgd sgd(sum.parameters(), options);
    WeightAverage average(sum.parameters(), 0.9);
    sgd.replay_steps();
    average.replay_updates();
    for (int step = 0; step < 5; ++step) {
      sgd.step(0.1);
      average.update();
    }
    EXPECT_EQ(WaitWatch::captures(), 2);
    EXPECT_THAT(WaitWatch::seen(), testing::IsEmpty())
        << "momentum " << options.momentum << ", weight decay " << options.weight_decay;
  }
}

TEST(CapturedStep, WhatWaitsIsNoticed) {
  const WaitWatch watch;
  const auto x = torch::ones({3});
  (void)capture_graph([&] { (void)x.sum().item<float>(); });
  EXPECT_THAT(WaitWatch::seen(), testing::Contains("aten::_local_scalar_dense"));
}

// _foreach_ operations of a GPU do all tensors of a list together only if each pair has the same strides.
TEST(CapturedStep, EachGradientHasTheStridesOfItsParameter) {
  for (const bool own : {false, true}) {
    const OwnKernelsScope kernels(own);
    for (const auto precision : precisions()) {
      for (const std::int64_t width : {1, 4, 16}) {
        auto sum = small_classification({.precision = precision}, width);
        sum.gradient(*sum.epoch({}).begin());
        for (const auto& [name, parameter] : sum.parameters()) {
          EXPECT_EQ(parameter.strides(), parameter.grad().strides())
              << name << ", width " << width << ", " << name_of(precision) << (own ? ", own kernels" : "");
        }
      }
    }
  }
}

}  // namespace
}  // namespace largestep
