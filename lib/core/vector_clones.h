#pragma once

/// Put before a function with a hot loop over an array: it is compiled for the vector units of newer x86-64 processors
/// as well, and the program picks at its start the one that runs here. Nothing where that is not possible.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define LARGESTEP_VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LARGESTEP_VECTOR_CLONES
#endif
