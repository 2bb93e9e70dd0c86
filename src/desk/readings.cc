// One reader's reading of one thing is one object, so that a later one is a new version of it. Which it is, is asked of
// the journal: the newest opinions and notes that this party wrote under this person's name on that statement.
#include "desk/readings.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/statement.h"
#include "base/uuid.h"
#include "desk/cases.h"
#include "desk/own_objects.h"
#include "json/json.h"
#include "json/with_member.h"
#include "json/writer.h"
#include "node/group_parts.h"
#include "node/journal_locks.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::desk {

// What the reader typed, found in the case. The proposition stays empty where the reading is of the statement as a
// whole.
struct Readings::Found {
  std::string statement, proposition;  // identifiers
};

// One value for all four acts, so that finding the earlier reading and putting the new one in its place is written
// once. Where `takes_back` is set, only the type counts beside it.
struct Readings::Said {
  std::string_view type = "opinion";
  std::string_view opinion = {};
  std::string stance = {};
  std::vector<std::string> toward = {};
  std::string text = {};
  bool takes_back = false;
};

namespace {

// What this person of this party has said of the thing, as it stands; nothing when that is nothing.
struct Before {
  std::string text, created, modified;
};
// Whether the list of that name has the text in it. A list that is missing has nothing in it, which is no fault here.
bool has(json::Object object, std::string_view list, std::string_view value) {
  json::Array all;
  if (object.at_key(list).get(all) != simdjson::SUCCESS) return false;
  return std::any_of(all.begin(), all.end(), [&](json::Element one) {
    std::string_view text;
    return one.get(text) == simdjson::SUCCESS && text == value;
  });
}
// An opinion of the standard is on an object and knows no propositions, so ours names the proposition in Parley's
// extension. Empty where the opinion is on the whole statement.
std::string proposition_in(json::Object object) {
  json::Object extensions, ours;
  if (object.at_key("extensions").get(extensions) != simdjson::SUCCESS ||
      extensions.at_key(stix::kParleyExtension).get(ours) != simdjson::SUCCESS)
    return {};
  return std::string(json::string_member(ours, "proposition_ref").value_or(""));
}

// Reads to the end of the journal and keeps the last that fits, as later entries stand behind earlier ones. The same
// person can have read the statement as a whole and several propositions of it: these are readings of their own, so the
// proposition must be the same, too.
Result<std::optional<Before>> before(const journal::Journal& journal, std::string_view party, const std::string& person,
                                     std::string_view type, const std::string& statement,
                                     const std::string& proposition) {
  std::optional<Before> out;
  journal::Query query;
  query.types = {std::string(type)};
  json::Parser parser;
  for (journal::Seq at = 0;;) {
    PARLEY_TRY(const auto page, journal.read(query, at, {.objects = 5000}));
    for (const auto& entry : page.entries) {
      json::Object object;
      const auto parsed = parser.parse(entry.text);
      if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) continue;
      bool revoked = false;
      // What was taken back is over: a new reading is then a new object and no version behind the end.
      if (object.at_key("revoked").get(revoked) == simdjson::SUCCESS && revoked) continue;
      if (json::string_member(object, "created_by_ref").value_or("") != party || !has(object, "authors", person) ||
          !has(object, "object_refs", statement) || proposition_in(object) != proposition)
        continue;
      out = Before{std::string(entry.text), std::string(json::string_member(object, "created").value_or("")),
                   std::string(json::string_member(object, "modified").value_or(""))};
    }
    if (!page.more) return out;
    at = page.next;
  }
}

// To the millisecond, as the standard has it, and always later than the version before, also with a clock that was set
// back: of two versions the later one counts.
std::string time_text(Micros now, std::string_view last_version) {
  std::int64_t millis = now.value / 1000;
  if (Timestamp last; Timestamp::parse(last_version, last)) millis = std::max(millis, last.micros().value / 1000 + 1);
  return to_string(Micros{millis * 1000}).substr(0, 23) + "Z";
}

}  // namespace

// Statements that are only referred to are passed over: nothing is known of them that could be read.
Result<Readings::Found> Readings::find(const ReadOf& of) const {
  PARLEY_TRY(const Case found, Cases(node_).find(of.in.name, of.in.journal));
  accounts::Material material;
  PARLEY_TRY_STATUS(Cases(node_).load(found, {}, material));
  const auto& all = material.statements();
  const auto statement = std::find_if(all.begin(), all.end(), [&](const accounts::Statement& one) {
    return one.known && (one.name == of.statement || one.id == of.statement);
  });
  if (statement == all.end())
    return Error{Code::not_found,
                 fmt::format("statement: the case \"{}\" has no statement \"{}\"", found.slug, of.statement)};
  Found out{.statement = statement->id, .proposition = {}};
  if (of.on.empty()) return out;
  const auto proposition = material.find_proposition(of.on);
  if (!proposition)
    return Error{Code::not_found, fmt::format("on: the case \"{}\" has no proposition \"{}\"", found.slug, of.on)};
  out.proposition = material.propositions()[*proposition].id;
  return out;
}

