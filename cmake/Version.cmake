# core/version.h: the version from project(), the commit from git when there is one. Written anew by each build, since
# the commit, and whether the tree differs from it, change without a new configuration.
find_package(Git QUIET)
set(version_file ${PROJECT_BINARY_DIR}/generated/version.cpp)
set(write_version ${CMAKE_COMMAND} -D GIT_EXECUTABLE=${GIT_EXECUTABLE} -D PROJECT_VERSION=${PROJECT_VERSION}
                  -D PROJECT_SOURCE_DIR=${PROJECT_SOURCE_DIR} -D VERSION_FILE=${version_file}
                  -P ${PROJECT_SOURCE_DIR}/cmake/WriteVersion.cmake)
add_custom_target(largestep_version COMMAND ${write_version} BYPRODUCTS ${version_file}
                  COMMENT "Asking git for the commit" VERBATIM)
