// What a desk gave, on its way to whoever asked: what was wrong, JSON for programs, or the text that people read.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace parley::cli {

// `text_of` makes the text, lines with their ends, of the value.
template <class T, class Text>
int put_out(Context& context, const Result<T>& got, const Text& text_of) {
  if (!got.ok()) return context.fail(got.error());
  if (context.json)
    context.console.line(to_json(*got));
  else
    context.console.out(text_of(*got));
  return kDone;
}

// Of a list: a line of JSON for each, or the text of all.
template <class Item, class Text>
int put_out(Context& context, const std::vector<Item>& items, const Text& text_of) {
  if (context.json)
    for (const Item& one : items) context.console.line(to_json(one));
  else
    context.console.out(text_of(items));
  return kDone;
}
template <class Item, class Text>
int put_out(Context& context, const Result<std::vector<Item>>& items, const Text& text_of) {
  return items.ok() ? put_out(context, *items, text_of) : context.fail(items.error());
}

// For what is nobody's fault in what was asked, such as a file that cannot be written.
inline int could_not_run(Context& context, const Error& error) {
  context.fail(error);
  return kCouldNotRun;
}

// Lines of ours to standard error, which ends the last of them itself.
inline void put_err(Context& context, std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  if (!text.empty()) context.console.err_lines(text);
}

}  // namespace parley::cli
