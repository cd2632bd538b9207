#define LARGESTEP_KERNEL_SET baseline
#include "kernels/arrays_passes.inc"
