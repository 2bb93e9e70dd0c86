#include "release/test_history.h"

#include <fmt/format.h>

#include "release/release_fixture.h"

namespace parley::release::testing {
namespace {

using Random = std::mt19937_64;
std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }
bool chance(Random& random, std::size_t percent) { return below(random, 100) < percent; }

constexpr std::string_view kOwnRed = "marking-definition--33333333-3333-4333-8333-333333333333";
constexpr std::string_view kOwnRedDefinition =
    R"({"type":"marking-definition","spec_version":"2.1","id":"marking-definition--33333333-3333-4333-8333-333333333333","created":"2026-01-01T00:00:00.000Z","definition_type":"statement","definition":{"statement":"TLP:RED"}})";
constexpr std::string_view kHours = "T18:30:00.000Z";

std::string identity_of(int party) { return fmt::format("identity--{:08x}-0000-4000-8000-00000000beef", party + 1); }

struct Marking {
  const char* name;
  std::string_view id;
  Level level;
};
constexpr Marking kMarkings[] = {{"clear", kClear, Level::clear},
                                 {"green", kGreen, Level::green},
                                 {"amber", kAmber, Level::amber},
                                 {"amber", kOldAmber, Level::amber},
                                 {"amber+strict", kStrict, Level::amber_strict},
                                 {"red", kRed, Level::red},
                                 {"red", kOldRed, Level::red},
                                 {"own-red", kOwnRed, Level::red},
                                 {"statement", kStatement, Level::none}};
std::string_view id_of_marking(const std::string& name) {
  for (const Marking& one : kMarkings)
    if (one.name == name) return one.id;
  return {};
}

const group::Terms& base_terms() {
  static const group::Terms terms = [] {
    World world;
    group::Terms out = world.charter.terms;
    out.members.clear(), out.markings.clear(), out.object_types.clear();
    return out;
  }();
  return terms;
}

group::Terms terms_of(const Version& version) {
  group::Terms terms = base_terms();
  terms.modified = {kNoon.value + version.number * 1000};
  for (const int one : version.members) {
    group::Member member{identity_of(one), fmt::format("Party {}", one), {}};
    member.party_key.key.fill(static_cast<std::uint8_t>(one + 1));
    terms.members.push_back(std::move(member));
  }
  for (const std::string& one : version.markings) terms.markings.emplace_back(id_of_marking(one));
  terms.object_types.assign(version.types.begin(), version.types.end());
  terms.default_marking = id_of_marking(name_of(version.standard));
  return terms;
}

group::Charter charter_of(const Version& version) {
  group::Charter charter{.terms = terms_of(version), .signatures = {}, .text = {}};
  charter.signatures.resize(charter.terms.members.size());
  return charter;
}

std::string reasons(const Verdict& verdict) {
  std::string out;
  for (const Reason& one : verdict.reasons)
    if (one.decision != Decision::allowed) out += one.rule + " " + one.pointer + ": " + one.message + "; ";
  return out;
}

}  // namespace

History::History(std::uint64_t seed, Hole hole) : random_(seed), hole_(hole) {
  Version first = random_version();
  first.members = {0, 1};
  if (chance(random_, 30)) first.members.insert(2);
  come_into_force(first);
}

bool History::run(std::size_t steps) {
  for (std::size_t i = 0; i < steps && trouble_.empty(); ++i) step();
  return trouble_.empty();
}

void History::step() {
  const int who = static_cast<int>(below(random_, kParties));
  switch (below(random_, 16)) {
    case 0:
    case 1:
      make_object(who);
      break;
    case 2:
      new_version(who);
      break;
    case 3:
      ban(who);
      break;
    case 4:
    case 5:
    case 6:
      release_something(who);
      break;
    case 7:
    case 8:
      redact_something(who);
      break;
    case 9:
      say_something(who);
      break;
    case 10:
      now_ += static_cast<int>(below(random_, 3));
      break;
    case 11:
    case 12:
      draft(who);
      break;
    default:
      sign(who);
  }
}

void History::fault(const std::string& what) {
  if (trouble_.empty()) trouble_ = what + "\n" + story_;
}

// --- what a party has at home

