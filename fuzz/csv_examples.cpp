#include "data/csv_examples.h"

#include <torch/types.h>

#include "fuzz/expect.h"
#include "fuzz/scratch_directory.h"
#include "fuzz/targets.h"

namespace largestep {

void fuzz_csv_examples(std::string_view input) {
  const auto end_of_target = std::min(input.find('\n'), input.size());
  const std::string target(input.substr(0, end_of_target));
  const auto path = write_scratch("table.csv", input.substr(std::min(end_of_target + 1, input.size())));
  const auto read = [&](CsvHeader header) {
    const auto examples = read_csv_examples(path, target, header);
    const auto rows = examples.targets.size(0);
    const auto columns = static_cast<std::int64_t>(examples.columns.size());
    promise(rows > 0 && columns > 0, "a table has rows and inputs");
    promise(examples.inputs.sizes() == torch::IntArrayRef({rows, columns}), "an input for each row and column");
    promise(examples.inputs.isfinite().all().item<bool>() && examples.targets.isfinite().all().item<bool>(),
            "all numbers are finite");
  };
  for (const auto header : {CsvHeader::kAuto, CsvHeader::kYes, CsvHeader::kNo}) {
    allow({ErrorKind::kData, ErrorKind::kInvalidArgument}, [&] { read(header); });
  }
}

}  // namespace largestep
