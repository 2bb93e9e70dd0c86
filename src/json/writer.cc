#include "json/writer.h"

#include "base/result.h"
#include "text/display.h"

// That brackets match is checked: an unbalanced text would be a mistake of ours, found by the first test that runs
// it. A name that is written twice is not noticed, and what `raw` is given is not read.
namespace parley::json {

// What closes it is remembered when it is opened, so that close() takes no argument that could be wrong.
Writer& Writer::open(char bracket) {
  lead();
  text_ += bracket;
  closers_ += bracket == '{' ? '}' : ']';
  first_ = true;
  return *this;
}

Writer& Writer::close() {
  PARLEY_CHECK(!closers_.empty());
  text_ += closers_.back();
  closers_.pop_back();
  first_ = false;
  return *this;
}

// Names are escaped as texts are, since some come from others as well.
Writer& Writer::key(std::string_view name) {
  lead();
  text::append_json_string(text_, name);
  text_ += ':';
  first_ = true;  // no comma between a name and its value
  return *this;
}

// Others' text is made harmless here, so that printing a line of JSON on a terminal is safe whoever wrote what is in
// it.
Writer& Writer::text(std::string_view value) {
  lead();
  text::append_json_string(text_, value);
  return *this;
}

// For what is JSON already, such as stored objects; whoever calls it answers for that.
Writer& Writer::raw(std::string_view json) {
  lead();
  text_ += json;
  return *this;
}

// From the innermost to the outermost, which is the order in which they stand behind one another.
std::string Writer::str() const { return text_ + std::string(closers_.rbegin(), closers_.rend()); }

// The items are values in JSON; those of string_array_text() are plain texts, which are quoted there.
std::string array_text(const std::vector<std::string>& items) {
  Writer out;
  out.open('[');
  for (const std::string& item : items) out.raw(item);
  return out.str();
}

std::string string_array_text(const std::vector<std::string>& strings) {
  Writer out;
  out.open('[');
  for (const std::string& item : strings) out.text(item);
  return out.str();
}

}  // namespace parley::json
