#include "cifar/png_picture.h"

#include <png.h>

#include <cstring>

#include "core/error.h"

namespace largestep {
namespace {

/// What is still to be read, and why reading stopped.
struct Source {
  std::string_view rest;
  std::string objection = "it can't be decoded";
};

[[noreturn]] void stop(png_structp png, png_const_charp why) {
  static_cast<Source*>(png_get_error_ptr(png))->objection = fmt::format("it is damaged ({}); fetch it again", why);
  png_longjmp(png, 1);
}

// Of text, colour profiles and the like, which do not matter here; wrong checksums stop anywhere.
void ignore(png_structp, png_const_charp) {}

void read_on(png_structp png, png_bytep destination, std::size_t size) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (size > source->rest.size()) {
    source->objection = "it is cut off; fetch it again";
    png_longjmp(png, 1);
  }
  std::memcpy(destination, source->rest.data(), size);
  source->rest.remove_prefix(size);
}

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : source_{bytes} {
    if (png_ == nullptr || info_ == nullptr) fail(ErrorKind::kInternal, "libpng can't be used");
    png_set_read_fn(png_, &source_, read_on);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);  // no profile or text is inflated
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);             // the caller wants one size only
  }
  ~Decoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Calls functions of libpng, which leaves by longjmp where one fails: `calls` must own nothing.
  /// @throws Error{kData}
  template <typename Calls>
  void run(const Calls& calls) {
    if (setjmp(png_jmpbuf(png_)) == 0) {
      calls(png_, info_);
      return;
    }
    fail(ErrorKind::kData, "{}", source_.objection);
  }

 private:
  Source source_;
  png_structp png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_, stop, ignore);
  png_infop info_ = png_create_info_struct(png_);
};

}  // namespace

RgbPicture decode_png(std::string_view bytes, std::size_t width, std::size_t height) {
  if (!bytes.starts_with("\x89PNG\r\n\x1a\n")) fail(ErrorKind::kData, "it is not a PNG picture");
  Decoder decoder(bytes);
  png_uint_32 columns = 0, rows = 0;
  int bit_depth = 0, colour_type = 0;
  decoder.run([&](png_structp png, png_infop info) {
    png_read_info(png, info);
    png_get_IHDR(png, info, &columns, &rows, &bit_depth, &colour_type, nullptr, nullptr, nullptr);
  });
  if (columns != width || rows != height || bit_depth != 8 || colour_type != PNG_COLOR_TYPE_RGB) {
    fail(ErrorKind::kData, "it is {}x{} with colours of type {} and {} bits, but 8-bit RGB of {}x{} was expected",
         columns, rows, colour_type, bit_depth, width, height);
  }
  RgbPicture rgb{.width = width, .height = height, .pixels = std::vector<unsigned char>(width * height * 3)};
  std::vector<png_bytep> lines;
  for (std::size_t line = 0; line < height; ++line) lines.push_back(rgb.pixels.data() + line * width * 3);
  decoder.run([&](png_structp png, png_infop) {
    png_read_image(png, lines.data());
    png_read_end(png, nullptr);
  });
  return rgb;
}

}  // namespace largestep
