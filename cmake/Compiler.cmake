# Warnings, sanitizers and compiler cache. Our code is warning-free; third-party headers are SYSTEM.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(LARGESTEP_CCACHE ccache)
if(LARGESTEP_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The precompiled header makes time macros part of the key otherwise.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${LARGESTEP_CCACHE})
endif()

if(LARGESTEP_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(LARGESTEP_SANITIZE)
  # Instrumented, LibTorch's optional<string_view> looks uninitialized to GCC.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
                      -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
                      -fno-sanitize=vptr)
  add_link_options(-fsanitize=address,undefined)
endif()

if(LARGESTEP_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "LARGESTEP_BUILD_FUZZERS needs clang, which brings libFuzzer: use the preset \"fuzz\"")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  add_compile_options("SHELL:-include ${CMAKE_CURRENT_LIST_DIR}/clang14_vector.h")
endif()

add_library(largestep_warnings INTERFACE)
target_compile_options(largestep_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow
                       $<$<BOOL:${LARGESTEP_WARNINGS_AS_ERRORS}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  # False alarms in its own vector<bool>, wherever LibTorch's autograd functions are inlined.
  target_compile_options(largestep_warnings INTERFACE -Wno-array-bounds -Wno-stringop-overflow)
endif()
