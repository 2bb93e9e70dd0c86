#include "input/unpacked.h"

#include <gmock/gmock.h>

#include "input/testing.h"

namespace parley::input {
namespace {

using ::testing::HasSubstr;
using namespace input::testing;

std::string lines(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i)
    out += R"({"ts":"2026-11-22T08:24:53Z","uid":"C)" + std::to_string(i * 7919) + R"(","query":"h)" +
           std::to_string(i * 104729 % 99991) + ".example.org\"}\n";
  return out;
}

std::string unpack(const std::string& bytes, std::size_t step, std::string* error = nullptr) {
  Unpacked input(source_of(bytes, step));
  std::string out;
  for (char block[777];;) {
    const auto got = input.read(block, sizeof block);
    if (!got.ok()) {
      if (error != nullptr) *error = got.error().message;
      continue;
    }
    if (*got == 0) return out;
    out.append(block, *got);
  }
}

TEST(Unpacked, UnpacksWhateverThePieces) {
  const std::string text = lines(500);
  for (const std::size_t step : {1u, 7u, 65536u}) {
    EXPECT_EQ(unpack(text, step), text);
    EXPECT_EQ(unpack(gzip(text), step), text);
    EXPECT_EQ(unpack(zstd(text), step), text);
    EXPECT_EQ(unpack(gzip(text) + gzip("more") + std::string(512, '\0'), step), text + "more");
    EXPECT_EQ(unpack(zstd(text) + zstd("more"), step), text + "more");
  }
  for (const std::string tiny : {"", "a", "\x1f", "ab"}) EXPECT_EQ(unpack(tiny, 1), tiny);
}

TEST(Unpacked, GivesWhatCameBeforeTheDamage) {
  const std::string text = lines(5000);
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    std::string error;
    const std::string got = unpack(packed.substr(0, packed.size() * 2 / 3), 4096, &error);
    EXPECT_THAT(error, HasSubstr("cut off"));
    EXPECT_GT(got.size(), text.size() / 3);
    EXPECT_EQ(got, text.substr(0, got.size()));
    std::string broken = packed;
    broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 0x55);
    broken[broken.size() / 2 + 1] = static_cast<char>(broken[broken.size() / 2 + 1] ^ 0x55);
    error.clear();
    (void)unpack(broken, 4096, &error);
    EXPECT_THAT(error, HasSubstr("damaged"));
  }
}

}  // namespace
}  // namespace parley::input
