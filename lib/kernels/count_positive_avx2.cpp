#define LARGESTEP_KERNEL_SET avx2
#include "kernels/count_positive_passes.inc"
