#define LARGESTEP_KERNEL_SET avx512_bf16
#include "kernels/batch_norm_passes.inc"
