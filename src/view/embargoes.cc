#include "view/embargoes.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

using text::counted, text::plain, text::with_commas;

// "indicator--… "Beacon"", "every object of type indicator", "what is marked TLP:AMBER".
std::string in_words(const node::EmbargoWord& word) {
  using Kind = node::EmbargoWord::Kind;
  const std::string named = word.name.empty() ? std::string() : fmt::format(" \"{}\"", word.name);
  switch (word.kind) {
    case Kind::everything:
      return "everything";
    case Kind::object:
      return word.what + named;
    case Kind::type:
      return "every object of type " + word.what;
    case Kind::marking:
      return "what is marked " + word.what + named;
    case Kind::level:
      return "what is marked " + (word.name.empty() ? word.what : word.name);
    case Kind::label:
      return fmt::format("what has the label \"{}\"", word.what);
  }
  return word.what;
}

// The last second of it; the message says UTC, since a day ends elsewhere at another time.
std::string end_text(Micros until) { return to_string(until).substr(0, 19) + "Z (UTC)"; }

// An embargo does not take back what has left: said in whole sentences, with what can still be done.
void add_released_before(Lines& out, const node::ReleasePolicy::ReleasedBefore& one) {
  const std::string group = plain(one.group), readers = plain(fmt::format("{}", fmt::join(one.readers, ", ")));
  const std::string what = fmt::format("{} that it means {} released in \"{}\" before", counted(one.objects, "object"),
                                       one.objects == 1 ? "was" : "were", group);
  if (one.signed_version)
    out.line(
        fmt::format("{}; {} will read that as soon as the version of {} is in force, which this party has signed. A "
                    "later version without goes before it: parley group draft --change {}",
                    what, readers, to_string(*one.signed_version), group));
  else
    out.line(fmt::format(
        "{} and can be read there by {}: an embargo takes nothing back (parley recall ask withdraws it, on record)",
        what, readers));
}

}  // namespace

text::Table embargoes_table(const std::vector<desk::Embargoes::Line>& embargoes) {
  text::Table table({"WHAT", "KIND", "PARTY", "UNTIL (UTC)", "REASON"});
  for (const auto& [one, word, party, over] : embargoes)
    table.add({word.name.empty() ? one.what : one.what + " \"" + word.name + "\"", std::string(to_string(word.kind)),
               party == "*" ? "everybody" : party,
               one.until == desk::kForGood ? "for good" : (over ? "over since " : "") + short_time(one.until),
               one.reason});
  return table;
}

std::string embargo_text(const desk::Embargoes::Put& put, const std::string& party) {
  const auto& [embargo, word, held, before] = put;
  Lines out;
  out.line(fmt::format("{} does not leave {}{}", plain(in_words(word)),
                       embargo.party == "*" ? "to anybody" : "to a group that \"" + party + "\" is in",
                       embargo.until == desk::kForGood ? "" : ", up to " + end_text(embargo.until)));
  out.line(fmt::format(
      "It holds back {} here{}; whatever is made from what is held stays, too", counted(held.objects, "object"),
      held.naming == 0 ? std::string()
                       : fmt::format(", and {} because {} such objects", with_commas(held.naming) + " more",
                                     held.naming == 1 ? "it names" : "they name")));
  for (const auto& one : before) add_released_before(out, one);
  return out.take();
}

std::string removed_line(const desk::Embargoes::Removed& removed) {
  return "Removed: " + plain(in_words(removed.word)) + " may leave again, as far as the policy lets it";
}

}  // namespace parley::view
