// The tables of src/stix have been carried out before anything is read here, so a member that is there has its kind;
// what is not there stays empty.
#include "group/messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/uuid.h"
#include "json/canonical.h"
#include "stix/object.h"
#include "stix/parley.h"
#include "stix/validate.h"

namespace parley::group {
namespace {

// Far above any message of people; a charter has a smaller bound of its own.
constexpr std::size_t kMaxMessageBytes = 1u << 20;

// In the order of the enums, which index these tables.
constexpr std::array<std::string_view, 3> kRoles = {"policy", "technical", "duty"};
constexpr std::array<std::string_view, 5> kOutcomes = {"open", "answered", "refused", "not-known", "later"};
constexpr std::array<std::string_view, 5> kStages = {"status", "result", "insufficient", "escalate", "close"};

// The place of a word in its table is the value of the enum; nothing for a word that is not in it.
template <class Word, std::size_t N>
std::optional<Word> word_of(const std::array<std::string_view, N>& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Word>(found - words.begin());
}

Error refused(std::string_view what) { return {Code::invalid_input, std::string(what)}; }

// The members of one object, by name.
class Members {
 public:
  // Every reader gives an empty value for what is not there or has another kind: what may be missing and what
  // must be there the table has decided before (stix/validate.h), and a second check here could only disagree
  // with it.
  explicit Members(json::Object object) : object_(object) {}
  explicit Members(json::Element element) {
    json::Object object;
    if (element.get(object) == simdjson::SUCCESS) object_ = object;
  }

  std::string text(std::string_view name) const {
    return std::string(json::string_member(object_, name).value_or(std::string_view()));
  }
  // Missing is false: no message has a flag that is on unless it is taken away.
  bool flag(std::string_view name) const {
    bool out = false;
    return object_.at_key(name).get(out) == simdjson::SUCCESS && out;
  }
  std::int64_t number(std::string_view name) const {
    std::int64_t out = 0;
    return object_.at_key(name).get(out) == simdjson::SUCCESS ? out : 0;
  }
  std::optional<Timestamp> timestamp(std::string_view name) const {
    const auto text = json::string_member(object_, name);
    Timestamp out;
    if (!text || !Timestamp::parse(*text, out)) return std::nullopt;
    return out;
  }
  std::optional<Micros> time(std::string_view name) const {
    const auto at = timestamp(name);
    if (!at) return std::nullopt;
    return at->micros();
  }
  // Elements point into the parsed text, and so live no longer than its parser.
  std::vector<json::Element> list(std::string_view name) const {
    std::vector<json::Element> out;
    json::Array array;
    if (object_.at_key(name).get(array) != simdjson::SUCCESS) return out;
    for (const json::Element item : array) out.push_back(item);
    return out;
  }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> out;
    for (const json::Element item : list(name)) {
      std::string_view text;
      if (item.get(text) == simdjson::SUCCESS) out.emplace_back(text);
    }
    return out;
  }
  std::vector<std::int64_t> numbers(std::string_view name) const {
    std::vector<std::int64_t> out;
    for (const json::Element item : list(name)) {
      std::int64_t number = 0;
      if (item.get(number) == simdjson::SUCCESS) out.push_back(number);
    }
    return out;
  }
  // Of the hashes that STIX allows only this one is read: Parley compares with no other.
  std::string sha256(std::string_view name) const {
    json::Object hashes;
    if (object_.at_key(name).get(hashes) != simdjson::SUCCESS) return {};
    return std::string(json::string_member(hashes, "SHA-256").value_or(std::string_view()));
  }

 private:
  json::Object object_;
};

// Until version 1.1 of the extension, the severity stood under a name that STIX reserves (section 3.8). An object that
// has both names has one twice then, and is refused for that.
// Token by token, because the word may stand in a text, too: only a whole string with a colon behind it is a
// name.
std::string with_current_names(std::string_view text) {
  constexpr std::string_view kOld = "\"severity\"", kNew = "\"incident_severity\"";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text[at] == '"') {
      // A backslash takes the next character with it, so an escaped quote does not end the string.
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    }
    const std::string_view token = text.substr(at, end - at);
    const std::size_t next = token == kOld ? text.find_first_not_of(" \t\r\n", end) : std::string_view::npos;
    out += next != std::string_view::npos && text[next] == ':' ? kNew : token;
    at = end;
  }
  return out;
}

// For members of which an empty text would be taken for a value.
std::optional<std::string> not_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

