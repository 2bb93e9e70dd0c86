// Writing JSON, piece by piece: commas, quotes and brackets are the writer's business, and so is that nothing in a
// string can harm who looks at it: what is not seen is escaped (text/display.h), which is the same value for who parses
// it.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::json {

class Writer {
 public:
  Writer& open(char bracket);  // '{' or '['
  Writer& close();             // what was opened last
  Writer& key(std::string_view name);
  Writer& text(std::string_view value);
  Writer& raw(std::string_view json);  // a JSON text
  Writer& flag(bool value) { return raw(value ? "true" : "false"); }
  template <std::integral T>
  Writer& number(T value) {
    return raw(std::to_string(value));
  }

  // A member each.
  Writer& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  Writer& text_if(std::string_view name, std::string_view value) {  // nothing for an empty value
    return value.empty() ? *this : text(name, value);
  }
  Writer& raw(std::string_view name, std::string_view json) { return key(name).raw(json); }
  Writer& flag(std::string_view name, bool value) { return key(name).flag(value); }
  template <std::integral T>
  Writer& number(std::string_view name, T value) {
    return key(name).number(value);
  }
  template <class List>
  Writer& texts(std::string_view name, const List& list) {
    key(name).open('[');
    for (const auto& one : list) text(one);
    return close();
  }

  // What was written, with everything that is open closed.
  std::string str() const;
  // For a long text: what was written since the last call, to be passed on.
  std::string take() { return std::exchange(text_, {}); }
  std::size_t size() const { return text_.size(); }  // of what take() would give
  void reserve(std::size_t bytes) { text_.reserve(bytes); }

 private:
  void lead() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_, closers_;
  bool first_ = true;
};

// One object: opened when made, closed by str().
class ObjectWriter : public Writer {
 public:
  ObjectWriter() { open('{'); }
  ObjectWriter(Writer writer) : Writer(std::move(writer)) {}  // NOLINT(google-explicit-constructor): members were added
};

// "[a,b,c]" of JSON texts, and of strings.
std::string array_text(const std::vector<std::string>& items);
std::string string_array_text(const std::vector<std::string>& strings);

}  // namespace parley::json
