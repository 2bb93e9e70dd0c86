// A file's beginning is read before anything else, and everything is decided from it: whether it is text at all, in
// which encoding, and whether it can be JSON. Somebody who has fetched a login page or a zip archive is told so, and
// not that a bracket is missing in column 1.
#include "input/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "input/unpacked.h"

namespace parley::input {
namespace {

// Enough for a file's kind to show, and for the first line of a table or page.
constexpr std::size_t kBeginningBytes = 4096;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

// What the first bytes of files of well-known kinds are.
struct Magic {
  std::string_view bytes, sentence;
};
using namespace std::string_view_literals;
// A row: the first bytes of the file, and the sentence for whoever gave it. Each sentence says what to do next,
// because this is where people arrive who have fetched the wrong thing. gzip and zstd are not here: they are unpacked
// on the way.
constexpr Magic kMagic[] = {
    {"PK\x03\x04"sv, "is a zip archive (or an Office document): unpack it, and give the file that is in it"},
    {"PK\x05\x06"sv, "is an empty zip archive: there is nothing to read in it"},
    {"%PDF-"sv, "is a PDF document: ask its author for the data as STIX 2.1 JSON, or as a list"},
    {"BZh"sv, "is packed with bzip2: unpack it with bunzip2 first"},
    {"\xFD"
     "7zXZ\0"sv,
     "is packed with xz: unpack it with unxz first"},
    {"7z\xBC\xAF\x27\x1C"sv, "is a 7z archive: unpack it, and give the file that is in it"},
    {"Rar!\x1A\x07"sv, "is a RAR archive: unpack it, and give the file that is in it"},
    {"\x04\x22\x4D\x18"sv, "is packed with lz4: unpack it with unlz4 first"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "is an Office document of the old kind: save what is in it as text"},
    {"\x1F\x9D"sv, "is packed with compress: unpack it with uncompress first"},
};

constexpr std::string_view kUtf16 =
    "is text in UTF-16, and UTF-8 is needed: save it as UTF-8, or iconv -f UTF-16 -t UTF-8 FILE > NEW";
constexpr std::string_view kUtf32 =
    "is text in UTF-32, and UTF-8 is needed: save it as UTF-8, or iconv -f UTF-32 -t UTF-8 FILE > NEW";

// With a byte order mark or without: of ASCII text every second byte is zero then.
// The mark of UTF-32 in little endian begins with that of UTF-16, so the longer one is looked for first.
std::string_view wide_text(std::string_view text) {
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return kUtf32;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return kUtf16;
  if (text.size() < 4) return {};
  const auto zero = [&](std::size_t i) { return text[i] == '\0'; };
  if (zero(0) && zero(1) && zero(2) && !zero(3)) return kUtf32;
  if (!zero(0) && zero(1) && zero(2) && zero(3)) return kUtf32;
  if (zero(0) != zero(1) && zero(0) == zero(2) && zero(1) == zero(3)) return kUtf16;
  return {};
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
std::string_view without_space(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

bool begins(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); });
}

// Whether a line of the beginning could be a JSON object or array: then a reader that goes on behind broken lines finds
// something in the file.
bool has_json_line(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = without_space(text);
    if (line.starts_with('{') || line.starts_with('[')) return true;
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// As far as people tell it: a number, a text in quotes, a word of JSON.
bool is_scalar(std::string_view text) {
  if (text == "true" || text == "false" || text == "null") return true;
  if (text.size() >= 2 && text.front() == '"') return text.find('"', 1) == text.size() - 1;
  const std::size_t begin = text.starts_with('-') ? 1 : 0;
  return text.size() > begin && text[begin] >= '0' && text[begin] <= '9' &&
         text.find_first_not_of("0123456789.eE+-", begin) == text.npos && std::count(text.begin(), text.end(), '.') < 2;
}

// The first word tells. These are what people do give: a page to log in instead of a feed, STIX 1, a CSV export.
std::string not_json(std::string_view text) {
  if (begins(text, "<!doctype html") || begins(text, "<html"))
    return "is a web page, and not what was to be fetched (a page to log in, perhaps): fetch the file itself";
  if (begins(text, "<stix") || text.find("<stix:") != std::string_view::npos)
    return "is STIX 1 in XML, and STIX 2.1 in JSON is needed: convert it with the OASIS stix2-elevator";
  if (text.starts_with('<')) return "is XML, and STIX 2.1 in JSON is needed: ask for that, or convert it";
  const std::string_view line = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
  const bool table = line.find(',') != std::string_view::npos || line.find('\t') != std::string_view::npos;
  if (table) return "is a table or list, and JSON is needed: STIX objects, a bundle or a TAXII envelope";
  // JSON, and yet nothing that holds an object.
  if (is_scalar(without_space_behind(line)))
    return "holds one value and no object: STIX objects, a bundle or a TAXII envelope are needed";
  // What the file begins with comes from others and goes to a terminal: only printable ASCII of it is shown.
  std::string shown;
  for (const char c : line.substr(0, 40)) shown += c >= ' ' && c < 0x7F ? c : '?';
  return fmt::format("is not JSON: it begins with \"{}\", and an object begins with {{ and a list with [", shown);
}

}  // namespace

// The order matters: UTF-16 text is full of zero bytes, so the encoding is decided before "binary"; and archives are
// named before that, as they are binary files with a better sentence.
std::string what_it_is_instead(std::string_view beginning, TextKind kind) {
  if (const std::string_view wide = wide_text(beginning); !wide.empty()) return std::string(wide);
  for (const Magic& one : kMagic)
    if (beginning.starts_with(one.bytes)) return std::string(one.sentence);
  if (beginning.find('\0') != std::string_view::npos)
    return "is a binary file, and text is needed: give the file that has the objects as JSON";
  if (kind == TextKind::any) return {};
  const std::string_view text = without_space(beginning);
  // An empty file is no error of this kind, and a file in which some line can be JSON is left to the reader, which
  // names the lines that are not.
  if (text.empty() || has_json_line(text)) return {};
  return not_json(text);
}

struct TextInput::Impl {
  Impl(File file, std::string its_name)
      : name(std::move(its_name)), unpacked(std::move(file.read)), file_bytes(file.bytes) {}

