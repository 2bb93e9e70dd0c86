// Writing a JSON object member by member.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::json {

class ObjectText {
 public:
  ObjectText& text(std::string_view name, std::string_view value);
  ObjectText& number(std::string_view name, std::uint64_t value);
  ObjectText& flag(std::string_view name, bool value);
  ObjectText& raw(std::string_view name, std::string_view json);
  std::string str() const { return text_ + "}"; }

 private:
  void key(std::string_view name);
  std::string text_ = "{";
};

// "[a,b,c]" of JSON texts, and of strings.
std::string array_text(const std::vector<std::string>& items);
std::string string_array_text(const std::vector<std::string>& strings);

}  // namespace parley::json
