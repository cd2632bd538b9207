# largestep_component(NAME SOURCES a.cpp ... [PLAIN_SOURCES b.cpp ...] [DEPENDS core ...] [LIBRARIES target ...])
#
# One static library per folder of lib/, target largestep_<name>. SOURCES include LibTorch and share one precompiled
# header; PLAIN_SOURCES do not include it and compile without.
# DEPENDS names every component that the folder's files include and no other (scripts/show_layers.py checks that).
add_library(largestep_pch OBJECT ${CMAKE_CURRENT_LIST_DIR}/pch.cpp)
target_link_libraries(largestep_pch PRIVATE largestep_torch largestep_headers largestep_warnings)
target_precompile_headers(largestep_pch PRIVATE <torch/torch.h> <fmt/format.h>)

function(largestep_share_pch target)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} REUSE_FROM largestep_pch)
    # LibTorch's targets ask for position-independent code, which CMake turns into -fPIE for executables; g++ wants the
    # option the header was compiled with.
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
endfunction()

function(largestep_component name)
  cmake_parse_arguments(arg "" "" "SOURCES;PLAIN_SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  set(target largestep_${name})
  add_library(${target} STATIC ${arg_SOURCES} ${arg_PLAIN_SOURCES})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  list(JOIN arg_DEPENDS " " depends)
  set_property(GLOBAL APPEND PROPERTY LARGESTEP_COMPONENTS "${name}: ${depends}")
  list(TRANSFORM arg_DEPENDS PREPEND largestep_)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} largestep_torch $<BUILD_INTERFACE:largestep_headers>
                        PRIVATE ${arg_LIBRARIES} $<BUILD_INTERFACE:largestep_warnings>)
  largestep_install_component(${name})
  if(arg_SOURCES)
    largestep_share_pch(${target})
  endif()
  if(arg_PLAIN_SOURCES)
    set_source_files_properties(${arg_PLAIN_SOURCES} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()
