#include "kernels/own_kernels.h"

#include <atomic>

namespace largestep {
namespace {

std::atomic<bool> use_own{true};
std::atomic<ConvolutionChoice> chosen{ConvolutionChoice::kDirect};

}  // namespace

bool own_kernels() { return use_own.load(std::memory_order_relaxed); }
void use_own_kernels(bool use) { use_own.store(use, std::memory_order_relaxed); }

ConvolutionChoice convolution_choice() { return chosen.load(std::memory_order_relaxed); }
void choose_convolutions(ConvolutionChoice choice) { chosen.store(choice, std::memory_order_relaxed); }

}  // namespace largestep
