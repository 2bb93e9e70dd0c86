// What a desk gave, on its way to whoever asked: what was wrong, JSON for programs, or the text that people read.
#pragma once

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

}  // namespace parley::cli