Result<Body> read_contact(const Members& in) {
  Contact out{.party = in.text("party_ref"),
              .role = role_of(in.text("role")).value_or(Role::duty),
              .name = in.text("name"),
              .contact_information = in.text("contact_information"),
              .hours = in.text("hours"),
              .key = in.text("key"),
              .appointed_by = in.text("appointed_by"),
              .languages = in.texts("languages")};
  // Both are required by the table, so that the default is never met in a message that came this far.
  out.valid_from = in.time("valid_from").value_or(Micros{});
  out.valid_until = in.time("valid_until").value_or(Micros{});
  return Body(std::move(out));
}

Result<Body> read_ping(const Members& in) { return Body(Ping{in.texts("to_refs"), in.text("nonce")}); }
Result<Body> read_pong(const Members& in) { return Body(Pong{in.text("ping_ref"), in.text("nonce")}); }

Result<Body> read_notification(const Members& in) {
  return Body(Notification{.name = in.text("name"),
                           .description = in.text("description"),
                           .severity = in.text("incident_severity"),
                           .claimed_origin = in.text("claimed_origin"),
                           .to = in.texts("to_refs"),
                           .objects = in.texts("object_refs"),
                           .asks = in.texts("asks"),
                           .leaves = in.flag("leaves")});
}

Result<Body> read_position(const Members& in) {
  return Body(Position{.speaker = in.text("speaker"),
                       .authority = in.text("authority"),
                       .subject = in.text("subject"),
                       .stance = in.text("stance"),
                       .statement = in.text("statement"),
                       .audience = in.text("audience"),
                       .objects = in.texts("object_refs")});
}

Result<Body> read_inquiry(const Members& in) {
  Inquiry out{.name = in.text("name"),
              .description = in.text("description"),
              .basis = in.text("basis"),
              .severity = in.text("incident_severity"),
              .severity_text = in.text("severity_text"),
              .to = in.texts("to_refs"),
              .objects = in.texts("object_refs"),
              .asks = in.texts("asks"),
              .markings = in.texts("object_marking_refs"),
              .questions = {},
              .wished_for = in.time("wished_for"),
              .sha256 = {}};
  // Ascending numbers make each of them unique and give one order to answers and lists.
  for (const json::Element item : in.list("questions")) {
    const Members question(item);
    const std::int64_t number = question.number("number");
    if (!out.questions.empty() && out.questions.back().number >= number)
      return refused("its questions are not numbered in ascending order");
    out.questions.push_back({number, question.text("text"), question.texts("object_refs")});
  }
  // A party that is asked twice would have two clocks for one thing.
  std::vector<std::string> to = out.to;
  std::sort(to.begin(), to.end());
  if (std::adjacent_find(to.begin(), to.end()) != to.end()) return refused("it asks a party twice");
  return Body(std::move(out));
}

Result<Body> read_acknowledgement(const Members& in) {
  Acknowledgement out{.of = in.text("of_ref"),
                      .sha256 = in.sha256("hashes"),
                      .automatic = in.flag("automatic"),
                      .handler = role_of(in.text("handler_role"))};
  out.received = in.time("received").value_or(Micros{});
  // Without the hash it proves the receipt of nothing in particular.
  if (out.sha256.empty()) return refused("it has no SHA-256 of what it acknowledges");
  return Body(std::move(out));
}

// Answers to one question twice in one reply would leave open which of them is meant.
Result<Body> read_reply(const Members& in) {
  Reply out{.inquiry = in.text("inquiry_ref"), .answers = {}};
  // What the table cannot say: each outcome brings what makes it an answer, so that nobody can settle a
  // question by a word alone.
  for (const json::Element item : in.list("answers")) {
    const Members answer(item);
    Answer one{.question = answer.number("question"),
               .outcome = outcome_of(answer.text("outcome")).value_or(Outcome::open),
               .text = answer.text("text"),
               .reason = answer.text("reason"),
               .objects = answer.texts("object_refs"),
               .until = answer.time("until")};
    const std::string which = "the answer to question " + std::to_string(one.question);
    if (std::any_of(out.answers.begin(), out.answers.end(),
                    [&](const Answer& other) { return other.question == one.question; }))
      return refused(which + " stands there twice");
    if (one.outcome == Outcome::answered && one.text.empty() && one.objects.empty())
      return refused(which + " has neither text nor objects");
    if (one.outcome == Outcome::refused && one.reason.empty()) return refused(which + " is refused without a reason");
    if (one.outcome == Outcome::later && !one.until) return refused(which + " is put off without saying until when");
    out.answers.push_back(std::move(one));
  }
  return Body(std::move(out));
}

