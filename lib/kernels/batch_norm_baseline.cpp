#define LARGESTEP_KERNEL_SET baseline
#include "kernels/batch_norm_passes.inc"
