#include "checkpoint/archive_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "checkpoint/archive_reader.h"
#include "expect_error.h"
#include "file_size_limit.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

TEST(WritePythonArchive, NamesThePathAndReasonWhenTheDirectoryIsMissing) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "missing" / "file.pt";
  expect_error(ErrorKind::kWrite, {path.string(), "No such file"},
               [&] { write_python_archive(path, torch::zeros(3)); });
}

TEST(WritePythonArchive, LeavesTheOldFileAndNothingElseWhenTheDiskIsFull) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.pt";
  write_python_archive(path, "old");
  // The limits hit the middle of a record and the end of the archive.
  for (const rlim_t bytes : {rlim_t{64}, rlim_t{100'000}, rlim_t{400'700}}) {
    const FileSizeLimit limit(bytes);
    expect_error(ErrorKind::kWrite, {path.string(), "too large"},
                 [&] { write_python_archive(path, torch::zeros(100'000)); });
  }
  EXPECT_EQ(read_python_archive(path).toStringRef(), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

TEST(WritePythonArchive, RefusesWhatPythonWouldNotOpen) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.pt";
  c10::impl::GenericDict float_keys(c10::AnyType::get(), c10::AnyType::get());
  float_keys.insert(0.5, 1);
  for (const c10::IValue& value : {c10::IValue(0.5), c10::IValue(std::vector<double>{0.5}), c10::IValue(float_keys),
                                   c10::IValue(torch::eye(3).to_sparse())}) {
    expect_error(ErrorKind::kInternal, {}, [&] { write_python_archive(path, value); });
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(WritePythonArchive, DoesNotTouchTheTensor) {
  const TemporaryDirectory directory;
  const auto tensor = torch::rand({4, 5}, torch::requires_grad()).t();
  const auto before = tensor.detach().clone();
  write_python_archive(directory.path() / "file.pt", tensor);
  EXPECT_TRUE(tensor.requires_grad());
  EXPECT_TRUE(torch::equal(tensor, before));
  const auto after = read_python_archive(directory.path() / "file.pt").toTensor();
  EXPECT_TRUE(torch::equal(after, before));
  EXPECT_EQ(after.strides(), tensor.strides());
}

TEST(WritePythonArchive, StoresATensorOnceButApartFromItsViewsOfAnotherType) {
  const TemporaryDirectory directory;
  const auto path = directory.path() / "file.pt";
  const auto tensor = torch::arange(100'000.0);
  write_python_archive(path, std::vector<at::Tensor>{tensor, tensor, tensor.view(torch::kInt)});
  const auto archive = read_python_archive(path);
  const auto tensors = archive.toListRef();
  EXPECT_TRUE(torch::equal(tensors[0].toTensor(), tensor));
  EXPECT_TRUE(torch::equal(tensors[1].toTensor(), tensor));
  EXPECT_EQ(tensors[2].toTensor().scalar_type(), torch::kInt);
  EXPECT_TRUE(torch::equal(tensors[2].toTensor(), tensor.view(torch::kInt)));
  EXPECT_LT(std::filesystem::file_size(path), 2 * tensor.nbytes() + 10'000);
}

}  // namespace
}  // namespace largestep