std::string History::new_id(std::string_view type) {
  return fmt::format("{}--{:08x}-{:04x}-4000-8000-00000000abcd", type, ++made_, random_() & 0xffff);
}

std::string History::random_handling(Fact& fact) {
  std::string marks, out;
  for (std::size_t left = chance(random_, 75) ? 1 + below(random_, 2) : 0; left > 0; --left) {
    const Marking& one = kMarkings[below(random_, std::size(kMarkings))];
    if (marks.find(one.id) != marks.npos) continue;
    marks += fmt::format("{}\"{}\"", marks.empty() ? "" : ",", one.id);
    fact.markings.insert(one.name);
    fact.level = std::max(fact.level, one.level);
    if (one.level != Level::none) fact.levels.insert(one.level);
  }
  if (chance(random_, 3)) {
    marks += fmt::format("{}\"{}\"", marks.empty() ? "" : ",", kUnknown);
    fact.has_unknown_marking = true;
  }
  if (!marks.empty()) out += fmt::format(R"(,"object_marking_refs":[{}])", marks);
  if (chance(random_, 25)) {
    const Level level = static_cast<Level>(1 + below(random_, 5));
    fact.label = level;
    fact.labels = {"case-a"};
    out += fmt::format(R"(,"labels":["case-a","tlp:{}"])", name_of(level));
  }
  if (chance(random_, 20)) {
    fact.part_markings = {"statement"};
    out +=
        fmt::format(R"(,"description":"more","granular_markings":[{{"marking_ref":"{}","selectors":["description"]}}])",
                    kStatement);
  } else {
    out += R"(,"description":"plain words")";
  }
  return out;
}

std::string History::object_text(Member& member, Fact& fact, int version) {
  std::string members;
  if (fact.type == "note") {
    const std::string about = fact.names.empty() ? any_object(member) : *fact.names.begin();
    fact.names = {about};
    members = fmt::format(R"(,"content":"seen","object_refs":["{}"])", about);
  } else if (fact.type == "malware") {
    members = R"(,"is_family":false,"name":"Beacon")";
  } else {
    members = R"(,"name":"Beacon")";
  }
  if (fact.type == "tool") {
    fact.names.insert(std::string(kAnalyst));
    members += fmt::format(R"(,"created_by_ref":"{}")", kAnalyst);
  }
  std::string handling = random_handling(fact);
  if (fact.type == "note") {  // has no description
    const std::size_t at = handling.find(",\"description\"");
    handling.resize(at);
    fact.part_markings.clear();
  }
  return fmt::format(
      R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-07-09{}","modified":"2026-07-{:02}{}"{}{}}})",
      fact.type, fact.id, kHours, 9 + version, kHours, members, handling);
}

std::string History::any_object(const Member& member) {
  if (member.house.objects.empty()) return std::string("malware--00000000-0000-4000-8000-000000000000");
  return std::next(member.house.objects.begin(),
                   static_cast<std::ptrdiff_t>(below(random_, member.house.objects.size())))
      ->first;
}

void History::keep(Member& member, const Fact& fact, const std::string& text) {
  member.house.objects[fact.id].push_back(fact);
  member.texts[fact.id].push_back(text);
}

void History::make_object(int who) {
  static constexpr const char* kTypes[] = {"malware", "tool", "note"};
  Fact fact;
  fact.type = kTypes[below(random_, std::size(kTypes))];
  fact.id = new_id(fact.type);
  const std::string text = object_text(at(who), fact, 0);
  note(fmt::format("{} makes {}", who, text));
  keep(at(who), fact, text);
}

void History::new_version(int who) {
  Member& member = at(who);
  if (member.house.objects.empty()) return make_object(who);
  auto& versions = member.house.objects[any_object(member)];
  if (versions.back().is_made) return;
  Fact fact;
  fact.id = versions.back().id, fact.type = versions.back().type;
  if (fact.type == "note") fact.names = versions.back().names;
  const std::string text = object_text(member, fact, static_cast<int>(versions.size()));
  note(fmt::format("{} makes a version {}", who, text));
  keep(member, fact, text);
}

