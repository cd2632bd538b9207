# bench/finite_sums.sh builds and runs this.
add_executable(finite_sums_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/finite_sums.cpp)
target_link_libraries(finite_sums_bench PRIVATE largestep_session largestep_warnings)
