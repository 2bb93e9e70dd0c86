// Domain names: IDNA2008 by UTS 46 without transitional mappings (libidn2), label by label, because names in use have
// ASCII labels that IDNA refuses (underscores, "r3---sn-x") and that must stay as they are.
#include <idn2.h>

#include <array>
#include <memory>

#include "stix/normal_forms.h"

namespace parley::stix {
namespace {

// The underscore counts as a letter: it is in no host name, but in many names of the DNS (_dmarc, _tcp).
// In the order in which they are told apart, the commonest first.
enum : unsigned char { kLower, kDigit, kHyphen, kDot, kUpper, kOther };
constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> out{};
  out.fill(kOther);
  for (int c = 'a'; c <= 'z'; ++c) out[static_cast<std::size_t>(c)] = kLower;
  for (int c = 'A'; c <= 'Z'; ++c) out[static_cast<std::size_t>(c)] = kUpper;
  for (int c = '0'; c <= '9'; ++c) out[static_cast<std::size_t>(c)] = kDigit;
  out['_'] = kLower;
  out['-'] = kHyphen;
  out['.'] = kDot;
  return out;
}
// What is not in the table, spaces and all bytes beyond ASCII included, is kOther and goes the slow way or is
// refused.
constexpr std::array<unsigned char, 256> kClass = make_classes();
// RFC 1035 section 2.3.4, as text: 255 octets on the wire are 253 characters without the root.
constexpr std::size_t kMaxLabel = 63, kMaxName = 253;

// Whether `value` is its own normal form, told without libidn2; false also means "not known".
// Most values are lower-case ASCII already and are answered in one pass that allocates nothing. A last label of
// digits only is left to the slow way, which refuses it: that would be an IPv4 address.
bool is_plain(std::string_view value) {
  if (value.empty() || value.size() > kMaxName) return false;
  std::size_t label = 0;
  bool letters = false;  // in this label something that is no digit
  for (std::size_t i = 0; i < value.size(); ++i) {
    const unsigned char kind = kClass[static_cast<unsigned char>(value[i])];
    if (kind <= kDigit) {
      letters |= kind == kLower;
      continue;
    }
    if (kind >= kUpper) return false;
    if (kind == kDot) {
      if (i == label || i - label > kMaxLabel) return false;
      label = i + 1;
      letters = false;
      continue;
    }
    letters = true;
    if (i == label + 3 && value[i - 1] == '-' && value[label] == 'x' && value[label + 1] == 'n') return false;
  }
  return value.size() > label && value.size() - label <= kMaxLabel && letters;
}

// What libidn2 returns is freed by its own function, on each way out.
struct FreeIdn {
  void operator()(char* text) const { idn2_free(text); }
};
using IdnText = std::unique_ptr<char, FreeIdn>;

// The A-label (or the mapped ASCII label) of a label.
Problem to_ascii(const std::string& label, std::string& out) {
  std::uint8_t* raw = nullptr;
  const int code =
      idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(label.c_str()), &raw, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const IdnText text(reinterpret_cast<char*>(raw));
  if (code != IDN2_OK) return "a label that IDNA2008 refuses";
  out = text.get();
  return nullptr;
}

// Whether a label that begins with xn-- is what its Unicode form encodes to.
// "xn--" in front does not make an A-label: one that decodes to something else when encoded again could stand for two
// names.
bool is_a_label(const std::string& label) {
  char* raw = nullptr;
  if (idn2_to_unicode_8z8z(label.c_str(), &raw, 0) != IDN2_OK) return false;
  const IdnText text(raw);
  std::string again;
  return to_ascii(text.get(), again) == nullptr && again == label;
}

// ASCII labels do not go through IDNA: they are only put into lower case.
Problem append_label(std::string_view label, std::string& out) {
  if (label.empty()) return "an empty label";
  std::string ascii;
  ascii.reserve(label.size());
  bool plain = true;
  for (const char c : label) {
    plain &= static_cast<unsigned char>(c) < 0x80;
    ascii += to_lower(c);
  }
  if (!plain)
    if (const Problem problem = to_ascii(std::string(label), ascii)) return problem;
  if (ascii.empty() || ascii.size() > kMaxLabel) return "a label longer than 63 characters";
  for (const char c : ascii) {
    const unsigned char kind = kClass[static_cast<unsigned char>(c)];
    if (kind == kOther || kind == kUpper || kind == kDot) return "a character that no host name has";
  }
  if (ascii.starts_with("xn--") && !is_a_label(ascii)) return "a label that IDNA2008 refuses";
  out += ascii;
  return nullptr;
}

// UTS 46 maps these three to a full stop, too.
constexpr std::string_view kWideDots[] = {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"};

// Where the label that begins at `at` ends, and how long the dot behind it is.
std::size_t label_end(std::string_view value, std::size_t at, std::size_t& dot) {
  for (std::size_t i = at; i < value.size(); ++i) {
    dot = 1;
    if (value[i] == '.') return i;
    dot = 3;
    for (const std::string_view wide : kWideDots)
      if (value.substr(i).starts_with(wide)) return i;
  }
  dot = 0;
  return value.size();
}

}  // namespace

// The dot of the root at the end is dropped. A name that ends in a number is no name (WHATWG URL has it so, too): it
// would be read as an address.
Problem normal_domain(std::string_view value, std::string& storage, std::string_view& out) {
  const bool dotted = value.ends_with('.');
  if (dotted) value.remove_suffix(1);
  if (is_plain(value)) {
    out = value;
    return nullptr;
  }
  if (value.size() > kMaxName * 4) return "longer than 253 characters";
  if (value.find('\0') != std::string_view::npos) return "a character that no host name has";
  std::string name;
  std::size_t last = 0;
  for (std::size_t at = 0, dot = 0;; at += dot) {
    const std::size_t end = label_end(value, at, dot);
    if (!dotted && at == value.size() && at > 0 && value.back() != '.') break;  // the one dot at the end was a wide one
    if (!name.empty()) name += '.';
    last = name.size();
    if (const Problem problem = append_label(value.substr(at, end - at), name)) return problem;
    at = end;
    if (dot == 0) break;
  }
  if (name.size() > kMaxName) return "longer than 253 characters";
  if (name.find_first_not_of("0123456789", last) == std::string::npos) return "a name that ends in a number";
  storage = std::move(name);
  out = storage;
  return nullptr;
}

}  // namespace parley::stix
