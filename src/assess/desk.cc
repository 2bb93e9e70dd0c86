// Takes objects in and hands questions out. Nothing is computed when an object comes: with the next question
// asked all versions are sorted anew, so the order in which journals are read does not decide what counts. Questions
// have tens of rows, not thousands.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/build.h"
#include "base/uuid.h"
#include "stix/object.h"
#include "stix/parley.h"
#include "text/display.h"

namespace parley::assess {
namespace {

constexpr std::array<std::string_view, 7> kTypes = {"question",   "hypothesis", "evidence", "evidence-rating",
                                                    "assessment", "outcome",    "identity"};

// Identities are handed in for their names and sides; no version of them is chosen, so no record is kept.
bool is_ours(std::string_view type) { return std::ranges::find(kTypes, type) != kTypes.end() && type != "identity"; }

// All that an object refers to and of which a label is needed to show it.
std::vector<std::string> references(json::Object object) {
  std::vector<std::string> out;
  for (const auto name : {"object_ref", "source_ref", "controlled_by_ref", "created_by_ref"})
    out.push_back(text_of(object, name));
  for (auto& id : texts_of(object, "rests_on_refs")) out.push_back(std::move(id));
  for (const json::Object source : objects_of(object, "sources"))
    for (const auto name : {"source_ref", "controlled_by_ref"}) out.push_back(text_of(source, name));
  std::erase(out, std::string());
  return out;
}

// What accounts need to know of a party stands in Parley's extension of an identity (docs/objects.md).
Labels::Text read_label(json::Object object, const stix::ObjectHeader& header) {
  Labels::Text out{.type = std::string(header.type),
                   .label = label_of(object, header.id),
                   .speaks_for = {},
                   .same_as = {},
                   .speaker = {}};
  if (header.type == "statement") out.speaker = text_of(object, "speaker_ref");
  if (header.type != "identity") return out;
  const auto extensions = json::member(object, "extensions");
  json::Object all, ours;
  if (!extensions || extensions->get(all) != simdjson::SUCCESS) return out;
  const auto extension = json::member(all, stix::kParleyExtension);
  if (!extension || extension->get(ours) != simdjson::SUCCESS) return out;
  out.speaks_for = text_of(ours, "speaks_for_ref");
  out.same_as = text_of(ours, "same_as_ref");
  return out;
}

// Several are named in the error, so that people can choose.
// The single one of `found`; not_found or conflict otherwise.
Result<std::string> the_one(std::string_view type, std::string_view text, const std::vector<std::string>& found,
                            bool of_question) {
  if (found.size() == 1) return found.front();
  if (found.empty())
    return Error{Code::not_found,
                 fmt::format("there is no {} \"{}\"{}", type, text, of_question ? " of this question" : "")};
  return Error{Code::conflict, fmt::format("\"{}\" means {} objects of type {}: {}; say more of the id", text,
                                           found.size(), type, fmt::join(found, ", "))};
}

}  // namespace

std::string none_of_these_id(std::string_view question_id) {
  // A namespace of Parley's own, so that no other program's identifiers fall here.
  static constexpr Uuid kNamespace = {0x5c, 0x1e, 0x9a, 0x04, 0x3f, 0x0e, 0x4d, 0x37,
                                      0x9a, 0x53, 0x6f, 0x5b, 0xe2, 0xc7, 0xd0, 0xb1};
  return "hypothesis--" + to_string(uuid_v5(kNamespace, "none of these " + std::string(question_id)));
}

// `handed_in` has every id that came, also of types of which no record is kept; without it wanted() would ask for those
// for ever.
struct Desk::Impl {
  json::Parser parser;
  std::vector<Record> records;
  std::set<std::tuple<std::string, std::uint64_t, std::string>> seen;  // journal, entry, id
  Labels labels;
  std::set<std::string> referred, handed_in;
};

Desk::Desk() : impl_(std::make_unique<Impl>()) {}
Desk::~Desk() = default;
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;

std::vector<std::string> Desk::types() { return {kTypes.begin(), kTypes.end()}; }

// An entry is known by its journal, number and id: the same one handed in again, as with every look, changes
// nothing.
Status Desk::add(const Source& source) {
  PARLEY_TRY(const json::Element value, impl_->parser.parse(source.text));
  PARLEY_TRY(const stix::ObjectHeader header, stix::read_header(value));
  const json::Object object = value.get_object().value_unsafe();
  const std::string id(header.id);
  impl_->handed_in.insert(id);
  if (!impl_->seen.emplace(source.journal, source.seq, id).second) return {};
  const std::string author = text_of(object, "created_by_ref");
  // An object without an author is taken for the word of whose journal it lies in, as below.
  const auto teller = header.id == source.party                  ? Labels::Teller::itself
                      : author.empty() || author == source.party ? Labels::Teller::author
                                                                 : Labels::Teller::anybody;
  Labels::Text label = read_label(object, header);
  for (const auto& one : {label.speaks_for, label.same_as, label.speaker})
    if (!one.empty()) impl_->referred.insert(one);
  impl_->labels.learn(id, std::move(label), teller, header.version_time.micros());
  if (!is_ours(header.type)) return {};
  Record record{.id = id,
                .type = std::string(header.type),
                .by = author,
                .text = std::string(source.text),
                .version = header.version_time,
                .revoked = header.revoked,
                .origin = {}};
  // Without an author it is that of the party whose journal it lies in, as nobody else could have put it
  // there.
  if (record.by.empty()) record.by = source.party;
  record.origin = {id,
                   std::string(source.journal),
                   source.seq,
                   source.received,
                   record.by == source.party,
                   header.version_time.micros()};
  for (auto& one : references(object)) impl_->referred.insert(std::move(one));
  impl_->referred.insert(record.by);
  impl_->labels.parties.insert(record.by);
  impl_->records.push_back(std::move(record));
  return {};
}

void Desk::name_party(std::string_view id, std::string_view name) {
  if (!id.empty() && !name.empty()) impl_->labels.given[std::string(id)] = name;
}

// What is referred to and was not handed in: the caller looks for it, and hands in what it finds, until
// nothing is wanted that it has.
std::vector<std::string> Desk::wanted() const {
  std::vector<std::string> out;
  std::ranges::set_difference(impl_->referred, impl_->handed_in, std::back_inserter(out));
  return out;
}

std::vector<Desk::Listed> Desk::questions() const {
  std::vector<Listed> out;
  const Versions versions(impl_->records, std::nullopt);
  json::Parser parser;
  for (const Record* record : versions.current("question")) {
    const auto parsed = parser.parse(record->text);
    if (!parsed.ok()) continue;  // never: add() parsed it
    const json::Object object = parsed->get_object().value_unsafe();
    out.push_back({record->id, text_of(object, "name"), text_of(object, "text"), record->by, record->origin});
  }
  std::ranges::sort(out, [](const Listed& a, const Listed& b) {
    return a.name != b.name ? text::natural_less(a.name, b.name) : a.id < b.id;
  });
  return out;
}

// A whole id decides at once; a name goes before the beginning of an id, because a short name may look like
// one.
Result<std::string> Desk::find(std::string_view type, std::string_view text, std::string_view question) const {
  if (text.empty()) return Error{Code::invalid_input, fmt::format("no {} is named", type)};
  std::vector<std::string> by_name, by_prefix;
  const auto consider = [&](const std::string& id, std::string_view name) {
    if (name == text) by_name.push_back(id);
    if (id.starts_with(text) || std::string_view(id).substr(id.find("--") + 2).starts_with(text))
      by_prefix.push_back(id);
  };
  if (type == "identity") {
    // Identities have no versions to choose from here: their names are enough to find them.
    for (const auto& [id, label] : impl_->labels.texts)
      if (label.type == type) consider(id, label.label);
    for (const auto& [id, name] : impl_->labels.given)
      if (!impl_->labels.texts.contains(id)) consider(id, name);
    return the_one(type, text, by_name.empty() ? by_prefix : by_name, false);
  }
  const Versions versions(impl_->records, std::nullopt);
  json::Parser parser;
  for (const Record* record : versions.current(type)) {
    const auto parsed = parser.parse(record->text);
    if (!parsed.ok()) continue;
    const json::Object object = parsed->get_object().value_unsafe();
    if (!question.empty() && text_of(object, "question_ref") != question) continue;
    if (record->id == text) return record->id;
    consider(record->id, text_of(object, "name"));
  }
  // It has no object that could be found.
  if (type == "hypothesis" && !question.empty()) {
    const std::string none = none_of_these_id(question);
    if (text == "none" || text == "none of these" || text == none) return none;
  }
  return the_one(type, text, by_name.empty() ? by_prefix : by_name, !question.empty());
}

// By all() and not by current(): an id that another party uses as well must not hide the author's own object.
std::vector<Desk::Text> Desk::texts_by(std::string_view type, std::string_view author) const {
  std::vector<Text> out;
  const Versions versions(impl_->records, std::nullopt);
  for (const auto* entry : versions.all(type))
    if (entry->last().by == author && !entry->last().revoked) out.push_back({entry->last().text, entry->last().origin});
  return out;
}

Result<Question> Desk::question(std::string_view id, std::optional<Micros> as_of) const {
  return build_question(impl_->records, impl_->labels, id, as_of);
}

}  // namespace parley::assess
