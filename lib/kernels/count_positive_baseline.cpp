#define LARGESTEP_KERNEL_SET baseline
#include "kernels/count_positive_passes.inc"
