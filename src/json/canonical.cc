// RFC 8785. The members of an object are collected in a scratch list that all levels share like a stack, sorted there
// and written; strings are copied in runs of eight bytes that need no escape. Nothing is allocated once the scratch has
// grown. canonical_test compares this with a slow and obvious implementation; json_bench times it.
#include "json/canonical.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <vector>

#include "base/bytes.h"
#include "json/number.h"

namespace parley::json {

namespace {

// The greatest integer up to which every one is a double (RFC 8785 appendix D).
constexpr std::int64_t kMaxExact = std::int64_t{1} << 53;

// A copy, as a pointer into text is not aligned. With fewer than eight bytes the others are zero.
std::uint64_t load(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, count);
  return word;
}

// A member waiting to be written. Most names differ within their first eight bytes, so most comparisons are one of
// integers.
struct Member {
  std::uint64_t prefix;  // the first eight bytes of the name, as a big-endian number
  std::string_view name;
  Element value;
};

// Big-endian, so that comparing the numbers compares the bytes in their order.
std::uint64_t prefix_of(std::string_view name) {
  const std::uint64_t word = name.size() >= 8 ? load(name.data(), 8) : load(name.data(), name.size());
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

// UTF-8 sorts as code points do, UTF-16 only nearly so: the characters beyond U+FFFF (first byte F0 to F4) are
// surrogates there and come before U+E000 to U+FFFF (first byte EE and EF). The first byte that differs decides.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end() || right == b.end()) return a.size() < b.size();
  const auto x = static_cast<unsigned char>(*left);
  const auto y = static_cast<unsigned char>(*right);
  if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0;
  return x < y;
}

// Two prefixes of ASCII that differ order the names by UTF-16 as well. A shorter name is filled up with zero bytes,
// which sort it before any longer one that begins like it; a name that has zero bytes itself may have the same
// prefix, and then the names are compared.
bool less(const Member& a, const Member& b) {
  constexpr std::uint64_t kNotAscii = 0x8080808080808080;
  if (a.prefix != b.prefix && ((a.prefix | b.prefix) & kNotAscii) == 0) return a.prefix < b.prefix;
  return utf16_less(a.name, b.name);
}

// Whether one of eight bytes is a control character, a quote or a backslash. It may also say yes for a byte right
// above such a one; the slow way then finds that out.
// The trick with the borrow of a subtraction is known from "Bit Twiddling Hacks" (a zero byte in a word).
bool needs_escape(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  const auto zero_byte = [](std::uint64_t x) { return (x - kOnes) & ~x; };
  const std::uint64_t control = (word - kOnes * 0x20) & ~word;
  return ((control | zero_byte(word ^ (kOnes * '"')) | zero_byte(word ^ (kOnes * '\\'))) & kHigh) != 0;
}

// Writes into the string as into raw memory: the string is kept longer than what is written, so that no call has to
// ask for one byte at a time, and cut to its length at the end.
class Writer {
 public:
  Writer(std::string& out, std::vector<Member>& members) : out_(out), members_(members), size_(out.size()) {
    out_.resize(std::max(out_.capacity(), size_ + 512));
  }
  ~Writer() { out_.resize(size_); }

  // False, with the name in duplicate(), when an object has one name twice.
  bool value(Element element) {
    switch (element.type()) {
      case element_type::OBJECT:
        return object(element.get_object().value_unsafe());
      case element_type::ARRAY:
        return array(element.get_array().value_unsafe());
      case element_type::STRING:
        string(element.get_string().value_unsafe());
        return true;
      case element_type::INT64:
        integer(element.get_int64().value_unsafe());
        return true;
      case element_type::UINT64:
        number(static_cast<double>(element.get_uint64().value_unsafe()));
        return true;
      case element_type::DOUBLE:
        number(element.get_double().value_unsafe());
        return true;
      case element_type::BOOL:
        text(element.get_bool().value_unsafe() ? "true" : "false");
        return true;
      case element_type::NULL_VALUE:
        text("null");
        return true;
    }
    return true;
  }
  std::string_view duplicate() const { return duplicate_; }

 private:
  // Doubling keeps the copying linear. What it returns is good until the next call.
  char* room(std::size_t bytes) {
    if (out_.size() - size_ < bytes) out_.resize(std::max(out_.size() * 2, size_ + bytes));
    return out_.data() + size_;
  }
  void written_up_to(const char* end) { size_ = static_cast<std::size_t>(end - out_.data()); }
  void text(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    size_ += text.size();
  }
  void put(char c) {
    *room(1) = c;
    ++size_;
  }

  // Equal names stand side by side after sorting, which makes looking for duplicates cheap. RFC 8785 section 3.1
  // wants I-JSON (RFC 7493), where a name twice is an error: two readers could take different values, and both would
  // find the hash right.
  bool object(Object object) {
    const std::size_t first = members_.size();
    for (const auto [name, member] : object) members_.push_back({prefix_of(name), name, member});
    const std::size_t end = members_.size();
    sort(first, end);
    for (std::size_t i = first + 1; i < end; ++i) {
      if (members_[i - 1].prefix != members_[i].prefix || members_[i - 1].name != members_[i].name) continue;
      duplicate_ = members_[i].name;
      return false;
    }
    put('{');
    for (std::size_t i = first; i < end; ++i) {
      if (i > first) put(',');
      string(members_[i].name);
      put(':');
      if (!value(members_[i].value)) return false;
    }
    put('}');
    members_.resize(first);
    return true;
  }

