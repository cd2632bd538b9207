#pragma once

namespace largestep {

/// What a CUDA process must have in its environment before cuBLAS is first called, for the same bits from run to run.
/// Has to come before the first look at a CUDA device. Set already, it stays as it is.
void prepare_environment_for_determinism();

/// Within its lifetime LibTorch computes float32 in float32 on a GPU, too (on its own, cuDNN rounds what convolutions
/// multiply to TF32's 10 bits), and with `deterministic` takes only algorithms that give the same bits from run to run,
/// without filling new memory first as it else does for that. Of the whole process, forward and backward.
class ArithmeticScope {
 public:
  explicit ArithmeticScope(bool deterministic = false);
  ~ArithmeticScope();
  ArithmeticScope(const ArithmeticScope&) = delete;
  ArithmeticScope& operator=(const ArithmeticScope&) = delete;

 private:
  bool convolutions_in_tf32_;
  bool products_in_tf32_;
  bool deterministic_;
  bool warn_only_;
  bool fills_memory_;
};

}  // namespace largestep