void History::ban(int who) {
  Member& member = at(who);
  Ban one;
  one.party = chance(random_, 15) ? "*" : identity_of(static_cast<int>(below(random_, kParties)));
  if (one.party == identity_of(who)) one.party = identity_of((who + 1) % kParties);
  std::string what;
  switch (below(random_, 6)) {
    case 0:
      one.what = what = "malware";
      break;
    case 1: {
      const Marking& marking = kMarkings[below(random_, std::size(kMarkings))];
      one.what = marking.name, one.level = marking.level, what = marking.id;
      break;
    }
    case 2:
      one.what = what = "case-a";
      break;
    case 3:
      one.what = what = std::string(kAnalyst);
      break;
    default:
      one.what = what = any_object(member);
  }
  one.until = now_ + 1 + static_cast<int>(below(random_, 8));
  note(fmt::format("{} holds back {} from {} until {}, at {}", who, what, one.party, one.until, now_));
  member.house.bans.push_back(one);
  member.embargoes.push_back({one.party, what, {kNoon.value + one.until}, "not yet"});
}

// --- the policy

Context History::context_of(int who, const group::Charter& charter) {
  Member& member = at(who);
  Context context;
  context.charter = &charter;
  context.own_identity = identity_of(who);
  context.embargoes = member.embargoes;
  context.now = {kNoon.value + now_};
  context.find = [&member](std::string_view id) -> std::optional<std::string> {
    if (id == kOwnRed) return std::string(kOwnRedDefinition);
    const auto found = member.texts.find(id);
    return found == member.texts.end() ? std::nullopt : std::optional(found->second.back());
  };
  context.is_released = [&member](std::string_view id) {
    return std::any_of(member.journal.begin(), member.journal.end(),
                       [&](const Entry& one) { return one.fact.id == id; });
  };
  if (hole_ != Hole::origins) {
    context.origins = [&member](std::string_view id) {
      std::vector<Origin> out;
      const auto& from = member.house.made_from;
      How how = How::redacted;
      for (auto at = from.find(std::string(id)); at != from.end(); at = from.find(at->second)) {
        if (at->first.starts_with("identity--")) how = How::pseudonym;
        out.push_back({at->second, how});
      }
      return out;
    };
  }
  context.versions = [&member](std::string_view id) {
    const auto found = member.texts.find(id);
    return found == member.texts.end() ? std::vector<std::string>() : found->second;
  };
  if (hole_ != Hole::release)
    for (const Version& one : member.has_signed) context.coming.push_back(terms_of(one));
  return context;
}

// --- releasing

std::set<int> History::newcomers_of(int who, const Version& next) {
  std::set<int> out;
  for (const int one : next.members)
    if (one != who && !at(who).in_force.members.contains(one)) out.insert(one);
  return out;
}

bool History::may_join_to_read(int who, int reader, const Entry& entry, const Version& next) {
  const Model model(at(who).house, now_);
  for (const Level standard : {entry.fact.by_node ? next.standard : entry.standard, next.standard})
    if (model.to({identity_of(reader)}, entry.fact, next, standard, true) != May::yes) return false;
  return true;
}

void History::release(int who, const Fact& fact, const std::string& text) {
  Member& member = at(who);
  if (!member.in_force.members.contains(who)) return;
  const bool has_second = !fact.is_message && chance(random_, 50);
  const group::Charter charter = charter_of(member.in_force);
  const Context context = context_of(who, charter);
  const Verdict verdict = evaluate(text, context);
  const bool goes =
      verdict.decision == Decision::allowed || (verdict.decision == Decision::needs_second_person && has_second);

  Entry entry{fact, text, member.in_force.standard, {}};
  const Model model(member.house, now_);
  std::set<std::string> readers;
  for (const int one : member.in_force.members)
    if (one != who) readers.insert(identity_of(one));
  const May may = model.to(readers, fact, member.in_force, member.in_force.standard, false);
  bool all = may == May::yes || (may == May::with_second_person && has_second);
  if (all) entry.granted = member.in_force.members;
  for (const Version& next : member.has_signed)
    if (next.number > member.in_force.number)
      for (const int one : newcomers_of(who, next)) {
        const bool joins = may_join_to_read(who, one, entry, next);
        if (joins) entry.granted.insert(one);
        all &= joins;
      }
  note(fmt::format("{} {} {}{}", who, goes ? "releases" : "is refused", text,
                   has_second ? " with a second person" : ""));
  if (!goes && all && !model.is_open(fact)) return fault("refused without a reason: " + reasons(verdict));
  counts_.refused += !goes;
  if (!goes) return;
  ++counts_.released;
  counts_.derived += fact.is_made;
  member.journal.push_back(entry);
  for (const int one : member.in_force.members)
    if (one != who) hold(who, one, member.journal.back());
}

