// Writes JSON text piece by piece; commas and quotes are its business, nesting is the caller's.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace parley::accounts {

class JsonWriter {
 public:
  JsonWriter& open(char bracket) { return lead(), text_ += bracket, first_ = true, *this; }
  JsonWriter& close(char bracket) { return text_ += bracket, first_ = false, *this; }
  JsonWriter& key(std::string_view name) {
    lead();
    append_json_string(text_, name);
    text_ += ':';
    first_ = true;
    return *this;
  }
  JsonWriter& text(std::string_view value) { return lead(), append_json_string(text_, value), *this; }
  JsonWriter& raw(std::string_view json) { return lead(), text_ += json, *this; }
  template <std::integral T>
  JsonWriter& number(T value) {
    return raw(std::to_string(value));
  }
  JsonWriter& flag(bool value) { return raw(value ? "true" : "false"); }

  JsonWriter& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  // Nothing for an empty value.
  JsonWriter& text_if(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
  }
  template <std::integral T>
  JsonWriter& number(std::string_view name, T value) {
    return key(name).number(value);
  }
  JsonWriter& flag(std::string_view name, bool value) { return key(name).flag(value); }
  template <class List>
  JsonWriter& texts(std::string_view name, const List& list) {
    key(name).open('[');
    for (const auto& one : list) text(one);
    return close(']');
  }

  std::string& str() { return text_; }

 private:
  void lead() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

}  // namespace parley::accounts
