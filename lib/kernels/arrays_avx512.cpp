#define LARGESTEP_KERNEL_SET avx512
#include "kernels/arrays_passes.inc"
