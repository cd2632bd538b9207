#include "catalog/training_share.h"

#include "core/error.h"

namespace largestep {

TrainingShare training_share(const Settings& settings, std::int64_t there, const char* what) {
  if (settings.train_size > there) {
    fail(ErrorKind::kInvalidArgument, "train-size is {}, but there are {} {}", settings.train_size, there, what);
  }
  const auto used = settings.train_size > 0 ? settings.train_size : there;
  if (settings.validation_size >= used) {
    fail(ErrorKind::kInvalidArgument, "validation-size is {}, but must be below the {} {} there are to train on",
         settings.validation_size, used, what);
  }
  return {.trained = used - settings.validation_size, .held_out = settings.validation_size};
}

}  // namespace largestep
