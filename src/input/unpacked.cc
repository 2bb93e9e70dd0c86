#include "input/unpacked.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

// A damaged or cut-off file is common: a download was interrupted, a log is still being written. So what could be
// unpacked is always handed out first, and the error once behind it. How large the unpacked text may become is not
// limited here, because it is never held: whoever keeps something limits it, and memory stays at one block and the
// decoder's window.
namespace parley::input {
namespace {

// Large enough that system calls do not count, small enough for many open files.
constexpr std::size_t kBlockBytes = 256u << 10;
// A zstd frame may ask for any window; 128 MB is what the zstd command itself takes without being told.
constexpr int kMaxWindowLog = 27;

Error cut_off(std::string_view packing) {
  return {Code::corrupt, "the " + std::string(packing) + " stream is cut off; what came before was read"};
}
Error damaged(std::string_view packing, std::string_view why) {
  return {Code::corrupt,
          "the " + std::string(packing) + " stream is damaged (" + std::string(why) + "); what came before was read"};
}

}  // namespace

std::string_view to_string(Packing packing) {
  switch (packing) {
    case Packing::plain:
      return "plain";
    case Packing::gzip:
      return "gzip";
    case Packing::zstd:
      return "zstd";
  }
  return "plain";
}

struct Unpacked::Impl {
  explicit Impl(Source its_source) : source(std::move(its_source)), block(kBlockBytes) {}
  ~Impl() {
    if (gzip_open) ::inflateEnd(&gzip);
    ::ZSTD_freeDCtx(zstd);
  }

  Source source;
  std::vector<char> block;
  std::size_t from = 0, to = 0;  // what is left in `block`
  std::uint64_t taken = 0;
  bool begun = false, source_ended = false, ended = false;
  Packing packing = Packing::plain;
  z_stream gzip{};
  bool gzip_open = false;
  ZSTD_DCtx* zstd = nullptr;
  // Only with this can "cut off" be told from "ended": both look like a source that gives nothing more.
  bool inside = false;  // of a packed stream: its end has not come yet

  Status fill() {
    if (from < to || source_ended) return {};
    PARLEY_TRY(const std::size_t got, source(block.data(), block.size()));
    from = 0, to = got, taken += got;
    source_ended = got == 0;
    return {};
  }

  // The first four bytes, which may come one by one, tell the packing.
  // A source in plain text that ends within four bytes is an ordinary short file.
  Status begin() {
    while (to < 4 && !source_ended) {
      PARLEY_TRY(const std::size_t got, source(block.data() + to, block.size() - to));
      to += got, taken += got;
      source_ended = got == 0;
    }
    begun = true;
    if (to >= 2 && std::memcmp(block.data(), "\x1f\x8b", 2) == 0) {
      packing = Packing::gzip;
      // 15 is the largest window, and 16 says that the header is that of gzip and not of zlib.
      if (::inflateInit2(&gzip, 15 + 16) != Z_OK) return Error{Code::unavailable, "not enough memory to unpack gzip"};
      gzip_open = true;
    } else if (to >= 4 && std::memcmp(block.data(), "\x28\xb5\x2f\xfd", 4) == 0) {
      packing = Packing::zstd;
      zstd = ::ZSTD_createDCtx();
      if (zstd == nullptr) return Error{Code::unavailable, "not enough memory to unpack zstd"};
      ::ZSTD_DCtx_setParameter(zstd, ZSTD_d_windowLogMax, kMaxWindowLog);
    }
    return {};
  }

  // Plain text is never "ended": a log that grows is asked again (again()).
  Result<std::size_t> plain(char* out, std::size_t size) {
    // Whoever has room for a block gets it from the source without a copy in between.
    if (from == to && !source_ended && size >= block.size()) {
      PARLEY_TRY(const std::size_t got, source(out, size));
      taken += got;
      source_ended = got == 0;
      return got;
    }
    PARLEY_TRY_STATUS(fill());
    const std::size_t count = std::min(size, to - from);
    std::memcpy(out, block.data() + from, count);
    from += count;
    return count;
  }

