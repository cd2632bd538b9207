#define LARGESTEP_KERNEL_SET avx512
#include "kernels/sgd_passes.inc"