Result<Body> read_progress(const Members& in) {
  Progress out{.inquiry = in.text("inquiry_ref"),
               .stage = stage_of(in.text("stage")).value_or(Stage::status),
               .party = not_empty(in.text("party_ref")),
               .questions = in.numbers("questions"),
               .replies = in.texts("reply_refs"),
               .to_role = role_of(in.text("to_role")),
               .description = in.text("description"),
               .objects = in.texts("object_refs")};
  // Who escalates says to whom, and who is not content says with which reply and why: else the other side
  // could do nothing about it.
  if (out.stage == Stage::escalate && !out.to_role) return refused("an escalation says to which role, in \"to_role\"");
  if (out.stage == Stage::insufficient && out.replies.empty())
    return refused("\"insufficient\" names the replies that are, in \"reply_refs\"");
  if (out.stage == Stage::insufficient && out.description.empty())
    return refused("\"insufficient\" says in \"description\" what is missing");
  return Body(std::move(out));
}

// The version stays a timestamp as it was written, since an object's version is named by its text.
Result<Body> read_recall(const Members& in) {
  return Body(Recall{.object = in.text("object_ref"),
                     .version = in.timestamp("version"),
                     .reason = in.text("reason"),
                     .wish = in.text("wish"),
                     .replacement = in.text("replacement_ref"),
                     .description = in.text("description"),
                     .severity = in.text("incident_severity"),
                     .sha256 = {}});
}

Result<Body> read_recall_answer(const Members& in) {
  RecallAnswer out{.recall = in.text("recall_ref"),
                   .confirmed = in.text("outcome") == "confirmed",
                   .reason = in.text("reason"),
                   .done = in.text("done")};
  // As with a question that is refused: the other side is owed the reason.
  if (!out.confirmed && out.reason.empty()) return refused("a recall is refused without a reason");
  return Body(std::move(out));
}

// Messages of people that stand as they were said. A contact and a charter are said anew, and an acknowledgement, a
// pong and a record of a release are a node's own.
constexpr std::array<std::string_view, 8> kCorrectable = {"notification", "position", "inquiry",       "reply",
                                                          "progress",     "recall",   "recall-answer", "correction"};

Result<Body> read_correction(const Members& in) {
  Correction out{
      .of = in.text("of_ref"), .text = in.text("text"), .reason = in.text("reason"), .question = in.number("question")};
  // By the type in the identifier, since what it corrects may not have come in yet.
  const std::string_view type = std::string_view(out.of).substr(0, out.of.find("--"));
  if (std::find(kCorrectable.begin(), kCorrectable.end(), type) == kCorrectable.end())
    return refused(
        fmt::format("it corrects {}, and only these are corrected: {}", out.of, fmt::join(kCorrectable, ", ")));
  return Body(std::move(out));
}

// A part that is marked by itself has readers of its own, so its markings are those of the whole here.
Audience read_audience(const Members& in) {
  Audience out{.to = in.texts("to_refs"), .markings = in.texts("object_marking_refs"), .stated = in.text("audience")};
  for (const json::Element item : in.list("granular_markings"))
    if (std::string marking = Members(item).text("marking_ref"); !marking.empty())
      out.markings.push_back(std::move(marking));
  for (auto* list : {&out.to, &out.markings}) {
    // In one order and each once, so that two audiences are compared as sets.
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return out;
}

Result<Body> read_release(const Members& in) {
  return Body(ReleaseRecord{in.text("charter_ref"), in.list("released").size()});
}

// A row for each type that is a message, with the function that reads its body. A charter is read by
// parse_charter(), which also verifies it, and has none.
struct Reader {
  std::string_view type;
  Result<Body> (*read)(const Members&);
};
constexpr Reader kReaders[] = {
    {"charter", nullptr},
    {"contact", read_contact},
    {"ping", read_ping},
    {"pong", read_pong},
    {"notification", read_notification},
    {"position", read_position},
    {"inquiry", read_inquiry},
    {"acknowledgement", read_acknowledgement},
    {"reply", read_reply},
    {"progress", read_progress},
    {"recall", read_recall},
    {"recall-answer", read_recall_answer},
    {"release", read_release},
    {"correction", read_correction},
};
const Reader* reader_of(std::string_view type) {
  for (const Reader& one : kReaders)
    if (one.type == type) return &one;
  return nullptr;
}

}  // namespace

