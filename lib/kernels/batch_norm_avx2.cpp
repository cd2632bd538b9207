#define LARGESTEP_KERNEL_SET avx2
#include "kernels/batch_norm_passes.inc"