  std::string name;
  Unpacked unpacked;
  std::string beginning;
  std::optional<Error> failure;
  std::size_t at = 0;  // in `beginning`
  std::uint64_t file_bytes;

  // Where the beginning has something else than white space.
  std::size_t first_text() const { return std::min(beginning.find_first_not_of(" \t\r\n"), beginning.size()); }

  // The beginning, without the mark.
  // A pipe gives its bytes in any pieces, so this reads until the beginning is full or the file ends. A packed file
  // that is damaged in its first 4,096 bytes is still read as far as it goes: the error is kept and told behind what
  // could be unpacked.
  Status begin(TextKind kind) {
    while (beginning.size() < kBeginningBytes) {
      const std::size_t old = beginning.size();
      beginning.resize(kBeginningBytes);
      const auto got = unpacked.read(beginning.data() + old, kBeginningBytes - old);
      beginning.resize(old + (got.ok() ? *got : 0));
      if (!got.ok() && (beginning.empty() || !is_about_content(got.error()))) return got.error().in(shown_name(name));
      if (!got.ok()) failure = got.error().in(shown_name(name));  // told behind what could be unpacked
      if (!got.ok() || *got == 0) break;
      // Of text that may be of any kind a line shows enough, and who sends it may wait for an answer to it.
      if (kind == TextKind::any && beginning.find('\n') != std::string::npos) break;
    }
    // One for each program that wrote it anew.
    while (beginning.starts_with(kMark)) beginning.erase(0, kMark.size());
    // Behind white space, as where somebody has put empty lines in front of a file, it is white space as well: every
    // byte stays where it was, and no reader has to know.
    for (auto mark = first_text(); beginning.compare(mark, kMark.size(), kMark) == 0; mark = first_text())
      beginning.replace(mark, kMark.size(), kMark.size(), ' ');
    const std::string instead = what_it_is_instead(beginning, kind);
    if (!instead.empty()) return Error{Code::invalid_input, shown_name(name) + " " + instead};
    return {};
  }
};

TextInput::TextInput(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextInput::~TextInput() = default;
TextInput::TextInput(TextInput&&) noexcept = default;
TextInput& TextInput::operator=(TextInput&&) noexcept = default;

Result<TextInput> TextInput::open(File file, const std::string& name, TextKind kind) {
  auto impl = std::make_unique<Impl>(std::move(file), name);
  PARLEY_TRY_STATUS(impl->begin(kind));
  return TextInput(std::move(impl));
}

// A file with more white space than was read is not empty by this, which only costs a less helpful message.
bool TextInput::empty() const { return without_space(impl_->beginning).empty(); }

// First what was read to know the kind, then an error that was met there, then the rest of the file.
Result<std::size_t> TextInput::read(char* out, std::size_t size) {
  Impl& in = *impl_;
  if (in.at < in.beginning.size()) {
    const std::size_t count = std::min(size, in.beginning.size() - in.at);
    std::memcpy(out, in.beginning.data() + in.at, count);
    in.at += count;
    return count;
  }
  if (in.failure) return *std::exchange(in.failure, std::nullopt);
  return in.unpacked.read(out, size);
}

// Checked after each block: what is too large is given up as soon as that is known.
Result<std::string> TextInput::rest(std::size_t max_bytes) {
  std::string text = impl_->beginning.substr(impl_->at);
  impl_->at = impl_->beginning.size();
  while (text.size() <= max_bytes) {
    const std::size_t old = text.size();
    text.resize(old + (1 << 18));
    const auto got = read(text.data() + old, 1 << 18);
    if (!got.ok()) return got.error();
    text.resize(old + *got);
    if (*got == 0) return text;
  }
  return Error{Code::too_large, fmt::format("{} has more than {} MB", impl_->name, max_bytes >> 20)};
}

std::uint64_t TextInput::bytes_in() const { return impl_->unpacked.bytes_in(); }
std::uint64_t TextInput::file_bytes() const { return impl_->file_bytes; }

}  // namespace parley::input
