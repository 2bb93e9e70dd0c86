// Takes entries in, one after the other, and keeps what of them are messages. Everything that depends on
// other entries or on the moment is left to Reckoning; what is refused here is refused for good, whatever
// comes later.
//
// Nothing fails: a member must not be able to stop a group by an entry that is wrong. It becomes a fault that
// everybody sees beside its author's name.
#include "group/state.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "stix/object.h"

namespace parley::group {
namespace {

constexpr std::size_t kMaxFaultsOfOne = 1000;  // a hostile journal must not fill memory with what is wrong with it

// Said anew with each version; every other message is said once.
bool is_renewable(std::string_view type) { return type == "charter" || type == "contact" || type == "position"; }

}  // namespace

// Sorted only when it is asked: entries come by the million and questions seldom. What was in order stays so,
// and only the new keys are sorted and merged in.
bool KeySet::contains(std::uint64_t key) const {
  if (sorted_ < keys_.size()) {
    const auto middle = keys_.begin() + static_cast<std::ptrdiff_t>(sorted_);
    std::sort(middle, keys_.end());
    std::inplace_merge(keys_.begin(), middle, keys_.end());
    sorted_ = keys_.size();
  }
  return std::binary_search(keys_.begin(), keys_.end(), key);
}

// By SipHash under a key of this process: nobody can choose texts that collide.
std::uint64_t KeySet::key_of(std::string_view one, std::string_view other) {
  static_assert(crypto_shorthash_BYTES == sizeof(std::uint64_t));
  static const auto key = [] {
    std::array<unsigned char, crypto_shorthash_KEYBYTES> random{};
    randombytes_buf(random.data(), random.size());
    return random;
  }();
  const auto hash = [](const void* data, std::size_t size) {
    std::uint64_t out = 0;
    crypto_shorthash(reinterpret_cast<unsigned char*>(&out), static_cast<const unsigned char*>(data), size, key.data());
    return out;
  };
  // Each hashed by itself first, so that no two pairs of texts become one by where they are split.
  const std::array<std::uint64_t, 2> both = {hash(one.data(), one.size()), hash(other.data(), other.size())};
  return hash(both.data(), sizeof both);
}

State::State(Charter charter, ReceivedAt received_at)
    : first_(std::move(charter)), received_at_(std::move(received_at)) {}

std::optional<journal::Seq> State::last(std::string_view author) const {
  const auto found = last_.find(author);
  if (found == last_.end()) return std::nullopt;
  return found->second;
}

void State::fault(const Place& at, std::string_view code, std::string message) {
  const auto count =
      std::count_if(faults_.begin(), faults_.end(), [&](const Fault& one) { return one.at.author == at.author; });
  if (static_cast<std::size_t>(count) < kMaxFaultsOfOne) faults_.push_back({at, std::string(code), std::move(message)});
}

// An entry is taken in once: who feeds a journal again from its beginning changes nothing. Without content,
// after an erasure, only its number counts.
void State::feed(const Record& record) {
  const auto [last, is_first] = last_.try_emplace(std::string(record.author), record.seq);
  if (!is_first && record.seq <= last->second) return;
  last->second = record.seq;
  if (record.text.empty()) return;
  const auto root = parser_.parse(record.text);
  const Place at{.author = std::string(record.author), .id = {}, .seq = record.seq, .added = record.added};
  if (!root.ok()) return fault(at, "invalid", root.error().message);
  feed_object(record, *root);
}

// Every object is noted by its id and its text, messages or not: a recall must know whose an object is, and a
// copy in another's journal is judged by whether the author's own journal has it.
void State::feed_object(const Record& record, json::Element root) {
  Place at{.author = std::string(record.author), .id = {}, .seq = record.seq, .added = record.added};
  const auto header = stix::read_header(root);
  json::Object object;
  if (!header.ok() || root.get(object) != simdjson::SUCCESS)
    return fault(at, "invalid", header.ok() ? "it is not an object" : header.error().message);
  at.id = header->id;
  ids_.add(KeySet::key_of(record.author, header->id));
  texts_.add(KeySet::key_of(record.author, record.text));
  const auto created_by = json::string_member(object, "created_by_ref");
  // Only a journal's own author speaks in it. A message that names another one is not taken for that party's
  // word.
  const bool names_other = created_by && *created_by != record.author;
  if (names_other)
    relayed_.push_back(
        {at, std::string(*created_by), KeySet::key_of(*created_by, record.text), is_message_type(header->type)});
  if (!is_message_type(header->type)) return;
  // A charter is signed by all and no single party's.
  if (header->type != "charter") {
    if (!created_by) return fault(at, "no-author", "a message of a group names its party in created_by_ref");
    if (names_other) return;
  }
  // Who erased what was released, as a recall may wish, still knows from the record whose it was.
  if (json::Array released; header->type == "release" && object["released"].get(released) == simdjson::SUCCESS)
    for (const json::Element one : released)
      if (std::string_view id; one["object_ref"].get(id) == simdjson::SUCCESS)
        ids_.add(KeySet::key_of(record.author, id));
  feed_message(record, at.id);
}

// What was said first stands: who could change an inquiry later could change what had been due.
void State::feed_message(const Record& record, std::string_view id) {
  Place at{.author = std::string(record.author), .id = std::string(id), .seq = record.seq, .added = record.added};
  auto message = read_message(record.text);
  if (!message.ok()) return fault(at, "invalid", message.error().message);
  at.exercise = message->exercise;
  const std::pair key(at.author, at.id);
  if (!is_renewable(message->type) && said_.contains(key))
    return fault(at, "changed", "a message is said once; what was said first stands");
  Fed fed{std::move(at), std::move(*message)};
  if (!follow(fed)) return;
  auto& messages = messages_[key.first];
  said_[key] = messages.size();
  messages.push_back(std::move(fed));
}

namespace {

std::shared_ptr<const Later> says(const Place& at, std::string what, std::string text = {}, const Place* of = nullptr) {
  return std::make_shared<const Later>(Later{.what = std::move(what),
                                             .id = at.id,
                                             .seq = at.seq,
                                             .added = at.added,
                                             .text = std::move(text),
                                             .times = of != nullptr && of->later ? of->later->times + 1 : 1});
}

}  // namespace

// Only a party's own journal is asked, whose entries come in order: so it is the same in whichever order the journals
// of several come.
bool State::follow(Fed& fed) {
  const auto* correction = std::get_if<Correction>(&fed.message.body);
  const bool withdraws = fed.message.type == "position" && fed.message.revoked;
  if (correction == nullptr && !withdraws) return true;
  auto& messages = messages_[fed.at.author];
  const auto said = said_.find({fed.at.author, correction != nullptr ? correction->of : fed.at.id});
  const bool is_known = said != said_.end();
  if (correction == nullptr) {
    if (!is_known) return true;
    fed.of = said->second;
    fed.says = says(fed.at, "withdrawn");
    // The newest version is what is shown, and that is the one that says so.
    messages[fed.of].at.later = fed.at.later = fed.says;
    return true;
  }
  if (!is_known) {
    // What was erased here is no fault of who corrected it.
    if (!ids_.contains(KeySet::key_of(fed.at.author, correction->of)))
      fault(fed.at, "not-its-own", "it corrects " + correction->of + ", which its author has not said here before");
    return false;
  }
  Fed& earlier = messages[said->second];
  const std::string last = earlier.at.later ? earlier.at.later->id : std::string();
  if (auto objection = objection_to(fed.message, earlier.message, last)) {
    fault(fed.at, objection->code, std::move(objection->message));
    return false;
  }
  // Of several corrections each is of the one before; all of them are of the first message.
  fed.of = std::holds_alternative<Correction>(earlier.message.body) ? earlier.of : said->second;
  Fed& first = messages[fed.of];
  const std::string words = correction->question == 0
                                ? correction->text
                                : fmt::format("question {}: {}", correction->question, correction->text);
  fed.says = says(fed.at, "corrected", words, &first.at);
  if (&earlier != &first) earlier.at.later = says(fed.at, "corrected", words);
  first.at.later = fed.says;
  return true;
}

std::string_view to_string(InquiryStage stage) {
  switch (stage) {
    case InquiryStage::sent:
      return "sent";
    case InquiryStage::received:
      return "received";
    case InquiryStage::acknowledged:
      return "acknowledged";
    case InquiryStage::answered:
      return "answered";
    case InquiryStage::insufficient:
      return "insufficient";
    case InquiryStage::escalated:
      return "escalated";
    case InquiryStage::closed:
      return "closed";
  }
  return "";
}

std::string_view to_string(RecallOutcome outcome) {
  switch (outcome) {
    case RecallOutcome::not_received:
      return "not received";
    case RecallOutcome::silent:
      return "silent";
    case RecallOutcome::confirmed:
      return "confirmed";
    case RecallOutcome::refused:
      return "refused";
  }
  return "";
}

std::string_view to_string(Due::Kind kind) {
  switch (kind) {
    case Due::Kind::acknowledge:
      return "acknowledge";
    case Due::Kind::answer:
      return "answer";
    case Due::Kind::recall_answer:
      return "answer recall";
    case Due::Kind::renew_contact:
      return "renew contact";
    case Due::Kind::sign_charter:
      return "sign charter";
    case Due::Kind::consult:
      return "consult";
  }
  return "";
}

bool AskedState::overdue() const {
  return acknowledge_overdue ||
         std::any_of(questions.begin(), questions.end(), [](const QuestionState& one) { return one.overdue; });
}

std::optional<Micros> AskedState::next_due() const {
  std::optional<Micros> out;
  for (const QuestionState& one : questions)
    if (!one.settled() && one.due && (!out || *one.due < *out)) out = one.due;
  return out;
}

}  // namespace parley::group
