#include "desk/recording.h"

#include <algorithm>
#include <map>

namespace parley::desk {
namespace {

// Places come in two ways, typed and found, which say the same.
bool says_the_same(accounts::CaseStatement a, accounts::CaseStatement b) {
  for (accounts::CaseStatement* one : {&a, &b}) {
    one->line = 0;
    for (auto* quotes : {&one->speaker_quotes, &one->addressee_quotes, &one->when_quotes, &one->where_quotes,
                         &one->occasion_quotes, &one->act_quotes, &one->quotes})
      for (accounts::Quote& quote : *quotes) {
        if (quote.span) quote.text = quote.span->text;
        quote.line = quote.nth = 0;
        quote.from.reset();
      }
  }
  return a == b;
}

}  // namespace

void recorded_also_by(const std::string& person, accounts::CaseStatement& of) {
  if (std::find(of.recorded_by.begin(), of.recorded_by.end(), person) == of.recorded_by.end())
    of.recorded_by.push_back(person);
}

void recorded_by(const std::string& person, Enters what, const accounts::WorkedCase& before, accounts::WorkedCase& of) {
  // The names point into `before`, which outlives this map.
  std::map<std::string_view, const accounts::CaseStatement*> known;
  for (const auto& one : before.statements) known.emplace(one.id, &one);
  for (auto& one : of.statements) {
    // In a text that was only changed, what is said once for all is said of what was there.
    if (what == Enters::changed_text && one.recorded_by == of.recorded_by.people) one.recorded_by.clear();
    const auto was = known.find(one.id);
    if (was == known.end()) {
      // Taken over from somebody's text: his word stands.
      if (one.recorded_by.empty()) recorded_also_by(person, one);
      continue;
    }
    // A text that does not say whose it is takes it from nobody.
    if (one.recorded_by.empty()) one.recorded_by = was->second->recorded_by;
    if (!says_the_same(*was->second, one)) recorded_also_by(person, one);
  }
}

}  // namespace parley::desk
