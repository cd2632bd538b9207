#include <ATen/ATen.h>

#include "features/feature_file.h"
#include "fuzz/expect.h"
#include "fuzz/scratch_directory.h"
#include "fuzz/targets.h"

namespace largestep {

void fuzz_features(std::string_view input) {
  const auto path = write_scratch("features.npy", input);
  allow({ErrorKind::kData}, [&] {
    const auto features = read_features(path, "");
    promise(features.dim() == 2 && features.size(0) >= 2 && features.size(1) >= 1, "features are a matrix");
    promise(features.is_contiguous() && features.isfinite().all().item<bool>(), "all features are finite");
    promise(features.nbytes() <= 8 * input.size(), "features are no larger than their file says");
  });
}

}  // namespace largestep
