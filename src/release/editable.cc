// A tree of JSON values that keeps the tokens as they stood: numbers, escapes and the order of members of
// what was not touched are written again byte for byte. A parser that turns numbers into doubles and back
// would change what somebody has signed or hashed. Every value has a number by which it is found again after
// its neighbours are gone.
#include "release/editable.h"

#include <algorithm>
#include <charconv>

#include "base/bytes.h"
#include "json/scan.h"
#include "release/walk.h"

namespace parley::release {
namespace {

// Without a backslash the text is what stands between the quotes; only escapes need the parser.
std::string decoded(std::string_view token) {
  if (token.find('\\') == std::string_view::npos) return std::string(token.substr(1, token.size() - 2));
  const ParserLease parser;
  const auto parsed = parser->parse(token);
  std::string_view text;
  return parsed.ok() && parsed->get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// RFC 6901 section 4: "~1" is a slash and "~0" a tilde.
std::string unescaped(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '~' && i + 1 < part.size())
      out += part[++i] == '1' ? '/' : '~';
    else
      out += part[i];
  }
  return out;
}

}  // namespace

// Reads text that a Parser has accepted, so that nothing can be wrong with it, nor deeper than its limit.
class EditableReader {
 public:
  explicit EditableReader(std::string_view compact) : text_(compact) {}

  // A value is numbered before what is in it. The number only has to be its own, and never changes afterwards.
  Editable value() {
    Editable out;
    out.number_ = count_++;
    if (text_[at_] == '{') {
      out.kind_ = Editable::Kind::object;
      list('}', [&] {
        const std::string_view name = string();
        ++at_;  // the colon
        out.children_.push_back({decoded(name), std::string(name), value()});
      });
    } else if (text_[at_] == '[') {
      out.kind_ = Editable::Kind::array;
      list(']', [&] { out.children_.push_back({{}, {}, value()}); });
    } else {
      out.token_ = text_[at_] == '"' ? string() : word();
    }
    return out;
  }

 private:
  // From the opening bracket to behind the closing one; `each` reads one item and stops at the comma or the bracket.
  template <class Each>
  void list(char close, const Each& each) {
    ++at_;
    while (text_[at_] != close) {
      each();
      if (text_[at_] == ',') ++at_;
    }
    ++at_;
  }
  // With both quotes and all escapes as they stand.
  std::string_view string() {
    const std::size_t begin = at_;
    at_ = json::skip_string(text_, at_);
    return text_.substr(begin, at_ - begin);
  }
  // A number, true, false or null: whatever ends at the next comma or bracket.
  std::string_view word() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(",]}", at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0, count_ = 0;
};

// Checked by the parser first, and compacted, so that the reader meets no white space and no mistake.
Result<Editable> Editable::parse(std::string_view text) {
  const ParserLease parser;
  PARLEY_TRY([[maybe_unused]] const json::Element checked, parser->parse(text));
  std::string compact;
  json::append_compact(compact, text);
  return EditableReader(compact).value();
}

// Names are written by the token that was read, so that an escape in a name survives as well.
void Editable::append_to(std::string& out) const {
  if (kind_ == Kind::scalar) return void(out += token_);
  out += kind_ == Kind::object ? '{' : '[';
  bool first = true;
  for (const Child& child : children_) {
    if (!std::exchange(first, false)) out += ',';
    if (kind_ == Kind::object) out += child.name_token, out += ':';
    child.value.append_to(out);
  }
  out += kind_ == Kind::object ? '}' : ']';
}

std::string Editable::text() const {
  std::string out;
  append_to(out);
  return out;
}

Editable* Editable::member(std::string_view name) {
  // Of two members of one name the first; a text with such is refused where it matters (release/policy.cc).
  if (kind_ != Kind::object) return nullptr;
  for (Child& child : children_)
    if (child.name == name) return &child.value;
  return nullptr;
}

std::string Editable::string() const { return is_string() ? decoded(token_) : std::string(); }

// Whatever stood there is gone: a list that is replaced by a text has no items any more.
void Editable::set_string(std::string_view text) {
  kind_ = Kind::scalar;
  children_.clear();
  token_.clear();
  append_json_string(token_, text);
}

Editable* Editable::at(std::string_view pointer) {
  Editable* here = this;
  while (!pointer.empty() && here != nullptr) {
    // Every step of a pointer begins with a slash (RFC 6901 section 3).
    if (pointer.front() != '/') return nullptr;
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string_view part = pointer.substr(1, end - 1);
    pointer.remove_prefix(end);
    if (here->kind_ == Kind::object) {
      here = here->member(unescaped(part));
    } else if (here->kind_ == Kind::array) {
      std::size_t index = 0;
      const auto read = std::from_chars(part.data(), part.data() + part.size(), index);
      const bool is_index = read.ec == std::errc() && read.ptr == part.data() + part.size() && !part.empty();
      here = is_index && index < here->children_.size() ? &here->children_[index].value : nullptr;
    } else {
      here = nullptr;
    }
  }
  return here;
}

}  // namespace parley::release
