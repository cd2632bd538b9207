#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/progress.h"
#include "optim/sampling.h"
#include "optim/sgd.h"
#include "problems/loss.h"
#include "problems/term_indices.h"

namespace largestep {

/// The terms of one stochastic gradient: which of the n, and where in the run.
struct Batch {
  TermIndices indices;          ///< B terms drawn, each in [0, n)
  Progress at;                  ///< progress before this step
  double elapsed_epochs = 0.0;  ///< epoch + (step in epoch + 1) / steps per epoch: where schedules are looked up
};

/// The batches of one epoch in order; a pure function of (seed, epoch), so that resuming is starting at a Progress.
class EpochBatches {
 public:
  /// @param order  int64 [n] of terms, each once or, drawn with replacement, any number of times; its last n mod
  ///               batch_size entries are dropped
  /// @throws Error{kData} if `at` is not within the epoch.
  EpochBatches(at::Tensor order, std::int64_t batch_size, Progress at);

  class Iterator {
   public:
    Iterator(const EpochBatches& batches, std::int64_t step_in_epoch)
        : batches_(&batches), step_in_epoch_(step_in_epoch) {}
    Batch operator*() const;
    Iterator& operator++() {
      ++step_in_epoch_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return step_in_epoch_ != other.step_in_epoch_; }

   private:
    const EpochBatches* batches_;
    std::int64_t step_in_epoch_;
  };

  Iterator begin() const { return {*this, at_.step_in_epoch}; }
  Iterator end() const { return {*this, steps_}; }

 private:
  at::Tensor order_;
  std::int64_t batch_size_;
  std::int64_t steps_;
  Progress at_;
};

/// An objective f(w) = 1/n sum_i f_i(w). SGD draws a batch of terms and follows the gradient of their mean, an unbiased
/// estimate of grad f. Everything the training loop knows of what it trains.
class FiniteSum {
 public:
  /// @param terms  n >= 1, below 2^32.  @throws Error{kInvalidArgument} if the batch size is not in [1, n].
  FiniteSum(std::int64_t terms, const SamplingOptions& sampling);
  virtual ~FiniteSum() = default;

  /// Mean of f_i over the batch, a scalar that autograd can differentiate.
  virtual at::Tensor loss(const Batch& batch) = 0;

  /// Fills each parameter's .grad with the gradient of loss(batch) and returns the loss, detached and not synchronised.
  /// The default asks autograd; a problem with a cheap closed form overrides it.
  virtual Loss gradient(const Batch& batch);

  /// The variables w by name, in a fixed order; they share storage with the problem.
  virtual std::vector<NamedTensor> parameters() const = 0;

  /// What a checkpoint holds of it, in the order of a state_dict: parameters and, where there are some, buffers. They
  /// share storage with the problem. The default is the parameters.
  virtual std::vector<NamedTensor> state() const;

  std::int64_t terms() const { return terms_; }
  std::int64_t steps_per_epoch() const { return terms_ / sampling_.batch_size; }
  const SamplingOptions& sampling() const { return sampling_; }

  /// Batches from `at` to the end of its epoch.
  EpochBatches epoch(const Progress& at) const;

 private:
  std::int64_t terms_;
  SamplingOptions sampling_;
  at::Tensor all_terms_;  ///< 0..n-1, the order of every epoch where a batch is all terms
};

}  // namespace largestep
