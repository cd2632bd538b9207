#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace largestep {

class TapSubscription;

/// Called with a tap's name and the activations that passed it: [N, ...], detached, not to be modified.
using TapCallback = std::function<void(const std::string& name, const torch::Tensor& activations)>;

/// A place in a network where activations can be watched: the forward hook that LibTorch's C++ modules lack.
///
/// Put it after a ReLU and register it by name; it returns its input. It owns no parameters, so it does not appear in
/// checkpoints. Without subscribers it costs a branch. Not thread-safe.
class ActivationTapImpl : public torch::nn::Module {
 public:
  torch::Tensor forward(torch::Tensor activations);
  bool is_watched() const { return !subscribers_.empty(); }

 private:
  friend class TapSubscription;
  friend TapSubscription subscribe(torch::nn::Module&, const std::string&, const TapCallback&);
  struct Subscriber {
    std::string name;
    TapCallback callback;
  };
  std::list<Subscriber> subscribers_;
};
TORCH_MODULE(ActivationTap);

/// Keeps callbacks attached to taps; detaches them when it is destroyed. May outlive the network.
class TapSubscription {
 public:
  TapSubscription() = default;
  ~TapSubscription() { detach(); }
  TapSubscription(TapSubscription&& other) noexcept : attached_(std::exchange(other.attached_, {})) {}
  TapSubscription& operator=(TapSubscription&& other) noexcept;

  void detach();
  /// Names of the taps listened to, in forward order.
  std::vector<std::string> names() const;

 private:
  friend TapSubscription subscribe(torch::nn::Module&, const std::string&, const TapCallback&);
  struct Attached {
    std::weak_ptr<ActivationTapImpl> tap;
    std::list<ActivationTapImpl::Subscriber>::iterator subscriber;
    std::string name;
  };
  std::vector<Attached> attached_;
};

/// Names of the network's taps in forward order ("stem", "layer1.0.relu1", ..., "pooled").
std::vector<std::string> tap_names(const torch::nn::Module& network);

/// The network's taps in forward order.
std::vector<std::shared_ptr<ActivationTapImpl>> taps(const torch::nn::Module& network);

/// Attaches the callback to every tap whose name matches the shell pattern ("layer4.1.relu2", "layer3.*", "*").
/// @throws Error{kInvalidArgument} if none matches, naming the nearest.
[[nodiscard]] TapSubscription subscribe(torch::nn::Module& network, const std::string& pattern,
                                        const TapCallback& callback);

}  // namespace largestep
