// Two relations between objects, each kept as small as its use allows. Which was made from which is kept as
// texts, because the policy walks along it; there are few of them. Which names which is kept as pairs of a
// hash and a place, sorted, and every answer is checked against the entry itself: with millions of entries
// the texts would not fit into memory.
#include "node/object_graph.h"

#include <algorithm>
#include <functional>
#include <system_error>
#include <thread>

#include "release/origins.h"
#include "release/references.h"
#include "stix/markings.h"

namespace parley::node {
namespace {

constexpr std::size_t kAtOnce = 200;
// A thread is worth its start from some milliseconds of work on; more than a few only wait for the disk.
constexpr std::uint64_t kEntriesOfAThread = 50'000;
constexpr unsigned kMostThreads = 4;
// 65,536 sources and 2^48 entries of each.
constexpr int kWhereShift = 48;

// Also old ones: a version that was replaced named what it named, and is still in the journals.
const journal::Query& every_version() {
  static const journal::Query query{.added_after = {},
                                    .ids = {},
                                    .types = {},
                                    .spec_versions = {"2.0", "2.1"},
                                    .versions = {.last = false, .first = false, .all = true, .exact = {}}};
  return query;
}

// What stands in the text as an identifier. An escape can hide one from a look at the bytes: then it is parsed.
// Shown in lower case, some more than once.
void each_named_in(std::string_view text, const std::function<void(std::string_view id)>& found) {
  if (text.find('\\') == std::string_view::npos) return release::each_identifier(text, found);
  json::Parser parser;
  const auto parsed = parser.parse(text);
  if (!parsed.ok()) return;
  for (const release::Mention& one : release::mentions(*parsed)) found(one.id);
}

bool names(std::string_view text, std::string_view wanted) {
  bool found = false;
  each_named_in(text, [&](std::string_view id) { found = found || id == wanted; });
  return found;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// Not keyed: whoever finds two ids with one hash makes an answer slower and never wrong.
std::uint64_t hash_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

}  // namespace

// The new edges are sorted by themselves and merged: sorting all of them with each entry would cost a sort of
// millions. Sorted, those that an entry gave twice stand side by side.
Status ObjectGraph::refresh(std::span<const Source> sources) {
  const Lock lock(mutex_);
  const std::size_t before = edges_.size();
  for (const Source& source : sources) {
    auto [at, is_new] = ingested_.try_emplace(source.id);
    if (is_new) numbers_.push_back(source.id);
    const auto number = std::find(numbers_.begin(), numbers_.end(), source.id) - numbers_.begin();
    at->second.journal = source.journal;  // opened again it is another one, with the same entries
    PARLEY_TRY_STATUS(ingest(source, static_cast<std::uint64_t>(number), at->second.next));
  }
  const auto middle = edges_.begin() + static_cast<std::ptrdiff_t>(before);
  std::sort(middle, edges_.end());
  edges_.erase(std::unique(middle, edges_.end()), edges_.end());
  std::inplace_merge(edges_.begin(), middle, edges_.end());
  return {};
}

// What was read stays right: entries are only added, and one that was erased is found out when it is looked up
// (referrers()). A command on a stopped node reads all that it has, and a person waits for it: many entries are read by
// several threads, each its own part.
Status ObjectGraph::ingest(const Source& source, std::uint64_t number, journal::Seq& next) {
  const journal::Seq end = source.journal->size();
  if (next >= end) return {};
  const std::uint64_t parts = std::clamp<std::uint64_t>(
      (end - next) / kEntriesOfAThread, 1, std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads));
  std::vector<Part> read(parts);
  const auto read_part = [&](std::uint64_t part) {
    read[part].status = read_entries(source, number, next + (end - next) * part / parts,
                                     next + (end - next) * (part + 1) / parts, read[part]);
  };
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t part = 1; part < parts; ++part) try {
        threads.emplace_back(read_part, part);
      } catch (const std::system_error&) {  // no more threads for this process: it takes longer
        read_part(part);
      }
    read_part(0);
  }
  for (const Part& part : read) PARLEY_TRY_STATUS(part.status);
  for (const Part& part : read) {
    edges_.insert(edges_.end(), part.edges.begin(), part.edges.end());
    for (const release::Derivation& one : part.derivations) put(one.derived, one.original, one.how);
  }
  next = end;
  return {};
}

// In pages, so that a journal of a million entries is never in memory at once; they are small enough for the
// processor's cache.
Status ObjectGraph::read_entries(const Source& source, std::uint64_t number, journal::Seq from, journal::Seq end,
                                 Part& out) {
  while (from < end) {
    PARLEY_TRY(const journal::Page page, source.journal->read(every_version(), from, {.objects = kAtOnce}));
    for (const journal::Entry& entry : page.entries)
      if (entry.seq < end) take(entry, number, source.is_home, out);
    from = page.next;
    if (!page.more) break;
  }
  return {};
}

