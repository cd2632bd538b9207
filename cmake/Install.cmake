# `cmake --install` in two parts: the program, and what a C++ program that uses the library needs (dev). Nothing
# installed knows where it is, so that a prefix can be moved.
# In a wheel (`pip install .`), the program goes where the environment has its commands.
if(SKBUILD)
  set(CMAKE_INSTALL_BINDIR ${SKBUILD_SCRIPTS_DIR})
  set(CMAKE_INSTALL_DATADIR ${SKBUILD_DATA_DIR}/share)
  set(CMAKE_INSTALL_MANDIR ${CMAKE_INSTALL_DATADIR}/man)
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# LibTorch from elsewhere than the system is found by the installed program, too. CMake leaves out what lies in the source
# tree, as build/torch of scripts/install_dependencies.sh does; with its CUDA libraries beside it.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
cmake_path(IS_PREFIX PROJECT_SOURCE_DIR "${Torch_DIR}" NORMALIZE torch_is_in_tree)
if(torch_is_in_tree)
  cmake_path(SET torch_folder NORMALIZE "${Torch_DIR}/../../..")
  file(GLOB cuda_libraries "${torch_folder}/../nvidia/*/lib")
  set(CMAKE_INSTALL_RPATH "${torch_folder}/lib" ${cuda_libraries})
endif()

set(LARGESTEP_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/largestep)

# A component's library; largestep::<name> for who finds the package.
function(largestep_install_component name)
  set_target_properties(largestep_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS largestep_${name} EXPORT largestep ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
endfunction()

# The headers that are meant for programs of users, and those that they include: InstallHeaders.cmake. In the tree, a
# program says <largestep/train/loop.h> likewise (target_include_directories ${LARGESTEP_INCLUDE_DIR}).
set(LARGESTEP_INCLUDE_DIR ${PROJECT_BINARY_DIR}/generated/include)
file(MAKE_DIRECTORY ${LARGESTEP_INCLUDE_DIR})
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/lib ${LARGESTEP_INCLUDE_DIR}/largestep SYMBOLIC)
install(CODE "set(LARGESTEP_LIB \"${PROJECT_SOURCE_DIR}/lib\")
  set(LARGESTEP_STAGE \"${PROJECT_BINARY_DIR}/generated/headers\")
  set(LARGESTEP_INCLUDEDIR \"${CMAKE_INSTALL_INCLUDEDIR}\")" COMPONENT dev)
install(SCRIPT ${PROJECT_SOURCE_DIR}/cmake/InstallHeaders.cmake COMPONENT dev)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/largestepConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/generated/largestepConfig.cmake
                              INSTALL_DESTINATION ${LARGESTEP_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/largestepConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(EXPORT largestep FILE largestepTargets.cmake NAMESPACE largestep:: DESTINATION ${LARGESTEP_CMAKE_DIR}
        COMPONENT dev)
install(FILES ${PROJECT_BINARY_DIR}/generated/largestepConfig.cmake
              ${PROJECT_BINARY_DIR}/generated/largestepConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/Dependencies.cmake
              ${PROJECT_SOURCE_DIR}/cmake/clang14_vector.h
        DESTINATION ${LARGESTEP_CMAKE_DIR} COMPONENT dev)

set(documents ${CMAKE_INSTALL_DATADIR}/doc)
install(FILES README.md CHANGELOG.md DESTINATION ${documents}/largestep COMPONENT program)
install(DIRECTORY docs DESTINATION ${documents}/largestep COMPONENT program
        FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN "*.svg" PATTERN "figure1-small" EXCLUDE)
install(FILES LICENSE DESTINATION ${documents}/largestep COMPONENT program RENAME copyright)
install(FILES LICENSE DESTINATION ${documents}/liblargestep-dev COMPONENT dev RENAME copyright)
install(DIRECTORY examples DESTINATION ${documents}/liblargestep-dev COMPONENT dev)