void History::hold(int author, int reader, const Entry& entry) {
  ++counts_.held;
  if (entry.granted.contains(reader)) return;
  fault(fmt::format("{} holds what {} released and it may not read: {}", reader, author, entry.text));
}

void History::release_something(int who) {
  Member& member = at(who);
  if (member.house.objects.empty()) make_object(who);
  const auto& versions = member.house.objects[any_object(member)];
  release(who, versions.back(), member.texts[versions.back().id].back());
}

void History::redact_something(int who) {
  Member& member = at(who);
  if (member.house.objects.empty()) return make_object(who);
  const Fact original = member.house.objects[any_object(member)].back();
  const std::string& ours = member.texts[original.id].back();
  const group::Terms terms = terms_of(member.in_force);
  const Redactor redactor(secret_, terms, identity_of(who));
  Redaction redaction;
  Fact fact = original;
  if (original.type != "note" && chance(random_, 70)) {
    redaction.remove.emplace_back("/description");
    fact.part_markings.clear();
  }
  // Of the labels those that say how to handle it cannot be left out.
  if (!original.labels.empty() && chance(random_, 70)) {
    redaction.remove.emplace_back("/labels/0");
    fact.labels.clear();
  }
  if (original.names.contains(std::string(kAnalyst)) && chance(random_, 50)) {
    redaction.pseudonyms = {std::string(kAnalyst)};
    const std::string pseudonym = redactor.pseudonym(kAnalyst);
    fact.names.erase(std::string(kAnalyst));
    fact.names.insert(pseudonym);
    member.house.made_from[pseudonym] = kAnalyst;
  }
  if (redaction.empty()) return release(who, original, ours);
  const auto item = redactor.redact(ours, redaction);
  if (!item.ok() || !is_derived(*item)) return release(who, original, ours);
  json::Parser reader;
  const json::Element element = *reader.parse(item->leaves);
  fact.id = std::string(std::string_view(element["id"]));
  fact.is_made = true;
  member.house.made_from[fact.id] = original.id;
  if (member.texts[fact.id].empty() || member.texts[fact.id].back() != item->leaves) keep(member, fact, item->leaves);
  release(who, fact, item->leaves);
}

void History::say_something(int who) {
  static constexpr const char* kTypes[] = {"inquiry", "recall", "acknowledgement"};
  Member& member = at(who);
  Fact fact;
  fact.is_message = true;
  fact.type = kTypes[below(random_, std::size(kTypes))];
  fact.by_node = fact.type == "acknowledgement";
  fact.id = new_id(fact.type);
  std::string members;
  if (fact.type == "recall" && !member.journal.empty()) {
    const std::string object = member.journal[below(random_, member.journal.size())].fact.id;
    fact.names = {object};
    members = fmt::format(R"(,"object_ref":"{}")", object);
  }
  if (!fact.by_node && chance(random_, 20)) {
    fact.markings = {"red"}, fact.level = Level::red, fact.levels = {Level::red};
    members += marked(kRed);
  }
  release(who, fact,
          fmt::format(
              R"({{"type":"{}","spec_version":"2.1","id":"{}","created":"2026-07-09{}","modified":"2026-07-09{}"{}}})",
              fact.type, fact.id, kHours, kHours, members));
}

// --- charters

Version History::random_version() {
  Version out;
  out.number = ++versions_;
  out.markings = {"amber"}, out.levels = {Level::amber};
  for (const Marking& one : kMarkings) {
    if (!chance(random_, 70)) continue;
    out.markings.insert(one.name);
    if (one.level != Level::none && one.id != kOwnRed) out.levels.insert(one.level);
  }
  out.types = chance(random_, 85) ? std::set<std::string>{"*"} : std::set<std::string>{"malware", "note"};
  out.standard = *std::next(out.levels.begin(), static_cast<std::ptrdiff_t>(below(random_, out.levels.size())));
  return out;
}