Result<KeptReading> Readings::say(const node::Acting& acting, std::string_view what, const ReadOf& of,
                                  const Said& said) const {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, node::Act::draft, {}));
  PARLEY_TRY(const Found found, find(of));
  const std::string& party = node_.config().party.identity;
  // From looking for the reading before to putting another in its place.
  const Lock lock(node_.journal_locks().of(info.journal->origin()));
  PARLEY_TRY(const auto was,
             before(*info.journal, party, acting.person(), said.type, found.statement, found.proposition));
  const std::string now = time_text(node_.time(), was ? was->modified : std::string());
  std::string text;
  if (said.takes_back) {
    if (!was) return Error{Code::not_found, fmt::format("\"{}\" has said nothing of that", acting.person())};
    // The words stay as they were said, so that a reader of the versions sees what was taken back.
    text = json::with_member(json::with_member(was->text, "revoked", "true"), "modified", "\"" + now + "\"");
  } else {
    json::ObjectWriter out;
    json::Parser parser;
    std::string id = fmt::format("{}--{}", said.type, to_string(uuid_v4()));
    if (was) {
      PARLEY_TRY(const auto element, parser.parse(was->text));
      id = json::text_member(element, "id");
    }
    out.text("type", said.type)
        .text("spec_version", "2.1")
        .text("id", id)
        .text("created_by_ref", party)
        .text("created", was ? was->created : now)
        .text("modified", now)
        .texts("authors", std::vector{acting.person()})
        .text_if("opinion", said.opinion)
        .text_if(said.type == "note" ? "content" : "explanation", said.text)
        .texts("object_refs", std::vector{found.statement});
    // The statement alone is what the standard's opinion is on; which proposition of it is meant stands in our
    // extension.
    if (!found.proposition.empty()) {
      out.key("extensions").open('{').key(stix::kParleyExtension).open('{');
      out.text("extension_type", "property-extension").text("proposition_ref", found.proposition);
      // What it is read as instead. An acceptance has nothing to say here.
      if (!said.stance.empty()) {
        out.key("reads").open('{').text("stance", said.stance);
        if (!said.toward.empty()) out.texts("toward", said.toward);
        out.close();
      }
      out.close().close();
    }
    text = out.str();
  }
  PARLEY_TRY(const auto outcomes, OwnObjects(node_).append(acting, node::Act::draft, what, info, std::span(&text, 1)));
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(text));
  return KeptReading{.kept = {.id = json::text_member(element, "id"),
                              .journal = info.row.name,
                              .entry = outcomes.front().seq,
                              .date_added = outcomes.front().date_added},
                     .changes = was.has_value()};
}

// In the standard's words an acceptance is an opinion that agrees; the other degrees of that scale are not used here.
Result<KeptReading> Readings::accept(const node::Acting& acting, const ReadOf& of, const std::string& why) const {
  return say(acting, "reading accept", of, {.opinion = "agree", .text = why});
}

// A dispute may say only that the reading is wrong. Where it says what is right, it does so in the words of the
// notation, a stance and then what it is toward, and is refused if one of them is unknown: readings are counted by
// these words.
Result<KeptReading> Readings::dispute(const node::Acting& acting, const ReadOf& of, const std::string& reads,
                                      const std::string& why) const {
  Said said{.opinion = "disagree", .text = why};
  if (!reads.empty()) {
    if (of.on.empty())
      return Error{Code::invalid_input, "on: say on which proposition it is to be read as something else"};
    for (std::size_t from = 0; from <= reads.size();) {
      const std::size_t end = std::min(reads.find(',', from), reads.size());
      std::string word = reads.substr(from, end - from);
      from = end + 1;
      if (said.stance.empty())
        said.stance = std::move(word);
      else if (accounts::is_toward(word))
        said.toward.push_back(std::move(word));
      else
        return Error{Code::invalid_input,
                     fmt::format("reads: behind a stance comes negation, presupposed or in-part, not \"{}\"", word)};
    }
    if (accounts::stance_from(said.stance) == accounts::Stance::unknown && said.stance != "unknown")
      return Error{
          Code::invalid_input,
          fmt::format("reads: \"{}\" is no stance: affirms, denies, accepts, declines, raises, alleges, doubts, "
                      "silent, unknown",
                      said.stance)};
  }
  return say(acting, "reading dispute", of, said);
}

// A note is beside an opinion and not in its place: a reader can have one of each on the same thing.
Result<KeptReading> Readings::annotate(const node::Acting& acting, const ReadOf& of, const std::string& text) const {
  return say(acting, "reading annotate", of, {.type = "note", .text = text});
}

// A reader can have both an opinion and a note on one thing. So both are looked for.
Result<KeptReading> Readings::take_back(const node::Acting& acting, const ReadOf& of) const {
  auto opinion = say(acting, "reading take-back", of, {.takes_back = true});
  auto note = say(acting, "reading take-back", of, {.type = "note", .takes_back = true});
  if (opinion.ok()) return opinion;
  return note.ok() || note.error().code != Code::not_found ? note : opinion;
}

Result<Readings::SideBySide> Readings::side_by_side(const CaseName& of, const std::string& group) const {
  // Both at once would be two bodies of statements in one count of agreement.
  if (of.name.empty() == group.empty())
    return Error{Code::invalid_input, "say what is read: either a case, or what the members of a group released"};
  SideBySide out;
  const Cases cases(node_);
  if (!group.empty()) {
    PARLEY_TRY(out.title, cases.load_group(group, {}, out.material));
  } else {
    PARLEY_TRY(const Case found, cases.find(of.name, of.journal));
    PARLEY_TRY_STATUS(cases.load(found, {}, out.material));
    out.title = found.name;
  }
  // Computed for each look, as everything that is made of statements: a later reading must not find an old count.
  out.readings = accounts::readings_of(out.material);
  out.agreement = accounts::agreement_of(out.readings);
  return out;
}

}  // namespace parley::desk
