// The question of audience.h asked by asking the policy again, object by object, with a charter and embargoes
// made for the newcomer: so what holds for a release holds here without being said twice.
#include "release/audience.h"

#include <fmt/format.h>

#include <algorithm>

#include "release/handling.h"
#include "release/walk.h"
#include "stix/parley.h"

namespace parley::release {
namespace {

// Reasons by which people count; one object may have several.
enum Bit : unsigned { kRed = 1, kAmberStrict = 2, kEmbargoed = 4, kOtherwise = 8 };

// Messages are the objects of Parley's framework; everything else in a group is content.
bool is_message_type(std::string_view type) {
  const auto table = stix::framework_objects();
  return std::any_of(table.begin(), table.end(), [&](const stix::ObjectType* one) { return one->name == type; });
}

// What nobody has written: records, and answers of the node itself. They say nothing that the objects they are about do
// not say.
bool is_said_by_the_node(std::string_view type) {
  constexpr std::string_view kTypes[] = {"acknowledgement", "charter", "ping", "pong", "release"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

// By the names of the policy's rules, of which those about newcomers and references only begin so.
unsigned bit_of(std::string_view rule) {
  if (rule.starts_with("tlp-red")) return kRed;
  if (rule.starts_with("tlp-amber-strict")) return kAmberStrict;
  return rule.starts_with("embargo") ? kEmbargoed : kOtherwise;
}

// As for a release to somebody who has nothing yet. Only with the embargoes that are about the newcomer: what is held
// back from a member who reads the group already is asked about when it is released, and no new version changes that.
// is_released says no: to the newcomer nothing has been released yet.
Context context_for(const Newcomer& who, const Context& context) {
  Context out = context;
  out.coming.clear();
  out.is_released = [](std::string_view) { return false; };
  std::erase_if(out.embargoes, [&](const Embargo& one) {
    return !one.party.empty() && one.party != "*" && one.party != who.identity_id;
  });
  return out;
}

// The policy refuses a charter that is not signed by all; here it is asked what would be once this one is.
group::Charter as_if_complete(const group::Terms& terms) {
  group::Charter out{.terms = terms, .signatures = {}, .text = {}};
  out.signatures.resize(terms.members.size());
  return out;
}

struct Header {
  std::string type, id;
  std::string default_marking;  // of a charter
  std::string recalled;         // by a recall
};
// What cannot be read has an empty header, and the policy refuses it.
// Only what the question needs of an object, read once, since each object is asked about for every newcomer.
Header header_of(std::string_view text) {
  Header out;
  const ParserLease parser;
  const auto parsed = parser->parse(text);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return out;
  out.type = json::string_member(object, "type").value_or("");
  out.id = json::string_member(object, "id").value_or("");
  if (out.type == "charter") out.default_marking = json::string_member(object, "default_marking_ref").value_or("");
  if (out.type == "recall") out.recalled = json::string_member(object, "object_ref").value_or("");
  return out;
}

// Why one newcomer may not have an object as it is.
class Question {
 public:
  // `context` as context_for() makes it.
  explicit Question(Context& context) : context_(context) {}

  // Under the new version, and as strictly as what nobody marked counted when it was released: the stricter holds.
  std::vector<Reason> ask(std::string_view object, const Header& header, const group::Charter& version,
                          const std::string& counted_as) {
    std::vector<Reason> out;
    under(version, object, header, out);
    if (counted_as.empty() || counted_as == version.terms.default_marking || is_said_by_the_node(header.type))
      return out;
    group::Charter then = version;
    // Asked a second time with the default of then: what was unmarked and counted as TLP:RED must not become
    // readable because the new charter has a milder default.
    then.terms.default_marking = counted_as;
    // Each reason is told once, though both versions may give it.
    std::vector<Reason> others;
    under(then, object, header, others);
    for (Reason& reason : others) {
      const bool is_known = std::any_of(out.begin(), out.end(), [&](const Reason& one) {
        return one.rule == reason.rule && one.pointer == reason.pointer;
      });
      if (is_known) continue;
      if (reason.rule == "unmarked")
        reason.message = "nothing marks the object, and what it counted as when it was released may not flow any more";
      out.push_back(std::move(reason));
    }
    return out;
  }

 private:
  void under(const group::Charter& charter, std::string_view object, const Header& header, std::vector<Reason>& out) {
    context_.charter = &charter;
    const Verdict verdict = evaluate(object, context_);
    bool is_unmarked = false;
    for (const Reason& reason : verdict.reasons) {
      is_unmarked |= reason.rule == "unmarked";
      if (reason.decision == Decision::allowed) continue;
      // Somebody answered this when it was released, unless what holds back is about the newcomer.
      if (reason.decision == Decision::needs_answer && is_asked_of_everybody(object, reason.rule)) continue;
      out.push_back(reason);
    }
    if (is_unmarked) unmarked_message(header, charter.terms.default_marking, out);
    // No rule refused and none allowed: the policy refuses that, and it must not look like an allowance here.
    if (verdict.decision == Decision::refused && out.empty())
      out.push_back({"policy", verdict.decision, "", "no rule of the policy lets it flow"});
  }

  // Without the embargoes towards certain parties: what is then still asked was asked, and answered, at the
  // release.
  bool is_asked_of_everybody(std::string_view object, std::string_view rule) const {
    Context general = context_;
    std::erase_if(general.embargoes, [](const Embargo& one) { return !one.party.empty() && one.party != "*"; });
    const Verdict verdict = evaluate(object, general);
    return std::any_of(verdict.reasons.begin(), verdict.reasons.end(),
                       [&](const Reason& one) { return one.rule == rule && one.decision == Decision::needs_answer; });
  }

  // A message without a marking was written for the group as it was: nothing wider was thought of.
  static void unmarked_message(const Header& header, const std::string& default_marking, std::vector<Reason>& out) {
    const stix::TlpMarking* standard = stix::tlp_marking(default_marking);
    if (standard == nullptr || !needs_second_person(standard->level) || !is_message_type(header.type) ||
        is_said_by_the_node(header.type))
      return;
    out.push_back(
        {standard->level == stix::Tlp::red ? "tlp-red" : "tlp-amber-strict", Decision::needs_second_person, "",
         fmt::format("it was said without a marking in a group where that counts as {}, to those who were in it",
                     to_string(standard->level))});
  }

  Context& context_;
};

void count(Tally& tally, unsigned held_back, bool is_recalled) {
  ++tally.total;
  tally.held_back += held_back != 0;
  tally.red += (held_back & kRed) != 0;
  tally.amber_strict += (held_back & kAmberStrict) != 0;
  tally.embargoed += (held_back & kEmbargoed) != 0;
  tally.otherwise += (held_back & kOtherwise) != 0;
  tally.recalled += is_recalled;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// ", of these 3 TLP:RED, 1 under embargo towards Carpania"
std::string of_these(const Tally& tally, const std::string& who) {
  std::vector<std::string> parts;
  if (tally.red > 0) parts.push_back(fmt::format("{} TLP:RED", tally.red));
  if (tally.amber_strict > 0) parts.push_back(fmt::format("{} TLP:AMBER+STRICT", tally.amber_strict));
  if (tally.embargoed > 0) parts.push_back(fmt::format("{} under embargo towards {}", tally.embargoed, who));
  if (tally.otherwise > 0) parts.push_back(fmt::format("{} that the policy refuses", tally.otherwise));
  if (tally.recalled > 0) parts.push_back(fmt::format("{} recalled", tally.recalled));
  return parts.empty() ? std::string() : fmt::format(", of these {}", fmt::join(parts, ", "));
}

}  // namespace

// Another key is another reader: whoever holds it has read nothing under the old one.
std::vector<Newcomer> newcomers(const group::Terms& before, const group::Terms& after, std::string_view own_identity) {
  std::vector<Newcomer> out;
  for (const group::Member& member : after.members) {
    const group::Member* known = group::find_member(before, member.identity_id);
    if (member.identity_id == own_identity) continue;
    if (known == nullptr || known->party_key.key != member.party_key.key)
      out.push_back({member.identity_id, member.name, known != nullptr});
  }
  return out;
}

namespace {

std::string called(const Context& context, const Newcomer& who) {
  return context.called ? context.called(who.identity_id, who.name) : who.name;
}

}  // namespace

Joining::Joining(const group::Terms& before, const group::Terms& after, const Context& context)
    : charter_(as_if_complete(after)), default_marking_(before.default_marking) {
  for (Newcomer& one : newcomers(before, after, context.own_identity)) {
    contexts_.push_back(context_for(one, context));
    one.name = called(context, one);
    readings_.push_back({.who = std::move(one), .objects = {}, .messages = {}, .held_back = {}});
  }
}

// Entries come in their order, so the charters among them say what an unmarked object counted as at each
// place. Versions of one object are one object, held back when any of them is.
void Joining::add(std::string_view object) {
  if (!anybody()) return;
  Header header = header_of(object);
  // The group's own charters name markings and are not marked with them; whoever joins signs one.
  const bool is_charter = header.type == "charter" && header.id == charter_.terms.id;
  if (is_charter) default_marking_ = header.default_marking;
  if (!header.recalled.empty()) recalled_.insert(header.recalled);
  Seen& seen = seen_[header.id];
  seen.is_message = is_message_type(header.type);
  seen.held_back.resize(readings_.size());
  for (std::size_t i = 0; i < readings_.size() && !is_charter; ++i) {
    const auto reasons = Question(contexts_[i]).ask(object, header, charter_, default_marking_);
    if (reasons.empty()) continue;
    Reading& reading = readings_[i];
    if (seen.held_back[i] == 0 && reading.held_back.size() < kMostNamed)
      reading.held_back.push_back({header.id, reasons.front().rule, reasons.front().message});
    for (const Reason& reason : reasons) seen.held_back[i] |= bit_of(reason.rule);
  }
}

std::vector<Reading> Joining::readings(std::size_t erased) const {
  std::vector<Reading> out = readings_;
  for (Reading& one : out) one.erased = erased;
  for (const auto& [id, seen] : seen_)
    for (std::size_t i = 0; i < out.size(); ++i)
      count(seen.is_message ? out[i].messages : out[i].objects, seen.held_back[i], recalled_.contains(id));
  return out;
}

// What needs a second person for the newcomer is a refusal here: the second person would agree to a release
// to the group as it is, and nobody is asked about the newcomer.
std::vector<Reason> asked_for_newcomers(std::string_view object, const Context& context) {
  std::vector<Reason> out;
  if (context.charter == nullptr) return out;
  const group::Terms& now = context.charter->terms;
  for (const group::Terms& next : context.coming) {
    if (next.id != now.id || next.modified <= now.modified) continue;
    const group::Charter version = as_if_complete(next);
    for (const Newcomer& who : newcomers(now, next, context.own_identity)) {
      Context asked = context_for(who, context);
      const auto reasons = Question(asked).ask(object, header_of(object), version, now.default_marking);
      const std::string will = fmt::format(
          "\"{}\" reads this as soon as the version of {} is in force, which this party "
          "has signed",
          called(context, who), to_string(next.modified));
      for (const Reason& reason : reasons)
        out.push_back({"newcomer-" + reason.rule,
                       reason.decision == Decision::needs_answer ? Decision::needs_answer : Decision::refused,
                       reason.pointer,
                       fmt::format("{}: {}; release it to a group without {}, or draft a later version without it, "
                                   "which goes before that one",
                                   will, reason.message, called(context, who))});
      if (reasons.empty()) out.push_back({"newcomer", Decision::allowed, "", will + ", and may"});
    }
  }
  return out;
}

std::string sentence(const Reading& reading) {
  const std::string& who = reading.who.name;
  const Tally& objects = reading.objects;
  std::string out = fmt::format("{} of ours released so far become{} readable for {}{}{}",
                                counted(objects.total, "object"), objects.total == 1 ? "s" : "", who,
                                reading.who.has_another_key ? " under another key" : "", of_these(objects, who));
  if (reading.messages.total > 0)
    out += fmt::format("; and {} of the group itself{}", counted(reading.messages.total, "message"),
                       of_these(reading.messages, who));
  if (reading.erased > 0)
    out += fmt::format("; and {} whose content was erased here, which other members may still hold and hand on",
                       reading.erased == 1 ? "1 entry" : fmt::format("{} entries", reading.erased));
  return out;
}

bool all_allowed(const std::vector<Reading>& readings) {
  return std::all_of(readings.begin(), readings.end(), [](const Reading& one) { return one.allowed(); });
}

}  // namespace parley::release
