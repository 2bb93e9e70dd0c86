// What a second person agrees to is pinned down by hashes: of the bytes, of the charter's terms, and of both
// together as the name. If any of them is another by the time of the confirmation, nothing leaves. The JSON
// form is that of older nodes, and is read only when their rows are taken over.
#include "release/confirm.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "group/fields.h"
#include "json/writer.h"
#include "release/walk.h"

namespace parley::release {
namespace {

std::string objects_text(const std::vector<Pending::Object>& objects) {
  std::vector<std::string> items;
  for (const Pending::Object& one : objects)
    items.push_back(json::ObjectWriter().text("id", one.id).text("version", one.version).str());
  return json::array_text(items);
}

// SHA-256 in the one form in which it is written here: two spellings would be two names for one release.
bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The first error of the fields stays; only a text that is there is read as a time.
void read_time(group::Fields& fields, std::string_view name, Micros& out) {
  std::string text;
  fields.text(name, text, 40);
  if (!fields.ok()) return;
  const auto time = Timestamp::parse(text);
  if (time.ok())
    out = time->micros();
  else
    fields.fail(time.error());
}

}  // namespace

// In their order and each with its end marked, so that no two lists of objects have one digest.
std::string digest_of(const std::vector<std::string>& objects) {
  std::string all;
  for (const std::string& one : objects) all += one, all += '\n';
  return to_hex(sha256(all));
}

// Of the terms and not of the signatures: who signs meanwhile changes nothing about the audience.
std::string charter_digest(const group::Terms& terms) { return to_hex(sha256(group::terms_text(terms))); }

// Asking for the same twice gives the same id, and so one row that waits.
std::string id_of(const Pending& pending) {
  return to_hex(sha256(pending.group + "\n" + pending.charter + "\n" + pending.digest));
}

// Short enough to be typed and read aloud; that two waiting releases share these digits is as good as impossible.
std::string name_of(const Pending& pending) { return id_of(pending).substr(0, 12); }

std::string to_json(const Pending& pending) {
  return json::ObjectWriter()
      .text("group", pending.group)
      .text("charter", pending.charter)
      .text("journal", pending.journal)
      .raw("objects", objects_text(pending.objects))
      .text("sha256", pending.digest)
      .text("asked_by", pending.asked_by)
      .text("asked", to_string(pending.asked))
      .text("expires", to_string(pending.expires))
      .raw("although_held_back", pending.although_held_back ? "true" : "false")
      .str();
}

Result<Pending> parse_pending(std::string_view json) {
  const ParserLease parser;
  PARLEY_TRY(const json::Element element, parser->parse(json));
  Pending pending;
  group::Fields fields(element, "pending release");
  fields.text("group", pending.group, 100);
  fields.text("charter", pending.charter, 64);
  fields.text("journal", pending.journal, 200);
  fields.list("objects", 1'000'000, [&](json::Element item, std::size_t) {
    group::Fields object(item, "object of a pending release");
    Pending::Object& one = pending.objects.emplace_back();
    object.text("id", one.id, 300);
    std::optional<json::Element> version = object.raw("version");
    std::string_view text;
    // An object without a version has an empty text here, which Fields::text() would refuse.
    if (version && version->get_string().get(text) == simdjson::SUCCESS) one.version = text;
    if (auto done = object.done(); !done.ok()) fields.fail(done.error());
  });
  fields.text("sha256", pending.digest, 64);
  fields.text("asked_by", pending.asked_by, 200);
  read_time(fields, "asked", pending.asked);
  read_time(fields, "expires", pending.expires);
  // Nothing said: an older one, to which no such question was put.
  if (const auto although = fields.raw("although_held_back", group::Fields::Need::optional);
      although && although->get_bool().get(pending.although_held_back) != simdjson::SUCCESS)
    return Error{Code::corrupt, "a pending release: \"although_held_back\" is neither true nor false"};
  PARLEY_TRY_STATUS(fields.done());
  if (!is_digest(pending.digest) || !is_digest(pending.charter))
    return Error{Code::corrupt, "a pending release without its SHA-256"};
  return pending;
}

// Cheap questions first. Asked at the moment of the release, whatever was shown before.
Status check_confirmation(const Pending& pending, std::string_view person, const std::vector<std::string>& objects,
                          const group::Terms& terms, Micros now) {
  if (person.empty()) return Error{Code::forbidden, "somebody must confirm by name"};
  if (person == pending.asked_by)
    return Error{Code::forbidden, fmt::format("\"{}\" asked for this release; another person must confirm it", person)};
  if (now >= pending.expires)
    return Error{Code::forbidden,
                 fmt::format("the time to confirm ended at {}; send it again", to_string(pending.expires))};
  // With a clock that was set back the time would never end.
  if (now < pending.asked)
    return Error{Code::forbidden, "it was asked for in the future: the clock of this node is wrong"};
  if (terms.id != pending.group || charter_digest(terms) != pending.charter)
    return Error{Code::conflict, "the charter is not the one that this was asked under; send it again"};
  if (digest_of(objects) != pending.digest)
    return Error{Code::conflict, "these are not the bytes that were asked for; send it again"};
  return {};
}

}  // namespace parley::release
