// Reading a JSON object whose members are all known: each is named once, and whatever was not named is an error,
// because what a charter or a card says beyond what this version understands may change what it means.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"
#include "text/display.h"

namespace parley::group {

using text::Lines, text::plain;
// What a text in a charter, card or message must be: without control characters (line feeds and tabs only with `many`)
// and without what changes the direction of writing. What else is not seen is refused in names (names/names.h) and
// shown by its number everywhere (text/display.h); it may stand in a text, as languages need some of it.
bool has_no_controls(std::string_view text, Lines lines);

class Fields {
 public:
  // `where` is what the object is called in messages: "charter", "member 2".
  Fields(json::Element value, std::string where);

  // The readers leave `out` as it was when an optional member is not there.
  enum class Need { required, optional };
  void text(std::string_view name, std::string& out, std::size_t max_bytes, Need need = Need::required,
            Lines lines = Lines::one);
  void number(std::string_view name, std::int64_t& out, std::int64_t least, std::int64_t most,
              Need need = Need::required);
  void flag(std::string_view name, bool& out, Need need);
  // Not empty when there; at most `most`.
  void list(std::string_view name, std::size_t most, const std::function<void(json::Element, std::size_t)>& each,
            Need need = Need::required);
  void texts(std::string_view name, std::vector<std::string>& out, std::size_t most, std::size_t max_bytes,
             Need need = Need::required);
  // The value itself.
  std::optional<json::Element> raw(std::string_view name, Need need = Need::required);

  void fail(std::string_view name, std::string_view what);
  void fail(const Error& error) {
    if (!error_) error_ = error;
  }
  bool ok() const { return !error_; }
  // The first error; one too when a member stands there that nobody asked for.
  Status done();

 private:
  std::optional<json::Element> find(std::string_view name, Need need);

  json::Object object_;
  bool is_object_ = false;
  std::string where_;
  std::vector<std::string_view> known_;
  std::optional<Error> error_;
};

}  // namespace parley::group
