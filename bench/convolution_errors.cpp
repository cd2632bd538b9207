// How far the convolutions of a trained network are from float64, on the activations and gradients that it really has:
// our direct ones, those of `--convolution auto` and LibTorch's, for output, input gradient and weight gradient of
// every 3x3 layer of stride 1. Prints the table of docs/PERFORMANCE.md. Usage: convolution_errors RUN_OR_CHECKPOINT
// DATA [IMAGES]

#include <fmt/format.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/generated/Functions.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "cifar/cifar_reader.h"
#include "core/error.h"
#include "device/device.h"
#include "device/memory.h"
#include "kernels/own_kernels.h"
#include "loading/load_network.h"
#include "ops/convolution.h"

namespace {

using namespace largestep;
using torch::autograd::Node;
using torch::autograd::variable_list;
using torch::autograd::generated::ConvolutionBackward0;

/// What a layer convolved in a step, and the gradient that came back to its output.
struct Layer {
  at::Tensor x;
  at::Tensor weight;
  at::Tensor dy;
};

/// Keeps the gradient that reaches a node.
class KeptGradient final : public torch::autograd::FunctionPreHook {
 public:
  explicit KeptGradient(at::Tensor& to) : to_(to) {}
  variable_list operator()(const variable_list& gradients) override {
    to_ = gradients[0].detach().clone();
    return gradients;
  }

 private:
  at::Tensor& to_;
};

/// The 3x3 layers with a stride of 1.
std::vector<Layer> layers_of_a_step(TappedNetwork& network, const at::Tensor& images, const at::Tensor& labels) {
  const OwnKernelsScope libtorch(false);
  const auto loss = torch::nn::functional::cross_entropy(network.forward(images), labels);
  std::vector<std::unique_ptr<Layer>> found;
  std::set<Node*> seen;
  std::vector<std::decay_t<decltype(loss.grad_fn())>> todo{loss.grad_fn()};  // shared pointers of the version's kind
  while (!todo.empty()) {
    const auto node = todo.back();
    todo.pop_back();
    if (!node || !seen.insert(node.get()).second) continue;
    for (const auto& edge : node->next_edges()) todo.push_back(edge.function);
    auto* convolution = dynamic_cast<ConvolutionBackward0*>(node.get());
    if (convolution == nullptr) continue;
    auto layer = std::make_unique<Layer>();
    layer->x = convolution->input_.unpack(node).detach();
    layer->weight = convolution->weight_.unpack(node).detach();
    const bool strided = layer->x.size(1) != layer->weight.size(0);  // as every layer of ResNet-18 with a stride
    if (strided || layer->weight.size(2) != 3) continue;
    node->add_pre_hook(std::make_unique<KeptGradient>(layer->dy));
    found.push_back(std::move(layer));
  }
  loss.backward();
  std::vector<Layer> layers;
  for (const auto& layer : found) layers.push_back(*layer);
  return layers;
}

/// Output, gradient of the input and gradient of the weights.
std::array<at::Tensor, 3> convolved(const Layer& layer, at::ScalarType type) {
  const auto channels = layer.weight.size(0);
  torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(layer.x.size(1), channels, 3).padding(1).bias(false));
  const auto weights = type == at::kDouble ? at::kDouble : at::kFloat;
  convolution->weight.set_data(layer.weight.to(weights).contiguous(at::MemoryFormat::ChannelsLast));
  const auto x = layer.x.to(type).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  const auto y = convolve(*convolution, x);
  const auto gradients = torch::autograd::grad({y}, {x, convolution->weight}, {layer.dy.to(type)});
  return {y.detach(), gradients[0], gradients[1]};
}

/// Of output, gradient of the input and gradient of the weights, relative to the root mean square of the truth; the
/// largest of several layers.
struct Errors {
  std::array<double, 3> root_mean_square{};
  std::array<double, 3> largest{};

  void add(const std::array<at::Tensor, 3>& ours, const std::array<at::Tensor, 3>& truth) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const auto difference = ours[i].to(at::kDouble) - truth[i];
      const double size = truth[i].square().mean().sqrt().item<double>();
      const double rms = difference.square().mean().sqrt().item<double>() / size;
      root_mean_square[i] = std::max(root_mean_square[i], rms);
      largest[i] = std::max(largest[i], difference.abs().max().item<double>() / size);
    }
  }
};

/// A row of the table for each kind of convolution, over layers of the same shape.
void print_errors(const std::vector<Layer>& layers, at::ScalarType type) {
  Errors direct, automatic, libtorchs;
  for (const auto& layer : layers) {
    // What is rounded on the way in is not the convolution's error.
    const Layer given{layer.x.to(type).to(at::kFloat), layer.weight, layer.dy.to(type).to(at::kFloat)};
    const auto truth = convolved(given, at::kDouble);
    {
      const ConvolutionChoiceScope choice(ConvolutionChoice::kWinograd);
      automatic.add(convolved(given, type), truth);
    }
    {
      const ConvolutionChoiceScope choice(ConvolutionChoice::kDirect);
      direct.add(convolved(given, type), truth);
    }
    if (type != at::kFloat) continue;  // LibTorch would round the weights first
    const OwnKernelsScope libtorch(false);
    libtorchs.add(convolved(given, type), truth);
  }
  for (const auto& [name, errors] : {std::pair{"direct", direct}, {"auto", automatic}, {"LibTorch", libtorchs}}) {
    if (errors.root_mean_square[0] == 0.0) continue;
    fmt::print("| {}, {} | {}, {} |", layers[0].x.size(1), layers[0].x.size(2), name,
               type == at::kFloat ? "fp32" : "bf16");
    for (std::size_t i = 0; i < 3; ++i) fmt::print(" {:.1e}, {:.0e} |", errors.root_mean_square[i], errors.largest[i]);
    fmt::print("\n");
  }
}

int run(int argc, char** argv) {
  if (argc < 3) fail(ErrorKind::kInvalidArgument, "usage: convolution_errors RUN_OR_CHECKPOINT DATA [IMAGES]");
  keep_freed_memory();
  set_threads(0);
  const auto loaded = load_network(argv[1], at::kCPU);
  const auto set = load_cifar(cifar10_format(), argv[2], Split::kTrain);
  const auto images = set.images.slice(0, 0, argc > 3 ? std::atoi(argv[3]) : 32).to(at::kFloat).div(255);
  loaded.network->train();
  const auto layers = layers_of_a_step(*loaded.network, images.contiguous(at::MemoryFormat::ChannelsLast),
                                       set.labels.slice(0, 0, images.size(0)));
  std::map<std::int64_t, std::vector<Layer>> by_channels;
  for (const auto& layer : layers) by_channels[layer.x.size(1)].push_back(layer);
  fmt::print(
      "| channels, side | convolution | output: rms, max | input gradient | weight gradient "
      "|\n|---|---|--:|--:|--:|\n");
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    for (const auto& [channels, of_a_shape] : by_channels) print_errors(of_a_shape, type);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    fmt::print(stderr, "convolution_errors: {}\n", error.what());
    return 1;
  }
}
