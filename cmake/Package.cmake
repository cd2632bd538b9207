# `cpack` in the build directory: largestep (the program) and liblargestep-dev (the library), as .deb. What the program
# links to is found by dpkg-shlibdeps.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME largestep)
set(CPACK_PACKAGE_VENDOR "The largestep authors")
set(CPACK_PACKAGE_CONTACT "The largestep authors <largestep@localhost>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)

set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "Trains ResNet-18 on CIFAR-10 with large-then-decayed step sizes and shows,
layer by layer, how that makes the features sparse.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME largestep)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS libjs-vega)
# A multithreaded BLAS that shares LibTorch's threads; and what data/fetch.sh calls.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "libopenblas0-openmp, ca-certificates, curl, npm")

set(CPACK_COMPONENT_DEV_DESCRIPTION "Static libraries, headers and CMake package of largestep.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME liblargestep-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(dev_depends libtorch-dev libssl-dev zlib1g-dev libpng-dev)
if(LARGESTEP_WITH_OPENCV)
  list(APPEND dev_depends libopencv-dev)
endif()
if(LARGESTEP_WITH_CAIRO)
  list(APPEND dev_depends pkgconf libcairo2-dev libpango1.0-dev)
endif()
list(JOIN dev_depends ", " CPACK_DEBIAN_DEV_PACKAGE_DEPENDS)
include(CPack)
