#define LARGESTEP_KERNEL_SET avx2
#include "kernels/sgd_passes.inc"
