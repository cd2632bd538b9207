#define LARGESTEP_KERNEL_SET avx512
#include "kernels/count_positive_passes.inc"