std::string_view to_string(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
std::string_view to_string(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }
std::string_view to_string(Stage stage) { return kStages[static_cast<std::size_t>(stage)]; }
std::optional<Role> role_of(std::string_view word) { return word_of<Role>(kRoles, word); }
std::optional<Outcome> outcome_of(std::string_view word) { return word_of<Outcome>(kOutcomes, word); }
std::optional<Stage> stage_of(std::string_view word) { return word_of<Stage>(kStages, word); }

// A charter is one as well, although it is read elsewhere.
bool is_message_type(std::string_view type) { return reader_of(type) != nullptr; }

// Of the canonical form, so that the same object with other white space has the same hash on both sides.
std::string canonical_sha256(std::string_view text) {
  const auto canonical = json::canonical(text);
  if (!canonical.ok()) return {};
  return to_hex(sha256(*canonical));
}

// Size, then syntax, then the table of its type, then what the table cannot say. Nothing of a message that
// fails is used.
Result<Message> read_message(std::string_view text) {
  if (text.size() > kMaxMessageBytes) return Error{Code::too_large, "a message of more than 1 MB"};
  json::Parser parser;
  // What is hashed, kept and shown stays as it came; only what is read here has the names of today.
  const std::string current = with_current_names(text);
  PARLEY_TRY(const json::Element root, parser.parse(current));
  stix::Validator validator({.warnings = false});
  if (!validator.check_object(root)) {
    const stix::Finding finding = validator.first_error();
    return refused(finding.path + ": " + finding.message);
  }
  PARLEY_TRY(const auto header, stix::read_header(root));
  const Reader* reader = reader_of(header.type);
  // A valid object of another type is none of our messages; whoever calls decides what that means.
  if (reader == nullptr)
    return refused("objects of type \"" + std::string(header.type) + "\" are not messages between parties");
  json::Object object;
  if (root.get(object) != simdjson::SUCCESS) return refused("it is not an object");
  const Members members(object);
  Message message{.id = std::string(header.id),
                  .type = std::string(header.type),
                  .created = members.time("created").value_or(Micros{}),
                  .version = header.version_time,
                  .created_by = members.text("created_by_ref"),
                  .exercise = members.flag("exercise"),
                  .revoked = header.revoked,
                  .audience = read_audience(members),
                  .body = {}};
  if (reader->read == nullptr) {
    // From the text as it came: a charter is what was signed, letter for letter.
    PARLEY_TRY(message.body, parse_charter(text));
    return message;
  }
  PARLEY_TRY(message.body, reader->read(members));
  // Of the text as it came, and not of the one with the names of today: an acknowledgement is about what was sent.
  if (auto* inquiry = std::get_if<Inquiry>(&message.body)) inquiry->sha256 = canonical_sha256(text);
  if (auto* recall = std::get_if<Recall>(&message.body)) recall->sha256 = canonical_sha256(text);
  return message;
}

// In the order in which a person wants to know: a mix of exercise and reality is the most dangerous.
std::optional<Objection> objection_to(const Message& correction, const Message& earlier, std::string_view last) {
  if (correction.exercise != earlier.exercise)
    return Objection{"exercise-mixed",
                     correction.exercise ? "an exercise corrects nothing real" : "what is real corrects no exercise"};
  if (!last.empty() && last == earlier.id) return Objection{"out-of-order", earlier.id + " was withdrawn"};
  if (!last.empty())
    return Objection{"out-of-order",
                     earlier.id + " was corrected before, by " + std::string(last) + ": that one is corrected next"};
  if (correction.audience != earlier.audience)
    return Objection{"other-audience", "a correction names whom " + earlier.id +
                                           " names and has all its markings, so that it is for the same readers"};
  return std::nullopt;
}

// Times to the microsecond as given: who says a thing again gives the same time and has the same text.
json::ObjectWriter message_text(const Envelope& envelope) {
  const std::string time = to_string(envelope.time);
  json::ObjectWriter out;
  out.text("type", envelope.type)
      .text("spec_version", "2.1")
      .text("id", envelope.id.empty() ? envelope.type + "--" + parley::to_string(uuid_v4()) : envelope.id);
  out.text("created_by_ref", envelope.author)
      .text("created", envelope.created ? parley::to_string(*envelope.created) : time)
      .text("modified", time);
  if (envelope.exercise) out.flag("exercise", true);
  out.raw("extensions", stix::kParleyExtensions);
  return out;
}

// The form of a version 4 UUID, which STIX 2.1 section 2.9 asks for where no other is prescribed; that it is
// a hash nobody can see, and nobody needs to.
std::string derived_id(std::string_view type, std::string_view seed) {
  const Hash hash = sha256("parley message\n" + std::string(type) + "\n" + std::string(seed));
  Uuid uuid{};
  std::copy_n(hash.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x40);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
  return std::string(type) + "--" + parley::to_string(uuid);
}

}  // namespace parley::group
