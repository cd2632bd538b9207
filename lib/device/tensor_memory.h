#pragma once

namespace largestep {

/// Makes LibTorch take the memory of CPU tensors from malloc in blocks that a later tensor of the same size fits into
/// exactly, where it would ask for aligned memory: glibc looks for that in free blocks larger than needed by the
/// alignment, so that a freed tensor's place never serves the next one of its size, and the heap grows full of holes.
/// Call once, before the first tensor is made. Alignment (64 bytes) and results are the same.
void use_tensor_memory();

}  // namespace largestep