  // Insertion is faster than std::sort for the ten or twenty members that objects have; beyond 32 it would be
  // quadratic, and an object with a hundred thousand members may come from anybody.
  void sort(std::size_t first, std::size_t end) {
    const auto begin = members_.begin();
    if (end - first > 32) {
      std::sort(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(end), less);
      return;
    }
    for (std::size_t i = first + 1; i < end; ++i) {
      const Member moved = members_[i];
      std::size_t to = i;
      for (; to > first && less(moved, members_[to - 1]); --to) members_[to] = members_[to - 1];
      members_[to] = moved;
    }
  }

  // The order of elements has a meaning and is kept (RFC 8785 section 3.2.3).
  bool array(Array array) {
    put('[');
    bool first = true;
    for (const Element element : array) {
      if (!first) put(',');
      first = false;
      if (!value(element)) return false;
    }
    put(']');
    return true;
  }

  // Copies whole words even at the end, into room that was made for it; the first word with something to escape hands
  // the rest to the slow way.
  void string(std::string_view string) {
    char* to = room(string.size() + 10);  // eight more, so that whole words can be stored
    *to++ = '"';
    const char* from = string.data();
    const char* const end = from + string.size();
    while (end - from >= 8) {
      const std::uint64_t word = load(from, 8);
      if (needs_escape(word)) return escaped({from, end}, to);
      std::memcpy(to, &word, 8);
      from += 8;
      to += 8;
    }
    for (; from < end; ++from) {
      if (is_escaped(*from)) return escaped({from, end}, to);
      *to++ = *from;
    }
    *to++ = '"';
    written_up_to(to);
  }
  static bool is_escaped(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }
  // The rest of a string in which something may be escaped, to be written at `to`.
  void escaped(std::string_view rest, char* to) {
    written_up_to(to);
    while (!rest.empty()) {
      std::size_t clean = 0;
      while (clean < rest.size() && !is_escaped(rest[clean])) ++clean;
      text(rest.substr(0, clean));
      if (clean == rest.size()) break;
      escape(rest[clean]);
      rest.remove_prefix(clean + 1);
    }
    put('"');
  }
  // RFC 8785 section 3.2.2.2.
  void escape(char c) {
    switch (c) {
      case '"':
        return text("\\\"");
      case '\\':
        return text("\\\\");
      case '\b':
        return text("\\b");
      case '\t':
        return text("\\t");
      case '\n':
        return text("\\n");
      case '\f':
        return text("\\f");
      case '\r':
        return text("\\r");
      default:
        break;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    text("\\u00");
    put(kHex[static_cast<unsigned char>(c) >> 4]);
    put(kHex[static_cast<unsigned char>(c) & 15]);
  }

  // RFC 8785 section 3.2.2.3 has numbers as doubles only. Integers up to 2^53 print the same either way, and quicker
  // like this; a larger one is rounded to the double that every other reader would make of it.
  void integer(std::int64_t number_in_text) {
    if (number_in_text > kMaxExact || number_in_text < -kMaxExact) return number(static_cast<double>(number_in_text));
    char* to = room(kMaxNumberChars);
    written_up_to(std::to_chars(to, to + kMaxNumberChars, number_in_text).ptr);
  }
  void number(double number) { written_up_to(write_es_number(room(kMaxNumberChars), number)); }

  std::string& out_;  // larger than what is written; cut to size_ in the end
  std::vector<Member>& members_;
  std::size_t size_;
  std::string_view duplicate_;
};

}  // namespace

// Kept between calls so that nothing is allocated; given back when one very large object has made it grow.
Status append_canonical(std::string& out, Element value) {
  constexpr std::size_t kKeptMembers = 1u << 16;
  thread_local std::vector<Member> members;
  members.clear();
  if (members.capacity() > kKeptMembers) members.shrink_to_fit();
  const std::size_t before = out.size();
  std::string_view duplicate;
  bool done = false;
  {
    Writer writer(out, members);
    done = writer.value(value);
    duplicate = writer.duplicate();
  }
  // What was written of a value that turned out to be refused is taken back, so that the caller's text is as it was.
  if (done) return {};
  out.resize(before);
  std::string message = "the name ";
  append_json_string(message, duplicate);
  return Error{Code::invalid_input, message + " occurs twice in one object"};
}

// One parser for each thread, so that its buffers are used again by the next text.
Result<std::string> canonical(std::string_view text) {
  thread_local Parser parser;
  PARLEY_TRY(const Element value, parser.parse(text));
  std::string out;
  PARLEY_TRY_STATUS(append_canonical(out, value));
  return out;
}

}  // namespace parley::json
