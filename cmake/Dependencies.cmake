# Everything here is a Debian 12 package (see scripts/install_dependencies.sh) or its newer equivalent. The installed
# package reads this file, too. Its targets are imported ones: an installed largestep then finds them where it is used
# instead of remembering where they were when it was built.

# The build can't do without. Who looks for the installed package may be able to, and may have asked for silence.
macro(largestep_find)
  if(CMAKE_FIND_PACKAGE_NAME STREQUAL "largestep")
    find_dependency(${ARGN})
  else()
    find_package(${ARGN} REQUIRED)
  endif()
endmacro()

# Before LibTorch: one with a protobuf of its own inside makes an empty target of the same name if there is none yet.
if(LARGESTEP_WITH_TENSORBOARD)
  largestep_find(Protobuf)
endif()
largestep_find(Torch)
largestep_find(OpenSSL COMPONENTS Crypto)
largestep_find(ZLIB)
largestep_find(PNG)
largestep_find(Threads)
if(LARGESTEP_WITH_OPENCV)
  largestep_find(OpenCV COMPONENTS core imgproc imgcodecs)
endif()
# Cairo has no script for CMake; pkg-config knows it everywhere.
if(LARGESTEP_WITH_CAIRO)
  largestep_find(PkgConfig)
  pkg_check_modules(LARGESTEP_PANGOCAIRO QUIET pangocairo>=1.44 cairo-pdf cairo-svg)
  set(largestep_NOT_FOUND_MESSAGE "pkg-config finds no Pango with Cairo (Debian: libpango1.0-dev and libcairo2-dev)")
  if(NOT LARGESTEP_PANGOCAIRO_FOUND AND CMAKE_FIND_PACKAGE_NAME STREQUAL "largestep")
    set(largestep_FOUND FALSE)
    return()
  elseif(NOT LARGESTEP_PANGOCAIRO_FOUND)
    message(FATAL_ERROR "${largestep_NOT_FOUND_MESSAGE}; -DLARGESTEP_WITH_CAIRO=OFF builds without figures")
  endif()
endif()
# LibTorch's parallel_for is an OpenMP loop in its header: without the option, ours would run on one thread. Clang's
# runtime, libomp, has the functions of GCC's as well; linked to the program itself it is found first and serves
# LibTorch, too, so that there are no two of them. Clang does without where libomp is not installed.
if(NOT LARGESTEP_SANITIZE STREQUAL "thread")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    largestep_find(OpenMP COMPONENTS CXX)
  elseif(NOT LARGESTEP_SANITIZE)
    find_package(OpenMP QUIET COMPONENTS CXX)
  endif()
endif()
if(TARGET largestep_torch)
  return()  # the package has been found here before
endif()

add_library(largestep_torch INTERFACE IMPORTED)
# LibTorch's targets know where their libraries are. TORCH_LIBRARIES names files as well, which LibTorch's script looks
# for in the system's folders first: a second libc10 of another version would be linked.
#
# The C++ library comes first. The libtorch.so of some wheels (2.11) exports a std::filesystem of its own, whose
# remove_all calls what is not there; whichever of the two is named first is taken.
target_link_libraries(largestep_torch INTERFACE stdc++ torch torch_library)
target_include_directories(largestep_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})

# What this project is compiled with (Compiler.cmake), programs that use it need as well.
if(CMAKE_FIND_PACKAGE_NAME STREQUAL "largestep" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND
   CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  target_compile_options(largestep_torch INTERFACE "SHELL:-include ${CMAKE_CURRENT_LIST_DIR}/clang14_vector.h")
endif()

# CUDA graphs need a LibTorch with CUDA and the headers it was built with; without, steps are launched one by one.
set(LARGESTEP_WITH_CUDA_GRAPHS OFF)
if(TARGET torch_cuda)
  # LibTorch has looked for the toolkit already; a second look fails with CUDA 13 in CMake 3.25, whose script names a
  # library that is gone.
  if(NOT TARGET CUDA::cudart)
    find_package(CUDAToolkit QUIET)
  endif()
  if(TARGET CUDA::cudart)
    set(LARGESTEP_WITH_CUDA_GRAPHS ON)
    target_link_libraries(largestep_torch INTERFACE c10_cuda CUDA::cudart)
    # From CUDA 13 on the toolkit's headers include some that lie in a folder which only nvcc adds by itself.
    foreach(folder IN LISTS CUDAToolkit_INCLUDE_DIRS)
      if(EXISTS "${folder}/cccl")
        target_include_directories(largestep_torch SYSTEM INTERFACE "${folder}/cccl")
      endif()
    endforeach()
  endif()
endif()

if(OpenMP_CXX_FOUND AND NOT LARGESTEP_SANITIZE STREQUAL "thread")
  target_link_libraries(largestep_torch INTERFACE OpenMP::OpenMP_CXX)
endif()

# Collectives are in LibTorch; the headers of what carries them out are packages of their own.
set(LARGESTEP_WITH_GLOO OFF)
find_path(LARGESTEP_GLOO_DIR gloo/algorithm.h)
if(LARGESTEP_GLOO_DIR)
  set(LARGESTEP_WITH_GLOO ON)
  add_library(largestep_gloo INTERFACE IMPORTED)
  target_include_directories(largestep_gloo SYSTEM INTERFACE ${LARGESTEP_GLOO_DIR})
endif()
set(LARGESTEP_WITH_NCCL OFF)
if(TARGET torch_cuda)
  find_path(LARGESTEP_NCCL_DIR nccl.h PATHS ${CUDAToolkit_INCLUDE_DIRS})
  if(LARGESTEP_NCCL_DIR)
    set(LARGESTEP_WITH_NCCL ON)
    add_library(largestep_nccl INTERFACE IMPORTED)
    target_include_directories(largestep_nccl SYSTEM INTERFACE ${LARGESTEP_NCCL_DIR})
    target_compile_definitions(largestep_nccl INTERFACE USE_C10D_NCCL=1)
  endif()
endif()

if(LARGESTEP_WITH_OPENCV)
  add_library(largestep_opencv INTERFACE IMPORTED)
  target_link_libraries(largestep_opencv INTERFACE ${OpenCV_LIBS})
  target_include_directories(largestep_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
  target_compile_definitions(largestep_opencv INTERFACE LARGESTEP_WITH_OPENCV=1)
endif()

if(LARGESTEP_WITH_CAIRO)
  add_library(largestep_cairo INTERFACE IMPORTED)
  target_link_libraries(largestep_cairo INTERFACE ${LARGESTEP_PANGOCAIRO_LINK_LIBRARIES})
  target_include_directories(largestep_cairo SYSTEM INTERFACE ${LARGESTEP_PANGOCAIRO_INCLUDE_DIRS})
endif()
