// clang 14 instantiates members of std::vector as soon as they are constexpr, as libstdc++ 12 makes them in C++20;
// LibTorch 1.13 has a std::vector<c10::IValue> before c10::IValue is complete. Included before everything else when
// such a clang compiles: std::vector without constexpr, the rest of the library as it is.
#pragma once

#include <memory>
#include <string>

#ifdef _GLIBCXX_VECTOR
#error "one of the headers above brings std::vector along"
#endif
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
// Declared as constexpr above; only std::fill on a std::vector<bool> would want it.
#define __fill_a1 __fill_a1_without_constexpr
#include <vector>
#undef __fill_a1
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr
