# lib/kernels and its tests without LibTorch, for processors whose LibTorch is tedious to get: scripts/test_aarch64.sh.
# fmt is used through its headers, GoogleTest is compiled from its sources (Debian: googletest).
set(LARGESTEP_GOOGLETEST_DIR /usr/src/googletest CACHE PATH "GoogleTest's sources")
set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)  # which are LibTorch's

# By itself: a directory for another architecture's headers is not to be searched for anything else.
find_path(LARGESTEP_FMT_DIR fmt/format.h REQUIRED)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/headers)
file(CREATE_LINK ${LARGESTEP_FMT_DIR}/fmt ${PROJECT_BINARY_DIR}/headers/fmt SYMBOLIC)
add_library(largestep_headers INTERFACE IMPORTED)
target_include_directories(largestep_headers SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/headers)
target_compile_definitions(largestep_headers INTERFACE FMT_HEADER_ONLY=1)
add_library(largestep_torch INTERFACE IMPORTED)  # the kernels' component names it, but uses none of it

include(Install)
include(Component)
include(Version)
add_subdirectory(lib/core)
add_subdirectory(lib/kernels)

add_subdirectory(${LARGESTEP_GOOGLETEST_DIR} googletest EXCLUDE_FROM_ALL)
function(largestep_test component)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  add_executable(${component}_test ${PROJECT_SOURCE_DIR}/tests/main.cpp ${arg_SOURCES})
  target_include_directories(${component}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${component}_test PRIVATE largestep_${component} largestep_warnings gmock)
  add_test(NAME ${component} COMMAND ${component}_test)
endfunction()
enable_testing()
add_subdirectory(tests/kernels)
