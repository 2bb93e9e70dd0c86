// Which versions count, and whose. The rule: what lies in its author's own journal is that party's word; a
// copy elsewhere only proves that somebody has it, and counts just as long as the author's own journal does
// not have the object. So nobody can change another's judgement by copying a version that was never said.
#include "assess/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <tuple>

#include "text/display.h"

namespace parley::assess {
namespace {

// A total order that does not depend on the order in which journals were read.
bool comes_before(const Record* a, const Record* b) {
  const auto key = [](const Record& r) {
    return std::tie(r.version, r.origin.received, r.origin.journal, r.origin.seq, r.text);
  };
  return key(*a) < key(*b);
}

}  // namespace

// These three read leniently: a member that is missing or of another type counts as not given, since objects of other
// parties are no reason to refuse a question.
std::string text_of(json::Object object, std::string_view name) {
  return std::string(json::string_member(object, name).value_or(std::string_view()));
}

std::vector<std::string> texts_of(json::Object object, std::string_view name) {
  std::vector<std::string> out;
  const auto value = json::member(object, name);
  json::Array array;
  if (!value || value->get(array) != simdjson::SUCCESS) return out;
  for (const json::Element item : array) {
    std::string_view text;
    if (item.get(text) == simdjson::SUCCESS) out.emplace_back(text);
  }
  return out;
}

std::vector<json::Object> objects_of(json::Object object, std::string_view name) {
  std::vector<json::Object> out;
  const auto value = json::member(object, name);
  json::Array array;
  if (!value || value->get(array) != simdjson::SUCCESS) return out;
  for (const json::Element item : array) {
    json::Object one;
    if (item.get(one) == simdjson::SUCCESS) out.push_back(one);
  }
  return out;
}

// From what is a name to what at least says something, over the types that rows may show.
std::string label_of(json::Object object, std::string_view id) {
  for (const auto name :
       {"name", "text", "words", "paraphrase", "content", "abstract", "value", "pattern", "path", "description"})
    if (auto text = text_of(object, name); !text.empty()) return text;
  return text::short_id(id);
}

Versions::Versions(const std::vector<Record>& records, std::optional<Micros> as_of) {
  std::map<std::pair<std::string, std::string>, std::vector<const Record*>> copies;
  for (const Record& record : records) {
    // By when this node had it: what its author says of the time decides nothing.
    if (as_of && record.origin.received > *as_of) continue;
    if (record.origin.signed_by_author)
      entries_[{record.id, record.by}].versions.push_back(&record);
    else
      copies[{record.id, record.by}].push_back(&record);
  }
  for (auto& [key, list] : copies) {
    // The author's own journal has nothing of it: the copies are all that there is, and count.
    const auto own = entries_.find(key);
    if (own == entries_.end()) {
      entries_[key].versions = list;
      continue;
    }
    for (const Record* copy : list) {
      const bool known = std::ranges::any_of(own->second.versions, [&](const Record* one) {
        return one->version == copy->version && one->text == copy->text;
      });
      // A version that only a copy has may have been made up by whoever holds the copy.
      if (!known)
        problems.push_back(
            fmt::format("journal \"{}\" entry {} shows a version of {} that its author's own journal does not have; it "
                        "does not count",
                        copy->origin.journal, copy->origin.seq, text::short_id(copy->id)));
    }
  }
  // The same version in several places is one.
  for (auto& [key, entry] : entries_) {
    std::ranges::sort(entry.versions, comes_before);
    const auto same = [](const Record* a, const Record* b) { return a->version == b->version && a->text == b->text; };
    entry.versions.erase(std::unique(entry.versions.begin(), entry.versions.end(), same), entry.versions.end());
  }
}

// Two parties may claim one id, as an id is only a text. The one in its author's own journal goes before a
// copy, then the one that was here first; who comes later cannot push it out.
std::vector<const Versions::Entry*> Versions::chosen(std::string_view type) const {
  std::map<std::string_view, const Entry*> chosen;
  for (const auto& [key, entry] : entries_) {
    if (entry.last().type != type) continue;
    const Entry*& place = chosen[key.first];
    // Smaller goes first: what lies in its author's own journal, then whose first version was received earlier, then
    // the author's id, so that a tie is never left to the order of reading.
    const auto age = [](const Entry& e) {
      return std::make_tuple(!e.last().origin.signed_by_author, e.versions.front()->origin.received,
                             std::string_view(e.last().by));
    };
    if (place == nullptr || age(entry) < age(*place)) place = &entry;
  }
  std::vector<const Entry*> out;
  for (const auto& [id, entry] : chosen) out.push_back(entry);
  return out;
}

// Withdrawn only in the end: the one that was chosen does not make room for another's by being withdrawn.
std::vector<const Record*> Versions::current(std::string_view type) const {
  std::vector<const Record*> out;
  for (const Entry* entry : chosen(type))
    if (!entry->last().revoked) out.push_back(&entry->last());
  return out;
}

// Unlike chosen(): every party's object of this type, also several of one id, and withdrawn ones.
std::vector<const Versions::Entry*> Versions::all(std::string_view type) const {
  std::vector<const Entry*> out;
  for (const auto& [key, entry] : entries_)
    if (entry.last().type == type) out.push_back(&entry);
  return out;
}

// Edges go from what rests to what it rests on, of current versions alone: a way over something withdrawn is none.
RestsOn::RestsOn(const Versions& versions) {
  json::Parser parser;
  const auto each = [&](std::string_view type, const auto& use) {
    for (const Record* record : versions.current(type)) {
      const auto parsed = parser.parse(record->text);
      json::Object object;
      if (parsed.ok() && parsed->get(object) == simdjson::SUCCESS) use(*record, object);
    }
  };
  // A question rests on what its rows show; a conclusion on its question and on what it names.
  each("evidence", [&](const Record& record, json::Object object) {
    const std::string shown = text_of(object, "object_ref");
    edges_[text_of(object, "question_ref")].insert(record.id);
    edges_[record.id].insert(shown);
  });
  each("hypothesis",
       [&](const Record& record, json::Object object) { edges_[record.id].insert(text_of(object, "question_ref")); });
  each("assessment", [&](const Record& record, json::Object object) {
    edges_[record.id].insert(text_of(object, "question_ref"));
    for (auto& id : texts_of(object, "rests_on_refs")) edges_[record.id].insert(std::move(id));
  });
}

// Breadth first, so that the shortest way is the one that people are shown. Each object is reached once, so
// circles end.
std::vector<std::string> RestsOn::way(const std::string& from, const std::string& to) const {
  std::map<std::string, std::string> reached_from;
  std::deque<std::string> open{from};
  while (!open.empty()) {
    const std::string at = open.front();
    open.pop_front();
    const auto next = edges_.find(at);
    if (next == edges_.end()) continue;
    for (const std::string& id : next->second) {
      if (id.empty() || !reached_from.emplace(id, at).second) continue;
      if (id != to) {
        open.push_back(id);
        continue;
      }
      // Back over who reached whom, then turned round: from `from` to `to`, both included. With one id for both it is a
      // circle.
      std::vector<std::string> way{to};
      for (std::string back = at; back != from; back = reached_from[back]) way.push_back(back);
      way.push_back(from);
      std::ranges::reverse(way);
      return way;
    }
  }
  return {};
}

}  // namespace parley::assess