// What only says that one object was made from another is no naming: it is this party's bookkeeping, and
// counted as a name it would make every derived object look as if something spoke of it.
void ObjectGraph::take(const journal::Entry& entry, std::uint64_t number, bool is_home, Part& out) {
  const bool may_derive = entry.type == "relationship" || entry.type == "note";
  if (may_derive && take_derivation(entry.text, out.derivations)) return;
  if (!is_home) return;
  const std::string own = lowered(entry.id);
  const std::uint64_t where = number << kWhereShift | entry.seq;
  each_named_in(entry.text, [&](std::string_view id) {
    // The standard's markings stand in nearly every object, and nobody asks who names them.
    if (id != own && stix::tlp_marking(id) == nullptr) out.edges.push_back({hash_of(id), where});
  });
}

// True: it is nothing but a remark on how objects hang together.
bool ObjectGraph::take_derivation(std::string_view text, std::vector<release::Derivation>& out) {
  json::Parser parser;
  const auto parsed = parser.parse(text);
  json::Object object;
  if (!parsed.ok() || parsed->get_object().get(object) != simdjson::SUCCESS) return false;
  const std::string kind = lowered(json::string_member(object, "relationship_type").value_or(""));
  if (kind == "derived-from" || kind == "duplicate-of") {
    const std::string derived = lowered(json::string_member(object, "source_ref").value_or("")),
                      original = lowered(json::string_member(object, "target_ref").value_or(""));
    out.push_back({derived, original, release::How::said});
    if (kind == "duplicate-of") out.push_back({original, derived, release::How::said});
    return true;
  }
  // Redactor::derivation(): the first of these was derived from the second.
  json::Array refs;
  if (!lowered(json::string_member(object, "content").value_or("")).starts_with("derived-from:") ||
      object.at_key("object_refs").get_array().get(refs) != simdjson::SUCCESS)
    return false;
  std::string derived;
  for (const json::Element ref : refs) {
    std::string_view id;
    if (ref.get_string().get(id) != simdjson::SUCCESS) continue;
    if (derived.empty())
      derived = lowered(id);
    else
      out.push_back({derived, lowered(id), release::How::said});
  }
  return true;
}

// Of several ways in which one object was made from another, the one that this node knows from its own work counts:
// what it redacted it has seen, and what a relationship says is somebody's word. "Redacted" is the strongest of these.
void ObjectGraph::put(const std::string& derived, const std::string& original, release::How how) {
  if (derived.empty() || original.empty() || derived == original) return;
  const auto [at, is_new] = originals_[derived].try_emplace(original, how);
  if (is_new || how == release::How::said) return;
  if (at->second == release::How::said || how == release::How::redacted) at->second = how;
}

void ObjectGraph::add(std::span<const release::Derivation> derivations) {
  const Lock lock(mutex_);
  for (const auto& one : derivations) put(lowered(one.derived), lowered(one.original), one.how);
}

// Breadth first over what each was made from, every object once: relationships come from others, who may make a circle
// of them. A chain passes on what the step of it passes on that passes on least; How is in that order.
std::vector<release::Origin> ObjectGraph::origins(std::string_view id) const {
  std::vector<release::Origin> found;
  // To one original there may be several ways. The one that passes on most counts, whichever was found first.
  release::follow_origins(lowered(id), found, [&](std::string_view from, const auto& each) {
    const Lock lock(mutex_);
    const auto at = originals_.find(from);
    if (at == originals_.end()) return;
    for (const auto& one : at->second) each(one.first, one.second);
  });
  return found;
}

// Places are collected under the lock and read without it: a visitor may ask this graph again. Only hashes are kept, so
// each place is read to see whether it is the id that was asked for and no other with the same hash, and whether the
// entry is still there.
void ObjectGraph::referrers(std::string_view id, const release::Context::Visit& visit) const {
  const std::string wanted = lowered(id);
  std::vector<std::pair<std::shared_ptr<journal::Journal>, journal::Seq>> places;
  {
    const Lock lock(mutex_);
    const Edge from{hash_of(wanted), 0};
    for (auto at = std::lower_bound(edges_.begin(), edges_.end(), from); at != edges_.end() && at->named == from.named;
         ++at) {
      const auto ingested = ingested_.find(numbers_[at->where >> kWhereShift]);
      places.emplace_back(ingested->second.journal, at->where & ((std::uint64_t{1} << kWhereShift) - 1));
    }
  }
  std::set<std::string> told;
  for (const auto& [journal, seq] : places) {
    // An entry without content is not returned, so what was erased does not count.
    const auto page = journal->read(every_version(), seq, {.objects = 1});
    if (!page.ok() || page->entries.empty() || page->entries.front().seq != seq) continue;
    const journal::Entry& entry = page->entries.front();
    if (!names(entry.text, wanted)) continue;  // another id with the same hash
    if (std::string own = lowered(entry.id); told.insert(own).second && !visit(own)) return;
  }
}

}  // namespace parley::node
