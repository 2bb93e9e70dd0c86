// Embargoes on a terminal. What is held back is always told together with what had left before it: an embargo acts
// forward only, and who puts one for the first time expects the opposite.
#include "view/embargoes.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {

// Said as a thing that does or does not leave, so that the same words fit into every sentence about it.
std::string embargo_words(const node::EmbargoWord& word) {
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

namespace {

// The last second of it; the message says UTC, since a day ends elsewhere at another time.
std::string end_text(Micros until) { return to_string(until).substr(0, 19) + "Z (UTC)"; }

// An embargo does not take back what has left: said in whole sentences, with what can still be done.
std::string released_text(const node::ReleasePolicy::ReleasedBefore& one) {
  const std::string group = text::plain(one.group);
  const std::string readers = text::plain(fmt::format("{}", fmt::join(one.readers, ", ")));
  const std::string what = fmt::format("{} under this embargo {} released in \"{}\" before",
                                       text::counted(one.objects, "object"), one.objects == 1 ? "was" : "were", group);
  // Somebody who has not joined yet will read it when a version comes into force that this party has signed already. Of
  // that it can still be rid, by a later version.
  if (one.signed_version)
    return fmt::format(
        "{}; {} will read that as soon as the version of {} is in force, which this party has signed. A later version "
        "without {} takes its place: parley group draft --change {}",
        what, readers, to_string(*one.signed_version), readers, group);
  return fmt::format(
      "{} and can be read there by {}: an embargo takes nothing back (parley recall ask withdraws it, on record)", what,
      readers);
}

// What names a held object stays here too, since the name alone would tell that there is one.
std::string naming_text(std::size_t naming) {
  if (naming == 0) return {};
  return fmt::format(", and {} more because {} such objects", text::with_commas(naming),
                     naming == 1 ? "it names" : "they name");
}

// "no object of type campaign leaves"
std::string stays_text(const node::EmbargoWord& word) {
  using Kind = node::EmbargoWord::Kind;
  if (word.kind == Kind::everything) return "nothing leaves";
  if (word.kind == Kind::type) return fmt::format("no object of type {} leaves", word.what);
  return embargo_words(word) + " does not leave";
}

}  // namespace

// One that stays makes "may leave again" untrue, if only towards one party.
std::string removed_text(const desk::Embargoes::Removed& removed) {
  const std::string what = text::plain(embargo_words(removed.word));
  if (removed.still.empty()) return "Removed: " + what + " may leave again, as far as the policy lets it";
  std::vector<std::string> to;
  for (const std::string& party : removed.still)
    to.push_back(party == "*" ? std::string("anybody") : "a group that \"" + text::plain(party) + "\" is in");
  return fmt::format("Removed; but {} still does not leave to {}: {} on it (parley embargo list)", what,
                     fmt::join(to, ", nor to "),
                     to.size() == 1 ? "there is another embargo" : "there are other embargoes");
}

// What it is, until when, what it holds back here, and what had left before: in this order, since the last is what has
// to be done something about.
std::string embargo_text(const desk::Embargoes::Put& put, const std::string& party) {
  const auto& [embargo, word, held, before] = put;
  Lines out;
  out.line(fmt::format("{}{}{}", stays_text(word),
                       embargo.party == "*" ? "" : " to a group that \"" + party + "\" is in",
                       embargo.until == desk::kForGood ? "" : ", up to " + end_text(embargo.until)));
  out.line(fmt::format("It holds back {} here{}; whatever is made from what is held stays, too",
                       text::counted(held.objects, "object"), naming_text(held.naming)));
  for (const auto& one : before) out.line(released_text(one));
  return out.take();
}

std::string embargoes_text(const std::vector<desk::Embargoes::Line>& embargoes) {
  text::Table table({"WHAT", "KIND", "PARTY", "UNTIL (UTC)", "REASON"});
  for (const auto& [one, word, party, over] : embargoes)
    table.add({text::plain(word.name.empty() ? one.what : one.what + " \"" + word.name + "\""),
               std::string(to_string(word.kind)), party == "*" ? "everybody" : text::plain(party),
               one.until == desk::kForGood ? "for good" : (over ? "over since " : "") + short_time(one.until),
               text::plain(one.reason)});
  return Lines().table(table).take();
}

}  // namespace parley::view
