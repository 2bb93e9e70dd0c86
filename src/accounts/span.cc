// A span says the same place twice, in code points and in bytes, because tools count in either; and it has
// the text, so that a place in another edition shows at once. All three must agree, or the span is named as
// wrong and never moved: where a text stands is somebody's claim about a document.
#include "accounts/span.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::accounts {
namespace {

// By the first byte of a UTF-8 sequence; the text has been validated before.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

}  // namespace

std::string joined(const std::vector<Span>& spans) {
  std::string out;
  for (const Span& span : spans) out += (out.empty() ? "" : " … ") + span.text;
  return out;
}

// The place of every 512th code point: a look-up then goes through 512 characters at most, and the table
// costs a hundredth of the text.
CodePoints::CodePoints(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
    if (count_ % kStep == 0) bytes_.push_back(at);
    ++count_;
  }
}

// The place behind the last character is one, too: that is where the last span ends.
std::optional<std::size_t> CodePoints::byte_of(std::string_view text, std::size_t index) const {
  if (index > count_) return std::nullopt;
  if (index == count_) return text.size();
  // Of a text of ASCII, as most are, each character is a byte.
  if (count_ == text.size()) return index;
  std::size_t at = bytes_[index / kStep];
  for (std::size_t left = index % kStep; left > 0; --left) at += sequence_length(static_cast<unsigned char>(text[at]));
  return at;
}

std::size_t CodePoints::at_byte(std::string_view text, std::size_t byte) const {
  if (byte >= text.size() || bytes_.empty()) return count_;
  const auto step = std::upper_bound(bytes_.begin(), bytes_.end(), byte) - bytes_.begin() - 1;
  if (step < 0) return 0;
  std::size_t index = static_cast<std::size_t>(step) * kStep;
  for (std::size_t at = bytes_[static_cast<std::size_t>(step)];;) {
    at += sequence_length(static_cast<unsigned char>(text[at]));
    if (at > byte) return index;
    ++index;
  }
}

// From the coarse to the fine, so that the message names the first thing that cannot be.
std::string span_problem(std::string_view text, const CodePoints& points, const Span& span) {
  // Made only where something is wrong, which is hardly ever.
  const auto place = [&] { return fmt::format("span {}-{}", span.start, span.end); };
  if (span.start > span.end) return place() + " ends before it begins";
  const auto begin = points.byte_of(text, span.start), end = points.byte_of(text, span.end);
  if (!begin || !end) return fmt::format("{} is outside the text, which has {} characters", place(), points.count());
  const auto cuts = [&](std::size_t byte) {
    return byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xc0) == 0x80;
  };
  if (span.byte_end > text.size() || span.byte_start > span.byte_end)
    return fmt::format("{}: bytes {}-{} are outside the text, which has {} bytes", place(), span.byte_start,
                       span.byte_end, text.size());
  if (cuts(span.byte_start) || cuts(span.byte_end))
    return fmt::format("{}: bytes {}-{} cut a character", place(), span.byte_start, span.byte_end);
  if (*begin != span.byte_start || *end != span.byte_end)
    return fmt::format("{} is at bytes {}-{}, not {}-{} as recorded", place(), *begin, *end, span.byte_start,
                       span.byte_end);
  const std::string_view there = text.substr(*begin, *end - *begin);
  if (there != span.text) return fmt::format("{}: the text there is not the one recorded", place());
  return {};
}

}  // namespace parley::accounts
