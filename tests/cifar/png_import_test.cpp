#include "cifar/png_import.h"

#include <gtest/gtest.h>
#include <png.h>

#include "cifar/cifar_reader.h"
#include "cifar/verify_cifar10.h"
#include "expect_error.h"
#include "files/atomic_file.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

/// A source directory in the layout of the package, with pictures of one colour ramp.
class PngImport : public testing::Test {
 protected:
  void write_labels(std::size_t train = 50'000, const std::string& last = "9") const {
    const auto json = [&](std::size_t count) {
      std::string text = "[";
      for (std::size_t i = 0; i + 1 < count; ++i) text += fmt::format("{},", i % 10);
      return text + last + "]";
    };
    write_file_atomically(source() / "train_lables.json", json(train));
    write_file_atomically(source() / "test_lables.json", json(10'000));
  }

  /// @param format  of libpng: PNG_FORMAT_RGB or PNG_FORMAT_GRAY
  void write_pictures(std::uint32_t rows, std::uint32_t columns, std::uint32_t format) const {
    std::vector<unsigned char> pixels;
    for (std::uint32_t row = 0; row < rows; ++row) {
      for (std::uint32_t column = 0; column < columns; ++column) {
        const bool odd = column == row % columns;
        const std::array<std::uint32_t, 3> rgb{odd ? 10 : row % 256, odd ? 20 : row / 256, odd ? 30U : 3U};
        for (std::uint32_t sample = 0; sample < PNG_IMAGE_SAMPLE_CHANNELS(format); ++sample) {
          pixels.push_back(static_cast<unsigned char>(rgb[sample]));
        }
      }
    }
    for (const auto name : kCifar10Files) {
      png_image image{};
      image.version = PNG_IMAGE_VERSION;
      image.width = columns;
      image.height = rows;
      image.format = format;
      image.flags = PNG_IMAGE_FLAG_FAST;
      const auto path = source() / std::filesystem::path(name).replace_extension(".png");
      ASSERT_NE(png_image_write_to_file(&image, path.c_str(), 0, pixels.data(), 0, nullptr), 0) << image.message;
    }
  }

  std::filesystem::path source() const { return directory_.path(); }
  std::filesystem::path out() const { return directory_.path() / "out"; }
  void import_expecting(const std::vector<std::string>& parts) const {
    expect_error(ErrorKind::kData, parts, [&] { import_png(source(), out()); });
    EXPECT_FALSE(std::filesystem::exists(out() / kCifar10Files[0]));
  }

  TemporaryDirectory directory_;
};

TEST_F(PngImport, PutsOneImagePerRowOfPixelsIntoPlanes) {
  write_labels();
  write_pictures(10'000, 1024, PNG_FORMAT_RGB);
  std::filesystem::create_directories(out());
  write_file_atomically(out() / kSyntheticMarker, "left from before");
  import_png(source(), out());
  const auto set = load_cifar(cifar10_format(), out(), Split::kTest);
  const auto image = set.images[7'005].flatten(1);
  const std::int64_t odd_pixel = 7'005 % 1024;
  EXPECT_EQ(image[0][0].item<int>(), 7'005 % 256);
  EXPECT_EQ(image[1][0].item<int>(), 7'005 / 256);
  EXPECT_EQ(image[2][0].item<int>(), 3);
  for (int c = 0; c < 3; ++c) EXPECT_EQ(image[c][odd_pixel].item<int>(), 10 * (c + 1));
  EXPECT_EQ(set.labels[7'005].item<int>(), 5);
  EXPECT_FALSE(is_synthetic(out()));
}

TEST_F(PngImport, RefusesAPictureOfAnotherSize) {
  write_labels();
  write_pictures(100, 1024, PNG_FORMAT_RGB);
  import_expecting({"data_batch_1.png", "1024x100 ", "1024x10000"});
}

TEST_F(PngImport, RefusesAGreyPicture) {
  write_labels();
  write_pictures(10'000, 1024, PNG_FORMAT_GRAY);
  import_expecting({"data_batch_1.png", "colours of type 0"});
}

TEST_F(PngImport, RefusesAFileThatIsNoPicture) {
  write_labels();
  write_file_atomically(source() / "data_batch_1.png", "no picture");
  import_expecting({"data_batch_1.png"});
}

TEST_F(PngImport, NamesAMissingPicture) {
  write_labels();
  import_expecting({"data_batch_1.png", "missing"});
}

TEST_F(PngImport, RefusesLabelsOfAnotherNumber) {
  write_labels(49'999);
  import_expecting({"train_lables.json", "49999", "50000"});
}

TEST_F(PngImport, NamesABadLabel) {
  for (const std::string bad : {"10", "-1", "2.5", "\"3\"", "null"}) {
    write_labels(50'000, bad);
    import_expecting({"train_lables.json", "label 49999", bad});
  }
}

TEST_F(PngImport, RefusesLabelsThatAreNoJson) {
  write_labels();
  write_file_atomically(source() / "test_lables.json", "[1, 2");
  import_expecting({"test_lables.json"});
}

TEST_F(PngImport, NamesMissingLabels) { import_expecting({"train_lables.json"}); }

}  // namespace
}  // namespace largestep
