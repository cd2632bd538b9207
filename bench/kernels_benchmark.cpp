// The kernels one by one, ours beside LibTorch's, on the layers of ResNet-18 at a batch of 256. Arguments of a
// benchmark: channels, side of the picture, own kernels (1) or LibTorch's (0); of convolutions 1 means direct ones and
// 2 those that `--convolution auto` takes. Usage: kernels_benchmark [--benchmark_filter=...]; threads from
// OMP_NUM_THREADS, or all.

#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "data/augment.h"
#include "device/device.h"
#include "device/memory.h"
#include "kernels/own_kernels.h"
#include "model/networks/residual_block.h"
#include "ops/batch_norm_relu.h"
#include "ops/convolution.h"
#include "optim/sgd.h"

namespace {

using namespace largestep;

constexpr std::int64_t kBatch = 256;

at::Tensor activations(std::int64_t channels, std::int64_t side, at::ScalarType type) {
  return torch::rand({kBatch, channels, side, side}).to(type).contiguous(torch::MemoryFormat::ChannelsLast);
}

void count_operations(benchmark::State& state, double operations) {
  state.counters["GFLOP/s"] =
      benchmark::Counter(operations / 1e9, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
}

/// Of state's channels: what a layer makes of them.
struct Layer {
  std::int64_t kernel = 3;
  std::int64_t stride = 1;
  std::int64_t wider = 1;  ///< times as many channels out as in
  bool first = false;      ///< takes images, whose gradient nobody asks for, to that many channels
};

/// @param backward  time the gradients instead of the output
void convolution(benchmark::State& state, at::ScalarType type, bool backward, const Layer& of) {
  const auto in_channels = of.first ? 3 : state.range(0);
  const auto channels = state.range(0) * of.wider;
  const auto side = state.range(1);
  const OwnKernelsScope kernels(state.range(2) != 0);
  const ConvolutionChoiceScope choice(state.range(2) == 1 ? ConvolutionChoice::kDirect : ConvolutionChoice::kWinograd);
  const AutocastScope autocast(at::kCPU, type == at::kBFloat16 ? Precision::kBFloat16 : Precision::kFloat32);
  auto layer = make_convolution(in_channels, channels, of.kernel, of.stride);
  {
    const torch::NoGradGuard no_grad;
    layer->weight.set_data(layer->weight.contiguous(torch::MemoryFormat::ChannelsLast));
  }
  const auto x = activations(in_channels, side, type).requires_grad_(!of.first);
  const auto direction = activations(channels, side / of.stride, type);
  const std::vector<at::Tensor> variables = of.first ? std::vector{layer->weight} : std::vector{x, layer->weight};
  for (auto _ : state) {
    if (!backward) {
      benchmark::DoNotOptimize(convolve(*layer, x));
      continue;
    }
    state.PauseTiming();
    const auto y = convolve(*layer, x);
    state.ResumeTiming();
    benchmark::DoNotOptimize(torch::autograd::grad({y}, variables, {direction}));
  }
  const auto pixels = side / of.stride * (side / of.stride);
  const auto products = static_cast<double>(kBatch * pixels * in_channels * channels * of.kernel * of.kernel);
  count_operations(state, 2.0 * products * static_cast<double>(backward ? variables.size() : 1));
}

/// BatchNorm with addition and ReLU, forward and backward.
void batch_norm(benchmark::State& state, at::ScalarType type) {
  const auto channels = state.range(0);
  const auto side = state.range(1);
  const OwnKernelsScope kernels(state.range(2) == 1);
  torch::nn::BatchNorm2d norm(channels);
  const auto x = activations(channels, side, type).requires_grad_();
  const auto residual = activations(channels, side, type).requires_grad_();
  const auto direction = activations(channels, side, type);
  for (auto _ : state) {
    const auto y = batch_norm_relu(*norm, x, residual);
    benchmark::DoNotOptimize(torch::autograd::grad({y}, {x, residual, norm->weight, norm->bias}, {direction}));
  }
  state.SetBytesProcessed(state.iterations() * x.numel() * static_cast<std::int64_t>(x.element_size()));
}

/// One step of SGD with momentum and L2 on ten million parameters.
void sgd(benchmark::State& state) {
  const OwnKernelsScope kernels(state.range(0) == 1);
  auto w = torch::rand({10'000'000}).requires_grad_();
  w.mutable_grad() = torch::rand_like(w);
  Sgd optimizer({{"w", w}}, {.momentum = 0.9, .weight_decay = 5e-4});
  for (auto _ : state) optimizer.step(1e-6);
}

/// A batch of cropped and flipped images.
void batch(benchmark::State& state) {
  const auto images = torch::randint(0, 256, {10'000, 3, 32, 32}, torch::kByte);
  const auto indices = torch::randint(0, 10'000, {kBatch}, torch::kLong);
  std::int64_t epoch = 0;
  for (auto _ : state) benchmark::DoNotOptimize(make_batch(images, indices, {.augment = true, .epoch = ++epoch}));
  state.SetItemsProcessed(state.iterations() * kBatch);
}

void layers_with(benchmark::internal::Benchmark* benchmark, std::initializer_list<std::int64_t> kernels,
                 std::int64_t stages = 4) {
  for (const std::int64_t width : {16, 64}) {
    for (std::int64_t stage = 0; stage < stages; ++stage) {
      for (const std::int64_t own : kernels) benchmark->Args({width << stage, 32 >> stage, own});
    }
  }
  benchmark->ArgNames({"channels", "side", "own"})->Unit(benchmark::kMillisecond)->UseRealTime();
}
void layers(benchmark::internal::Benchmark* benchmark) { layers_with(benchmark, {1, 0}); }
void convolutions(benchmark::internal::Benchmark* benchmark) { layers_with(benchmark, {2, 1, 0}); }

/// Where a stage begins; and the first layer.
void first_layers(benchmark::internal::Benchmark* benchmark) { layers_with(benchmark, {1, 0}, 1); }
void strided_layers(benchmark::internal::Benchmark* benchmark) { layers_with(benchmark, {1, 0}, 3); }

BENCHMARK_CAPTURE(convolution, forward_bf16, at::kBFloat16, false, Layer{})->Apply(convolutions);
BENCHMARK_CAPTURE(convolution, backward_bf16, at::kBFloat16, true, Layer{})->Apply(convolutions);
BENCHMARK_CAPTURE(convolution, forward_fp32, at::kFloat, false, Layer{})->Apply(convolutions);
BENCHMARK_CAPTURE(convolution, backward_fp32, at::kFloat, true, Layer{})->Apply(convolutions);
constexpr Layer kStride{.stride = 2, .wider = 2};
constexpr Layer kProjection{.kernel = 1, .stride = 2, .wider = 2};
constexpr Layer kFirst{.first = true};
BENCHMARK_CAPTURE(convolution, stride_forward_fp32, at::kFloat, false, kStride)->Apply(strided_layers);
BENCHMARK_CAPTURE(convolution, stride_backward_fp32, at::kFloat, true, kStride)->Apply(strided_layers);
BENCHMARK_CAPTURE(convolution, projection_forward_fp32, at::kFloat, false, kProjection)->Apply(strided_layers);
BENCHMARK_CAPTURE(convolution, projection_backward_fp32, at::kFloat, true, kProjection)->Apply(strided_layers);
BENCHMARK_CAPTURE(convolution, first_forward_fp32, at::kFloat, false, kFirst)->Apply(first_layers);
BENCHMARK_CAPTURE(convolution, first_backward_fp32, at::kFloat, true, kFirst)->Apply(first_layers);
BENCHMARK_CAPTURE(batch_norm, bf16, at::kBFloat16)->Apply(layers);
BENCHMARK_CAPTURE(batch_norm, fp32, at::kFloat)->Apply(layers);
BENCHMARK(sgd)->ArgName("own")->Arg(1)->Arg(0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(batch)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const char* threads = std::getenv("OMP_NUM_THREADS");
  set_threads(threads == nullptr ? 0 : std::atoi(threads));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
