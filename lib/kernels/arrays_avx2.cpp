#define LARGESTEP_KERNEL_SET avx2
#include "kernels/arrays_passes.inc"
