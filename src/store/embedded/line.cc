// The members of a line stand in a fixed order and spelling, so it is read from the left without a
// JSON parser: this runs for each entry of each page. Two readers share that: parse_line() trusts
// nothing and looks at every byte, for recovery; parse_known_line() takes the two lengths from the
// record and touches only what lies between the large parts.
#include "store/embedded/line.h"

#include <charconv>

namespace parley::store {
namespace {

constexpr std::string_view kErased = ",\"erased\":true";

void append_number(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

// Takes a line apart from the left.
// Each call takes its part off the front and says whether it was there; a line is then read by one
// chain of them, whose first failure ends it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), left_(text) {}

  bool literal(std::string_view expected) {
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(expected.size());
    return true;
  }
  bool number(std::uint64_t& out) {
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), out);
    if (error != std::errc() || end == left_.data()) return false;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return true;
  }
  bool bytes(std::size_t count, std::string_view& out) {
    if (left_.size() < count) return false;
    out = left_.substr(0, count);
    left_.remove_prefix(count);
    return true;
  }
  // Up to the next quotation mark, which is passed over.
  // No escapes: what stands in these strings was checked to need none when it was appended.
  bool plain_string(std::string_view& out) {
    const std::size_t end = left_.find('"');
    if (end == std::string_view::npos) return false;
    out = left_.substr(0, end);
    left_.remove_prefix(end + 1);
    return true;
  }
  // A JSON object by its braces.
  // Strings are skipped as strings, because a brace in one does not count.
  bool object(std::string_view& out) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < left_.size(); ++i) {
      const char c = left_[i];
      if (in_string) {
        if (c == '\\')
          ++i;
        else if (c == '"')
          in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{') {
        ++depth;
      } else if (c == '}' && --depth == 0) {
        return bytes(i + 1, out);
      }
      if (depth == 0) return false;
    }
    return false;
  }
  std::size_t offset() const { return text_.size() - left_.size(); }
  std::string_view left() const { return left_; }

 private:
  std::string_view text_, left_;
};

bool read_head(Reader& in, Line& line) {
  return in.literal("{\"n\":") && in.number(line.number) && in.literal(",\"rest\":") && in.number(line.rest) &&
         in.literal(",\"entry\":");
}

// The date is cut off the end of the leaf: it is the last member, with a fixed length.
bool read_date(Line& line) {
  constexpr std::string_view kBefore = "\"time\":\"", kBehind = "\"}";
  const std::size_t whole = kBefore.size() + kDateBytes + kBehind.size();
  if (line.leaf.size() <= whole || !line.leaf.ends_with(kBehind)) return false;
  const std::string_view end = line.leaf.substr(line.leaf.size() - whole);
  line.added = end.substr(kBefore.size(), kDateBytes);
  return end.starts_with(kBefore);
}

// The numbers are compared with those in the leaf by the check (verify.cc), not here.
bool read_purge(Reader& in, Line& line) {
  line.kind = Line::Kind::purge;
  do {
    EntryNumber number = 0;
    if (!in.number(number)) return false;
    line.purge.push_back(number);
  } while (in.literal(","));
  return in.literal("]}") && in.left().empty();
}

bool read_object(Reader& in, Line& line) {
  if (!in.plain_string(line.id) || line.id.size() < 39) return false;
  if (in.literal(",\"version\":\"") && !in.plain_string(line.version)) return false;
  if (!in.literal(",\"spec\":\"") || !in.plain_string(line.spec_version) || !in.literal(",\"salt\":\"") ||
      !in.bytes(kSaltTextBytes, line.salt) || !in.literal("\",\"object\":"))
    return false;
  if (in.left().size() < 3 || in.left().front() != '{' || !in.left().ends_with("}}")) return false;
  // The object is the rest of the line but for the closing brace.
  return in.bytes(in.left().size() - 1, line.object);
}

// What stands behind the leaf tells the kind of the line.
bool read_content(Reader& in, Line& line) {
  if (in.literal(",\"id\":\"")) return read_object(in, line);
  if (in.literal(",\"purge\":[")) return read_purge(in, line);
  if (!in.literal(kErased)) return false;
  line.kind = Line::Kind::erased;
  return in.left().ends_with('}') && in.left().find_first_not_of(' ') == in.left().size() - 1;
}

// A stretch that was never written reads as zeros, and nothing below a space stands in compact JSON.
bool is_clean(std::string_view text) {
  bool clean = true;
  for (const char c : text) clean &= static_cast<unsigned char>(c) >= 0x20;
  return clean;
}

}  // namespace

std::size_t append_line(std::string& out, EntryNumber number, const NewLine& line) {
  const std::size_t start = out.size();
  out += "{\"n\":";
  append_number(out, number);
  out += ",\"rest\":";
  append_number(out, line.rest);
  out.append(",\"entry\":").append(line.leaf);
  const std::size_t content_offset = out.size() - start;
  // Content that was never here leaves nothing to keep the length of.
  if (line.erased) {
    out.append(erased_content(kMinContentBytes)).append("\n");
    return content_offset;
  }
  if (!line.purge.empty()) {
    out += ",\"purge\":[";
    for (const EntryNumber target : line.purge) append_number(out, target), out += ',';
    out.back() = ']';
    out += "}\n";
    return content_offset;
  }
  char salt[kSaltTextBytes];
  hash_to_base64(line.salt, salt);
  out.append(",\"id\":\"").append(line.id).append("\"");
  if (!line.version.empty()) out.append(",\"version\":\"").append(line.version).append("\"");
  out.append(",\"spec\":\"").append(line.spec_version).append("\",\"salt\":\"").append(salt, kSaltTextBytes);
  out.append("\",\"object\":").append(line.object).append("}\n");
  return content_offset;
}

Result<Line> parse_line(std::string_view text) {
  Line line;
  Reader in(text);
  if (!is_clean(text)) return Error{Code::corrupt, "the line has bytes that never stand in JSON text"};
  if (!read_head(in, line)) return Error{Code::corrupt, "the line does not begin as an entry does"};
  if (!in.object(line.leaf) || !read_date(line)) return Error{Code::corrupt, "the line has no whole \"entry\""};
  line.content_offset = in.offset();
  if (!read_content(in, line)) return Error{Code::corrupt, "the line does not go on as an entry does behind \"entry\""};
  return line;
}

Result<Line> parse_known_line(std::string_view text, std::size_t content_offset, std::size_t object_bytes) {
  Line line;
  Reader in(text);
  const bool has_head = read_head(in, line) && in.offset() <= content_offset &&
                        in.bytes(content_offset - in.offset(), line.leaf) && read_date(line);
  if (!has_head) return Error{Code::corrupt, "the line does not begin as an entry does"};
  line.content_offset = content_offset;
  if (!read_content(in, line) || line.object.size() != object_bytes)
    return Error{Code::corrupt, "the line does not go on as an entry does behind \"entry\""};
  return line;
}

std::string erased_content(std::size_t size) {
  PARLEY_CHECK(size >= kMinContentBytes);
  std::string content(kErased);
  content.append(size - kErased.size() - 1, ' ');
  content += '}';
  return content;
}

}  // namespace parley::store
