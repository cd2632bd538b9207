# Libraries that our sources include and programs that use the installed library need not have.

# fmt and nlohmann-json are used through their headers only, so that a directory of headers will do.
foreach(header IN ITEMS fmt/format.h nlohmann/json.hpp)
  string(MAKE_C_IDENTIFIER "LARGESTEP_${header}_DIR" variable)
  find_path(${variable} ${header} REQUIRED)
  list(APPEND LARGESTEP_HEADER_DIRS ${${variable}})
endforeach()
list(REMOVE_DUPLICATES LARGESTEP_HEADER_DIRS)
add_library(largestep_headers INTERFACE IMPORTED)
target_include_directories(largestep_headers SYSTEM INTERFACE ${LARGESTEP_HEADER_DIRS})
target_compile_definitions(largestep_headers INTERFACE FMT_HEADER_ONLY=1)
