#pragma once

namespace largestep {

/// Whether the program computes with its own kernels where it has any (the default), or with LibTorch's operations
/// alone, which round like PyTorch in Python to the last bit: for comparison with it, and to find a fault.
/// Of the whole process; set it before training starts.
bool own_kernels();
void use_own_kernels(bool use);

/// Switches for its lifetime.
class OwnKernelsScope {
 public:
  explicit OwnKernelsScope(bool use) : previous_(own_kernels()) { use_own_kernels(use); }
  ~OwnKernelsScope() { use_own_kernels(previous_); }
  OwnKernelsScope(const OwnKernelsScope&) = delete;
  OwnKernelsScope& operator=(const OwnKernelsScope&) = delete;

 private:
  bool previous_;
};

/// Which of our own convolutions run: direct ones alone (the default), or Winograd's, whose sums round more, where they
/// were measured to be faster. Of the whole process; set it before training starts.
enum class ConvolutionChoice { kWinograd, kDirect };
ConvolutionChoice convolution_choice();
void choose_convolutions(ConvolutionChoice choice);

/// Switches for its lifetime.
class ConvolutionChoiceScope {
 public:
  explicit ConvolutionChoiceScope(ConvolutionChoice choice) : previous_(convolution_choice()) {
    choose_convolutions(choice);
  }
  ~ConvolutionChoiceScope() { choose_convolutions(previous_); }
  ConvolutionChoiceScope(const ConvolutionChoiceScope&) = delete;
  ConvolutionChoiceScope& operator=(const ConvolutionChoiceScope&) = delete;

 private:
  ConvolutionChoice previous_;
};

}  // namespace largestep
