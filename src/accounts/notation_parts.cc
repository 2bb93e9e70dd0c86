#include "accounts/notation_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/edits.h"
#include "text/display.h"

namespace parley::accounts::notation {

void Parts::fault(std::string what) { tell(faults_, {.line = in_->line(), .where = where_, .what = std::move(what)}); }

std::string nearest_word(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view best;
  // One slip in a short word and two in a longer one: with more, nearly every short word is near every other. What is
  // longer than 40 bytes is no mistyped keyword and is not compared, as a file can make it as long as it likes.
  std::size_t fewest = word.size() < 4 ? 2 : 3;
  for (const std::string_view one : known)
    if (word.size() < 40)
      if (const std::size_t edits = edits_between(word, one); edits < fewest) best = one, fewest = edits;
  return best.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", best);
}

namespace {

bool is_key(const std::vector<Parts::Key>& keys, std::string_view words) {
  return std::any_of(keys.begin(), keys.end(), [&](const Parts::Key& one) {
    return words == one.word || words.starts_with(std::string(one.word) + " ");
  });
}

}  // namespace

void Parts::read(const std::vector<Key>& keys) {
  for (;;) {
    if (!in_->at_part())
      fault(fmt::format("\"{}\" cannot be read here{}", text::fitted(in_->here(), 60),
                        is_key(keys, in_->here()) ? ": a \";\" is missing before it" : ""));
    pass_over();
    if (!in_->take(';')) return;
    // A ";" at the end of the line, or two in a row, say nothing.
    if (in_->at_part()) continue;
    const std::string_view rest = in_->rest();
    const std::string word = in_->word();
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.word == word; });
    if (key != keys.end()) {
      key->take();
      continue;
    }
    std::vector<std::string_view> words;
    for (const Key& one : keys) words.push_back(one.word);
    in_->back_to(rest);
    // The part may be the next statement, which is indented while the line before it ends with ";".
    if (const auto name = in_->name(); name && in_->mark() == U':')
      fault(fmt::format("\"{}:\" begins a statement: the line before ends with a mark that has it go on", *name));
    else
      fault(fmt::format("\"{}\" is not known here{}",
                        text::fitted(word.empty() ? in_->here() : std::string_view(word), 40),
                        nearest_word(word, words)));
    pass_over();
  }
}

void Parts::pass_over() {
  while (!in_->at_part()) {
    const std::string_view rest = in_->rest();
    if ((in_->at_quote() && in_->quote()) || in_->bracket()) continue;
    in_->back_to(rest.substr(text::front(rest).bytes));
  }
}

void Parts::put(std::string& out, std::optional<std::string> value, std::string_view key) {
  if (!value)
    fault(fmt::format("nothing that can be read stands behind \"{}\"", key));
  else if (!out.empty())
    twice(key);
  else
    out = std::move(*value);
}
void Parts::twice(std::string_view key) { fault(fmt::format("\"{}\" stands here twice: the first is read", key)); }

Parts::Key Parts::text_key(std::string_view word, std::string& out) {
  return {word, [this, word, &out] { put(out, in_->text(";"), word); }};
}
Parts::Key Parts::name_key(std::string_view word, std::string& out) {
  return {word, [this, word, &out] { put(out, in_->name(), word); }};
}
Parts::Key Parts::names_key(std::string_view word, std::vector<std::string>& out) {
  return {word, [this, &out] { names(out); }};
}
Parts::Key Parts::party_key(std::string_view word, std::string& out) {
  return {word, [this, word, &out] { put(out, party(), word); }};
}

void Parts::names(std::vector<std::string>& out) {
  do {
    auto one = in_->name();
    if (one)
      out.push_back(std::move(*one));
    else
      fault("a name is missing");
  } while (in_->take(','));
}
void Parts::texts(std::vector<std::string>& out) {
  do {
    auto one = in_->text(";,");
    if (one && !one->empty()) out.push_back(std::move(*one));
  } while (in_->take(','));
}

std::optional<std::string> Parts::party(std::string_view ends) {
  auto name = in_->name();
  if (!name || !in_->take('=')) return name;
  CaseParty one;
  one.at.line = in_->line();
  one.id = *name;
  put(one.name, in_->at_quote() ? in_->text(ends) : in_->text(ends, true), "=");
  declared.push_back(std::move(one));
  return name;
}

bool Parts::second_word(std::string_view first, std::string_view wanted) {
  if (in_->take_word(wanted)) return true;
  fault(fmt::format("behind \"{}\" comes \"{}\"", first, wanted));
  return false;
}

}  // namespace parley::accounts::notation