  // Logs that are rotated and put together, and bgzip, have several streams in one file: behind the end of one the
  // next begins with a header of its own.
  Result<std::size_t> unpack_gzip(char* out, std::size_t size) {
    while (true) {
      PARLEY_TRY_STATUS(fill());
      if (from == to) {
        ended = true;
        if (inside) return cut_off("gzip");
        return std::size_t{0};
      }
      if (!inside) {
        // Behind the last stream some tools pad with zeros.
        while (from < to && block[from] == '\0') ++from;
        if (from == to) continue;
        inside = true;
      }
      // zlib counts in 32 bits, and a caller's buffer may be larger than that.
      gzip.next_in = reinterpret_cast<Bytef*>(block.data() + from);
      gzip.avail_in = static_cast<uInt>(to - from);
      gzip.next_out = reinterpret_cast<Bytef*>(out);
      gzip.avail_out = static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
      const std::size_t room = gzip.avail_out;
      const int status = ::inflate(&gzip, Z_NO_FLUSH);
      from = to - gzip.avail_in;
      const std::size_t made = room - gzip.avail_out;
      if (status == Z_STREAM_END) {
        inside = false;
        ::inflateReset(&gzip);
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        failure = damaged("gzip", gzip.msg != nullptr ? gzip.msg : "not gzip");
      }
      if (made > 0) return made;
      if (failure) return fail();
    }
  }

  // The decoder goes on by itself with the next frame of the file. `status` is 0 at the end of a frame, and else a
  // hint of how much it would like to have, which is not needed here.
  Result<std::size_t> unpack_zstd(char* out, std::size_t size) {
    while (true) {
      PARLEY_TRY_STATUS(fill());
      if (from == to && !flushing) {
        ended = true;
        if (inside) return cut_off("zstd");
        return std::size_t{0};
      }
      ZSTD_inBuffer in{block.data() + from, to - from, 0};
      ZSTD_outBuffer made{out, size, 0};
      const std::size_t status = ::ZSTD_decompressStream(zstd, &made, &in);
      from += in.pos;
      if (::ZSTD_isError(status) != 0)
        failure = damaged("zstd", ::ZSTD_getErrorName(status));
      else
        inside = status != 0;
      // A full output may mean that there is more inside the decoder although all input is taken.
      flushing = !failure && inside && made.pos == size;
      if (made.pos > 0) return made.pos;
      if (failure) return fail();
    }
  }

  Error fail() {
    ended = true;
    return *failure;
  }
  std::optional<Error> failure;  // told after what was unpacked before it
  bool flushing = false;
};

Unpacked::Unpacked(Source source) : impl_(std::make_unique<Impl>(std::move(source))) {}
Unpacked::~Unpacked() = default;
Unpacked::Unpacked(Unpacked&&) noexcept = default;
Unpacked& Unpacked::operator=(Unpacked&&) noexcept = default;

// The order matters: an error is told once and then the file has ended, so that a caller who reads on after an error
// does not get it for ever.
Result<std::size_t> Unpacked::read(char* out, std::size_t size) {
  Impl& in = *impl_;
  if (in.ended || size == 0) return std::size_t{0};
  if (in.failure) return in.fail();
  if (!in.begun) PARLEY_TRY_STATUS(in.begin());
  switch (in.packing) {
    case Packing::gzip:
      return in.unpack_gzip(out, size);
    case Packing::zstd:
      return in.unpack_zstd(out, size);
    case Packing::plain:
      break;
  }
  return in.plain(out, size);
}

void Unpacked::again() {
  if (impl_->packing == Packing::plain) impl_->source_ended = false;
}
Packing Unpacked::packing() const { return impl_->packing; }
std::uint64_t Unpacked::bytes_in() const { return impl_->taken; }

}  // namespace parley::input
