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

# LibTorch from elsewhere than the system is found by the installed program, too.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)

set(LARGESTEP_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/largestep)

# A component's library and headers; largestep::<name> for who finds the package.
function(largestep_install_component name)
  set_target_properties(largestep_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS largestep_${name} EXPORT largestep ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
  install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/largestep COMPONENT dev
          FILES_MATCHING PATTERN "*.h" PATTERN page EXCLUDE)
endfunction()

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
        DESTINATION ${LARGESTEP_CMAKE_DIR} COMPONENT dev)

set(documents ${CMAKE_INSTALL_DATADIR}/doc)
install(FILES README.md CHANGELOG.md DESTINATION ${documents}/largestep COMPONENT program)
install(DIRECTORY docs DESTINATION ${documents}/largestep COMPONENT program FILES_MATCHING PATTERN "*.md" PATTERN "*.png")
install(FILES LICENSE DESTINATION ${documents}/largestep COMPONENT program RENAME copyright)
install(FILES LICENSE DESTINATION ${documents}/liblargestep-dev COMPONENT dev RENAME copyright)
install(DIRECTORY examples DESTINATION ${documents}/liblargestep-dev COMPONENT dev)
