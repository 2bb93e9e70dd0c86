#include "json/object_text.h"

#include "base/bytes.h"

namespace parley::json {

void ObjectText::key(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  append_json_string(text_, name);
  text_ += ':';
}
ObjectText& ObjectText::text(std::string_view name, std::string_view value) {
  key(name);
  append_json_string(text_, value);
  return *this;
}
ObjectText& ObjectText::number(std::string_view name, std::uint64_t value) { return raw(name, std::to_string(value)); }
ObjectText& ObjectText::flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
ObjectText& ObjectText::raw(std::string_view name, std::string_view json) {
  key(name);
  text_ += json;
  return *this;
}

std::string array_text(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + "]";
}

std::string string_array_text(const std::vector<std::string>& strings) {
  std::string out = "[";
  for (const std::string& item : strings) {
    if (out.size() > 1) out += ',';
    append_json_string(out, item);
  }
  return out + "]";
}

}  // namespace parley::json
