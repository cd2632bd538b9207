#define LARGESTEP_KERNEL_SET avx512
#include "kernels/batch_norm_passes.inc"
