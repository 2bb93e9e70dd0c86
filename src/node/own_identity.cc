// The identity is written by this function alone and never from what is stored, so that its text is the same
// in every journal and on the card: as an object of STIX, one id and one `modified` must mean one content. A
// party that changes its name in parley.toml keeps the old text where it stands already.
#include "node/own_identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "journal/intake.h"

namespace parley::node {
namespace {

Result<bool> has(const journal::Journal& journal, const std::string& id) {
  journal::Query query;
  query.ids = {id};
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1}));
  return !page.entries.empty();
}

}  // namespace

// A fixed date: it says nothing of when a node was set up, and makes the text depend on id and name alone.
std::string own_identity_object(const Config& config) {
  std::string text = fmt::format(
      R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":)",
      config.party.identity);
  append_json_string(text, config.party.name);
  return text + R"(,"identity_class":"organization"})";
}

// In one batch with the objects, so that no reader finds an author whose identity is missing, not even after
// a crash.
Result<std::vector<journal::Outcome>> append_as_party(journal::Journal& journal, const Config& config,
                                                      std::span<const journal::NewObject> objects) {
  if (objects.empty()) return std::vector<journal::Outcome>();
  PARLEY_TRY(const bool there, has(journal, config.party.identity));
  bool among_them = false;
  for (const auto& object : objects) among_them = among_them || object.id == config.party.identity;
  if (there || among_them) return journal.append(objects);
  journal::Intake intake;
  PARLEY_TRY(auto identity, intake.read(own_identity_object(config)));
  std::vector<journal::NewObject> batch;
  batch.reserve(objects.size() + 1);
  batch.push_back(std::move(identity));
  batch.insert(batch.end(), objects.begin(), objects.end());
  PARLEY_TRY(auto outcomes, journal.append(batch));
  // The caller asked about its own objects.
  outcomes.erase(outcomes.begin());
  return outcomes;
}

Result<std::vector<journal::Outcome>> append_as_it_came(journal::Journal& journal, const Config& config,
                                                        std::span<const journal::NewObject> objects) {
  // A reference is the whole id in quotes, wherever it stands.
  const std::string quoted = "\"" + config.party.identity + "\"";
  const bool named = std::any_of(objects.begin(), objects.end(), [&](const journal::NewObject& object) {
    return object.text.find(quoted) != std::string::npos;
  });
  return named ? append_as_party(journal, config, objects) : journal.append(objects);
}

}  // namespace parley::node
