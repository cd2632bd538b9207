#include "checkpoint/archive_reader.h"

#include "checkpoint/naming_the_file.h"
#include "checkpoint/value_builder.h"
#include "checkpoint/zip_reader.h"
#include "core/error.h"
#include "files/input_file.h"

namespace largestep {
namespace {

// A pickle needs tens of bytes in memory for each of its own; real ones have tens of kilobytes.
constexpr std::uint64_t kLargestPickle = std::uint64_t{16} << 20;

pickle::Document read_pickle(ZipReader& zip) {
  if (zip.has("constants.pkl")) {
    fail(ErrorKind::kData, "it is a TorchScript archive; save model.state_dict() with torch.save instead");
  }
  if (zip.has("byteorder") && zip.size("byteorder") == 3 && zip.read("byteorder") == "big") {
    fail(ErrorKind::kData, "it was saved on a big-endian machine");
  }
  if (!zip.has("data.pkl")) fail(ErrorKind::kData, "it is a zip archive, but not one that torch.save wrote");
  if (zip.size("data.pkl") > kLargestPickle) fail(ErrorKind::kData, "its pickle is too long");
  return pickle::parse(zip.read("data.pkl"));
}

}  // namespace

struct PythonArchive::Reader {
  explicit Reader(const InputFile& file) : zip(file), document(read_pickle(zip)), builder(document, zip) {}

  ZipReader zip;
  pickle::Document document;
  ValueBuilder builder;
};

PythonArchive::PythonArchive(const InputFile& file) : reader_(std::make_unique<Reader>(file)) {}
PythonArchive::~PythonArchive() = default;
const pickle::Document& PythonArchive::document() const { return reader_->document; }
c10::IValue PythonArchive::build(pickle::NodeId id) { return reader_->builder.build(id); }

c10::IValue read_python_archive(const std::filesystem::path& path) {
  const InputFile file(path);
  return naming_the_file(path, [&] {
    PythonArchive archive(file);
    return archive.build(archive.document().root);
  });
}

}  // namespace largestep