void History::draft(int who) {
  if (proposals_.size() >= 2) return;
  Version next = at(who).in_force;
  if (!next.members.contains(who)) return;
  if (chance(random_, 20))
    next = random_version(), next.members = at(who).in_force.members;
  else
    next.number = ++versions_;
  const int other = static_cast<int>(below(random_, kParties));
  if (!next.members.contains(other))
    next.members.insert(other);
  else if (other != who && next.members.size() > 2)
    next.members.erase(other);
  proposals_.push_back({next, {}});
  note(fmt::format("{} drafts version {} with {}, default {}, of {}", who, next.number, fmt::join(next.members, ","),
                   name_of(next.standard), fmt::join(next.markings, ",")));
}

void History::sign(int who) {
  if (proposals_.empty()) return draft(who);
  auto& [next, signers] = proposals_[below(random_, proposals_.size())];
  // Mostly somebody whose signature is lacking: else few versions would ever be complete.
  for (const int one : next.members)
    if (!signers.contains(one) && chance(random_, 60)) who = one;
  Member& member = at(who);
  if (!next.members.contains(who) || signers.contains(who) || next.number <= member.in_force.number) return;
  const bool may = ask_about_newcomers(who, next);
  if (!may) return;
  signers.insert(who);
  member.has_signed.push_back(next);
  if (signers.size() == next.members.size()) come_into_force(Version(next));
}

bool History::ask_about_newcomers(int who, const Version& next) {
  Member& member = at(who);
  const std::set<int> newcomers = newcomers_of(who, next);
  const group::Charter charter = charter_of(member.in_force);
  Context context = context_of(who, charter);
  if (hole_ == Hole::embargoes) context.embargoes.clear();
  Joining joining(charter.terms, terms_of(next), context);
  bool all = true, is_open = false;
  for (const Entry& entry : member.journal) {
    const bool is_left_out = (hole_ == Hole::messages && entry.fact.is_message) ||
                             (hole_ == Hole::default_at_release && entry.fact.type == "charter");
    if (!is_left_out) joining.add(entry.text);
    is_open |= Model(member.house, now_).is_open(entry.fact);
    for (const int one : newcomers) all &= entry.fact.type == "charter" || may_join_to_read(who, one, entry, next);
  }
  const auto readings = joining.readings();
  const bool may = hole_ == Hole::draft || all_allowed(readings);
  note(fmt::format("{} {} version {}", who, may ? "signs" : "refuses", next.number));
  if (!may && all && !is_open) {
    std::string why;
    for (const Reading& one : readings)
      for (const auto& held : one.held_back) why += held.id + ": " + held.message + "; ";
    fault("a signature is refused without a reason: " + why);
  }
  counts_.refused_signatures += !may;
  if (!may) return false;
  counts_.signed_with_newcomers += !newcomers.empty();
  for (Entry& entry : member.journal)
    for (const int one : newcomers)
      if (may_join_to_read(who, one, entry, next)) entry.granted.insert(one);
  return true;
}

void History::come_into_force(const Version& next) {
  ++counts_.came_into_force;
  note(fmt::format("version {} is in force, at {}", next.number, now_));
  std::erase_if(proposals_, [&](const auto& one) { return one.first.number <= next.number; });
  const std::string charter = fmt::format(
      R"({{"type":"charter","spec_version":"2.1","id":"{}","created":"2026-07-09{}","modified":"2026-07-09{}","default_marking_ref":"{}"}})",
      base_terms().id, kHours, kHours, id_of_marking(name_of(next.standard)));
  for (const int one : next.members) {
    Member& member = at(one);
    member.in_force = next;
    std::erase_if(member.has_signed, [&](const Version& old) { return old.number <= next.number; });
    Fact fact;
    fact.id = base_terms().id, fact.type = "charter", fact.is_message = fact.by_node = true;
    // What a charter says is for everybody whom one names.
    member.journal.push_back({fact, charter, next.standard, {0, 1, 2, 3}});
  }
  for (const int author : next.members)
    for (const Entry& entry : at(author).journal)
      for (const int reader : next.members)
        if (reader != author) hold(author, reader, entry);
}

}  // namespace parley::release::testing
