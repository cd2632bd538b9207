#include "model/activation_tap.h"

#include <fnmatch.h>

#include "core/error.h"
#include "core/suggest.h"

namespace largestep {

torch::Tensor ActivationTapImpl::forward(torch::Tensor activations) {
  if (!subscribers_.empty()) {
    const auto watched = activations.detach();
    for (const auto& subscriber : subscribers_) subscriber.callback(subscriber.name, watched);
  }
  return activations;
}

TapSubscription& TapSubscription::operator=(TapSubscription&& other) noexcept {
  if (this != &other) {
    detach();
    attached_ = std::exchange(other.attached_, {});
  }
  return *this;
}

void TapSubscription::detach() {
  for (auto& attached : attached_) {
    if (const auto tap = attached.tap.lock()) tap->subscribers_.erase(attached.subscriber);
  }
  attached_.clear();
}

std::vector<std::string> TapSubscription::names() const {
  std::vector<std::string> names;
  for (const auto& attached : attached_) names.push_back(attached.name);
  return names;
}

std::vector<std::string> tap_names(const torch::nn::Module& network) {
  std::vector<std::string> names;
  for (const auto& item : network.named_modules()) {
    if (item.value()->as<ActivationTapImpl>() != nullptr) names.push_back(item.key());
  }
  return names;
}

std::vector<std::shared_ptr<ActivationTapImpl>> taps(const torch::nn::Module& network) {
  std::vector<std::shared_ptr<ActivationTapImpl>> taps;
  for (const auto& module : network.modules()) {
    if (auto tap = std::dynamic_pointer_cast<ActivationTapImpl>(module)) taps.push_back(std::move(tap));
  }
  return taps;
}

TapSubscription subscribe(torch::nn::Module& network, const std::string& pattern, const TapCallback& callback) {
  TapSubscription subscription;
  for (const auto& item : network.named_modules()) {
    const auto tap = std::dynamic_pointer_cast<ActivationTapImpl>(item.value());
    if (!tap || fnmatch(pattern.c_str(), item.key().c_str(), 0) != 0) continue;
    tap->subscribers_.push_back({item.key(), callback});
    subscription.attached_.push_back({tap, std::prev(tap->subscribers_.end()), item.key()});
  }
  if (subscription.attached_.empty()) {
    fail(ErrorKind::kInvalidArgument, "no layer matches \"{}\"{}", pattern, did_you_mean(pattern, tap_names(network)));
  }
  return subscription;
}

}  // namespace largestep
