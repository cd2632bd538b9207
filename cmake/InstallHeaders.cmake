# Installs the headers that are meant for programs of users, and those that they include, as <largestep/...>. In the tree
# they include each other as "train/loop.h", which would take such names from every program.
#
# LARGESTEP_LIB: lib/ of the source tree. LARGESTEP_STAGE: a folder for what is installed. LARGESTEP_INCLUDEDIR: where to,
# below the prefix.
cmake_minimum_required(VERSION 3.25)
set(meant_for_users
    # what went wrong, and what this is
    core/exception.h core/version.h
    # the loop: a finite sum, the update, the step sizes, who watches
    problems/finite_sum.h problems/problem.h problems/image_classification.h train/loop.h train/observer.h
    optim/sgd.h optim/step_size_schedule.h optim/schedules/option_checks.h optim/weight_average.h
    # networks with taps, and what is measured on them
    model/activation_tap.h model/image_network.h model/layers.h model/module_state.h model/network_catalog.h
    model/normalised_convolution.h model/networks/resnet18.h
    activity/active_fraction.h activity/feature_rank.h activity/inference.h activity/sparsity.h
    # a whole run: settings, a problem by name, the run directory
    settings/presets.h settings/settings.h catalog/problem_catalog.h session/run_training.h)

file(REMOVE_RECURSE ${LARGESTEP_STAGE})
set(installed)
while(meant_for_users)
  list(POP_FRONT meant_for_users header)
  if(header IN_LIST installed)
    continue()
  endif()
  list(APPEND installed ${header})
  file(READ ${LARGESTEP_LIB}/${header} text)
  string(REGEX MATCHALL "#include \"[^\"]+\"" includes "${text}")
  list(TRANSFORM includes REPLACE "#include \"([^\"]+)\"" "\\1")
  list(APPEND meant_for_users ${includes})
  string(REGEX REPLACE "#include \"([^\"]+)\"" "#include <largestep/\\1>" text "${text}")
  file(WRITE ${LARGESTEP_STAGE}/${header} "${text}")
endwhile()
file(INSTALL ${LARGESTEP_STAGE}/ DESTINATION ${CMAKE_INSTALL_PREFIX}/${LARGESTEP_INCLUDEDIR}/largestep)
