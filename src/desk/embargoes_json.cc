// Embargoes for programs: what is held back stands as it is kept and beside it as what it means here, since the one is
// needed to remove it and the other to read it.
#include "desk/embargoes.h"
#include "json/writer.h"
#include "node/release_policy.h"

namespace parley::desk {
namespace {

// What had left before the embargo was put, for each group. An embargo does not call it back, so a program that puts
// one has to be able to see it.
std::string before_json(const std::vector<node::ReleasePolicy::ReleasedBefore>& all) {
  std::vector<std::string> out;
  for (const auto& one : all)
    out.push_back(json::ObjectWriter()
                      .text("group", one.group)
                      .texts("readers", one.readers)
                      .number("objects", one.objects)
                      .text("signed_version", one.signed_version ? to_string(*one.signed_version) : "")
                      .str());
  return json::array_text(out);
}

}  // namespace

std::string to_json(const Embargoes::Put& put) {
  return json::ObjectWriter()
      .text("what", put.word.what)
      .text("kind", to_string(put.word.kind))
      .text("name", put.word.name)
      .text("party", put.embargo.party)
      .text("until", to_string(put.embargo.until))
      .text("reason", put.embargo.reason)
      .number("objects", put.held.objects)
      .number("naming", put.held.naming)
      .raw("released_before", before_json(put.before))
      .str();
}

// "still_held_towards": "*", or what a party is called here. Where it is not empty, what was removed leaves no more
// than before towards these.
std::string to_json(const Embargoes::Removed& removed) {
  return json::ObjectWriter()
      .text("removed", removed.what)
      .text("kind", to_string(removed.word.kind))
      .text("name", removed.word.name)
      .text("party", removed.party)
      .texts("still_held_towards", removed.still)
      .str();
}

std::string to_json(const Embargoes::Line& line) {
  return json::ObjectWriter()
      .text("what", line.embargo.what)
      .text("kind", to_string(line.word.kind))
      .text("name", line.word.name)
      .text("party", line.embargo.party)
      .text("party_name", line.party_name)
      .text("until", to_string(line.embargo.until))
      .flag("over", line.over)
      .text("reason", line.embargo.reason)
      .str();
}

}  // namespace parley::desk
