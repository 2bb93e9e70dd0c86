// What a journal serves comes in three streams: entries in bundles of 256, their salts, and the
// objects as TAXII pages. Objects have no numbers, so they are matched by order: an entry with a
// salt takes the next object. A mistake in that, or a lie, shows at once, because the object must
// be what its leaf commits to.
//
// Every number that the other side gives is bounded before it is used: pages without objects,
// bundles, bytes to be stored. Nothing is stored that is not under the signed head.
#include "taxii/mirror_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <future>
#include <map>
#include <memory>

#include "journal/edge.h"
#include "journal/leaf.h"
#include "json/json.h"
#include "taxii/envelope.h"

namespace parley::taxii {
namespace {

using journal::Checkpoint;
using journal::ForeignEntry;
using journal::Seq;
using journal::TilePath;

// Bounds of an answer, far above what an honest server sends, so that a hostile one cannot fill the memory with it: of
// pages and of what belongs to their entries; of a head or a tile of hashes.
constexpr std::size_t kEntriesBytes = 128u << 20;
constexpr std::size_t kProofBytes = 8u << 20;
constexpr std::uint64_t kEntriesAtOnce = 16'384;   // one sync of the disk for so many
constexpr std::uint64_t kBytesAtOnce = 64u << 20;  // to be stored: fewer entries at once when they are large
// A page may be empty when all its objects were erased meanwhile; a server that goes on so would
// keep us for ever.
constexpr int kMostEmptyPages = 3;
// What an entry takes beside its leaf and its object, at most: the rest of its line, its hash, record and place in
// tiles.
constexpr std::uint64_t kBytesBeside = 512;
// A batch that is a larger part than this of what there is room for is on the disk before it is asked again.
constexpr std::uint64_t kScarcePart = 8;

// All but the unreserved characters of RFC 3986 section 2.3: a cursor is another server's text and may hold any.
std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

// The objects of a collection in order, page after page.
class ObjectStream {
 public:
  ObjectStream(std::function<Result<std::string>(const std::string&)> get, std::string collection,
               std::optional<Micros> after)
      : get_(std::move(get)), collection_(std::move(collection)), after_(after) {}

  // The next one; not_found when there is no more.
  Result<std::string> next() {
    while (waiting_.empty()) {
      if (ended_) return Error{Code::not_found, "the collection has fewer objects than its journal has entries"};
      PARLEY_TRY_STATUS(read_page());
    }
    std::string object = std::move(waiting_.front());
    waiting_.pop_front();
    return object;
  }

 private:
  Status read_page() {
    // All versions, in the order in which they were added, which is the order of the log. Both
    // specification versions: entries of 2.0 are in the log too.
    std::string path = collection_ + "/objects/?limit=10000&match%5Bversion%5D=all&match%5Bspec_version%5D=2.0,2.1";
    if (!cursor_.empty())
      path += "&next=" + percent_encode(cursor_);
    else if (after_)
      path += "&added_after=" + to_string(*after_);
    PARLEY_TRY(const std::string body, get_(path));
    bool more = false;
    std::string next;
    PARLEY_TRY_STATUS(read_envelope(body, more, next));
    if (more && waiting_.empty() && ++empty_pages_ > kMostEmptyPages)
      return Error{Code::corrupt, "page after page promises more and holds nothing"};
    if (more && (next.empty() || next == cursor_))
      return Error{Code::corrupt, "a page promises more and does not say where"};
    cursor_ = std::move(next);
    ended_ = !more;
    return {};
  }

  Status read_envelope(const std::string& body, bool& more, std::string& next) {
    auto split = split_envelope(body);
    if (!split.ok() && split.error().code != Code::unsupported) return Error{Code::corrupt, split.error().message};
    const std::vector<EnvelopeElement> elements =
        split.ok() ? std::move(split).value() : std::vector<EnvelopeElement>();  // none: an envelope without objects
    for (const EnvelopeElement& one : elements) waiting_.emplace_back(one.text);
    // The objects are read one by one later; here only what stands around them is.
    std::string rest = body;
    if (!elements.empty()) {
      const std::string_view first = elements.front().text, last = elements.back().text;
      rest = body.substr(0, static_cast<std::size_t>(first.data() - body.data())) +
             std::string(last.data() + last.size(), body.data() + body.size());
    }
    PARLEY_TRY(const json::Element element, parser_.parse(rest));
    json::Object envelope;
    if (element.get(envelope) != simdjson::SUCCESS) return Error{Code::corrupt, "the answer is no TAXII envelope"};
    if (envelope["more"].get(more) != simdjson::SUCCESS) more = false;
    next = std::string(json::string_member(envelope, "next").value_or(""));
    return {};
  }

  std::function<Result<std::string>(const std::string&)> get_;
  std::string collection_, cursor_;
  std::optional<Micros> after_;
  std::deque<std::string> waiting_;
  json::Parser parser_;
  bool ended_ = false;
  int empty_pages_ = 0;
};

}  // namespace

// The codes matter to the caller: unavailable is tried again later, and corrupt is kept as
// evidence.
Result<std::string> MirrorClient::get(const std::string& path, std::size_t most_bytes) {
  PARLEY_TRY(const http::Response answer, send_(path, most_bytes));
  if (answer.status == 200) return std::string(answer.body_text());
  const std::string what =
      fmt::format("{} answered {} to {}", "the other side", answer.status, path.substr(0, path.find('?')));
  if (answer.status == 404) return Error{Code::not_found, what};
  if (answer.status == 401 || answer.status == 403) return Error{Code::unauthorized, what};
  return Error{Code::unavailable, what};
}

// Parsed and not yet verified: whether the right key has signed it is for the caller to say.
Result<journal::Note> MirrorClient::head() {
  PARLEY_TRY(const std::string text, get(collection_ + "/checkpoint", kProofBytes));
  auto note = journal::Note::parse(text);
  if (!note.ok()) return Error{Code::corrupt, "the head that is served: " + note.error().message};
  return note;
}

// Tiles by the size of the head that they are to prove; each is fetched once for all copies of the
// reader.
journal::HashReader MirrorClient::reader(const Checkpoint& head) {
  auto tiles =
      std::make_shared<std::map<std::pair<int, std::uint64_t>, std::string>>();  // shared by copies of the reader
  return [this, tiles, size = head.size](int level, std::uint64_t index) -> Result<Hash> {
    const int tile_level = level / 8, below = level % 8;
    const std::uint64_t first = index << below;
    const std::uint64_t tile_index = first / journal::kTileWidth;
    auto [tile, is_new] = tiles->try_emplace({tile_level, tile_index});
    if (is_new) {
      const int width = journal::tile_width(size, tile_level, tile_index);
      PARLEY_TRY(tile->second,
                 get(collection_ + "/" + journal::to_string(TilePath{tile_level, tile_index, width}), kProofBytes));
    }
    const std::size_t offset = first % journal::kTileWidth * journal::kHashBytes, bytes = journal::kHashBytes << below;
    if (tile->second.size() < offset + bytes) return Error{Code::corrupt, "a tile is too short"};
    return journal::fold(std::string_view(tile->second).substr(offset, bytes));
  };
}

// An empty tree is a prefix of any, and equal sizes are compared by their roots: neither needs a proof.
Result<journal::Proof> MirrorClient::consistency(std::uint64_t old_size, const Checkpoint& head) {
  if (old_size == 0 || old_size == head.size) return journal::Proof{};
  return journal::prove_consistency(old_size, head.size, reader(head));
}

Result<journal::Prefix> MirrorClient::prefix(std::uint64_t size, const Checkpoint& head) {
  const journal::HashReader read = reader(head);
  journal::Prefix prefix;
  PARLEY_TRY(prefix.root, journal::tree_root(size, read));
  PARLEY_TRY(prefix.proof, journal::prove_consistency(size, head.size, read));
  return prefix;
}

// Whole bundles, of which only the first may begin before `first`. The views stay good when the
// result is moved, since neither the strings nor their vector's memory is.
Result<MirrorClient::Leaves> MirrorClient::leaves(Seq first, std::uint64_t count, const Checkpoint& head) {
  Leaves out;
  const std::uint64_t first_bundle = first / journal::kTileWidth,
                      last_bundle = (first + count - 1) / journal::kTileWidth;
  out.bundles.reserve(static_cast<std::size_t>(last_bundle - first_bundle + 1));
  for (std::uint64_t index = first_bundle; index <= last_bundle; ++index) {
    const int width = journal::tile_width(head.size, 0, index);
    PARLEY_TRY(out.bundles.emplace_back(),
               get(collection_ + "/" + journal::to_string(TilePath{TilePath::kEntries, index, width}), kEntriesBytes));
    PARLEY_TRY(const auto entries,
               journal::split_bundle(out.bundles.back(), static_cast<std::size_t>(width), journal::Rest::may_follow));
    const std::size_t skip = index == first_bundle ? static_cast<std::size_t>(first % journal::kTileWidth) : 0;
    out.entries.insert(out.entries.end(), entries.begin() + static_cast<std::ptrdiff_t>(skip), entries.end());
  }
  return out;
}

// Purges up to the head, from its entries. They are believed only after these have given the head's
// root: otherwise a holder could claim that its author had erased what it withholds.
Result<std::set<Seq>> MirrorClient::erased_by_author(const journal::Journal& mirror, const Checkpoint& head) {
  PARLEY_TRY(journal::Frontier tree, mirror.frontier());
  std::set<Seq> erased;
  while (tree.size() < head.size) {
    PARLEY_TRY(const Leaves next,
               leaves(tree.size(),
                      std::min(head.size - tree.size(), kEntriesAtOnce - tree.size() % journal::kTileWidth), head));
    for (const std::string_view entry : next.entries) {
      if (const auto leaf = journal::parse_leaf(entry); leaf.ok() && leaf->kind == journal::LeafKind::purge)
        erased.insert(leaf->of.begin(), leaf->of.end());
      tree.append(journal::leaf_hash(entry));
    }
  }
  if (tree.root() != head.root) return Error{Code::conflict, "the entries are not those under the signed head"};
  return erased;
}

// Zeros instead of a salt mean that the content is gone at this holder. When its author has erased
// it, that is as it should be; when not, everything before it is still worth having, and the rest
// must come from somebody else.
Result<std::size_t> MirrorClient::before_withheld(const journal::Journal& mirror, const Checkpoint& head, Seq first,
                                                  const std::vector<std::string_view>& entries,
                                                  std::string_view salts) {
  const journal::Salt none{};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (std::memcmp(salts.data() + i * none.size(), none.data(), none.size()) != 0) continue;
    const auto leaf = journal::parse_leaf(entries[i]);
    if (!leaf.ok() || leaf->kind == journal::LeafKind::purge) continue;
    if (!erased_) {
      PARLEY_TRY(erased_, erased_by_author(mirror, head));
    }
    if (erased_->contains(first + i)) continue;
    lacks_content_ = i == 0;
    if (lacks_content_)
      return Error{Code::unavailable, fmt::format("the content of entry {} is not held there any more", first)};
    return i;
  }
  return entries.size();
}

// A failure is believed the second time only. Between the reading of a salt and of its object the
// other side may erase that object, and then nothing fits: one more attempt, from what is stored by
// then, tells an accident from a fault.
Status MirrorClient::fetch(journal::Journal& mirror, const Checkpoint& head,
                           const std::function<void(std::uint64_t)>& progress) {
  erased_.reset();
  lacks_content_ = false;
  for (int attempt = 0;; ++attempt) {
    const std::uint64_t before = mirror.size();
    auto done = fetch_once(mirror, head, progress);
    if (done.ok()) return done;
    const Code code = done.error().code;
    // An object may have been erased there between its salt and itself: once more, from where we are.
    const bool again =
        code == Code::corrupt || code == Code::not_found || code == Code::conflict || code == Code::invalid_input;
    if (!again) return done;
    if (attempt >= 1 && mirror.size() == before)
      return Error{code == Code::conflict ? Code::conflict : Code::corrupt, done.error().message};
  }
}

Result<MirrorClient::Batch> MirrorClient::batch(const journal::Journal& mirror, const Checkpoint& head, Seq first,
                                                const Room& room, const NextObject& next_object) {
  // Up to a boundary of bundles, so that no bundle is fetched twice.
  const std::uint64_t wanted = std::min(
      {head.size - first, kEntriesAtOnce - first % journal::kTileWidth, std::max<std::uint64_t>(1, room.entries)});
  Batch out;
  PARLEY_TRY(out.leaves, this->leaves(first, wanted, head));
  std::vector<std::string_view>& leaves = out.leaves.entries;
  PARLEY_TRY(const std::string salts,
             get(fmt::format("{}/salts/{}/{}", collection_, first, leaves.size()), kEntriesBytes));
  if (salts.size() != leaves.size() * sizeof(journal::Salt))
    return Error{Code::corrupt, "there are not as many salts as entries"};
  if (served_by_ == ServedBy::another_holder) {
    PARLEY_TRY(const std::size_t held, before_withheld(mirror, head, first, leaves, salts));
    leaves.resize(held);
  }
  if (leaves.size() > room.entries) leaves.resize(static_cast<std::size_t>(room.entries));  // bundles come whole
  out.texts.reserve(leaves.size());  // so that none of them moves
  for (std::size_t i = 0; i < leaves.size() && out.bytes < std::min<std::uint64_t>(kBytesAtOnce, room.bytes); ++i) {
    ForeignEntry entry{leaves[i], std::nullopt, {}};
    journal::Salt salt;
    std::memcpy(salt.data(), salts.data() + i * salt.size(), salt.size());
    if (salt != journal::Salt{}) {
      PARLEY_TRY(out.texts.emplace_back(), next_object());
      entry.salt = salt;
      entry.object = out.texts.back();
      out.bytes += out.texts.back().size();
    }
    out.bytes += leaves[i].size() + kBytesBeside;
    out.entries.push_back(entry);
  }
  return out;
}

// While one batch is checked and stored the next one is fetched: the two sides and the disk work at the same time. Not
// where room is scarce: what is on its way is not on the disk yet when it is asked how much is free, and two batches
// would share room that is there once.
Status MirrorClient::fetch_once(journal::Journal& mirror, const Checkpoint& head,
                                const std::function<void(std::uint64_t)>& progress) {
  refused_.reset();
  std::optional<Micros> after;
  if (mirror.size() > 0) after = mirror.statistics().last_added;
  std::future<Status> storing;
  const auto stored = [&]() -> Status {
    if (!storing.valid()) return {};
    PARLEY_TRY_STATUS(storing.get());
    if (progress) progress(mirror.size());
    return {};
  };
  // Dates are strictly increasing, so the date of the last entry that is here is the place to go on
  // from, whether or not that entry has an object.
  ObjectStream objects([this](const std::string& path) { return get(path, kEntriesBytes); }, collection_, after);
  std::uint64_t pending_bytes = 0;  // of the batch that is being stored
  bool is_scarce = false;           // it takes a large part of the room that there was for it
  for (Seq first = mirror.size(); first < head.size;) {
    Room room;
    if (room_) {
      if (is_scarce) PARLEY_TRY_STATUS(stored());
      PARLEY_TRY(room, room_(first, pending_bytes));
    }
    PARLEY_TRY(Batch fetched, batch(mirror, head, first, room, [&] { return objects.next(); }));
    PARLEY_TRY(journal::Proof proof, consistency(first + fetched.entries.size(), head));
    // The batch before must be in the mirror before the next one can be: entries are appended in
    // order.
    PARLEY_TRY_STATUS(stored());
    const Seq begin = first;
    first += fetched.entries.size();
    pending_bytes = fetched.bytes;
    is_scarce = pending_bytes > room.bytes / kScarcePart;
    // What is moved here stays where it is in memory, so the entries still point into it.
    storing = std::async(first < head.size ? std::launch::async | std::launch::deferred : std::launch::deferred,
                         [this, &mirror, &head, begin, fetched = std::move(fetched), proof = std::move(proof)] {
                           return store(mirror, head, begin, fetched.entries, proof);
                         });
  }
  return stored();
}

// Keeps what was refused, since it is signed: under the head of its author it is evidence of what
// he has published.
Status MirrorClient::store(journal::Journal& mirror, const Checkpoint& head, Seq first,
                           const std::vector<ForeignEntry>& entries, const journal::Proof& proof) {
  auto extended = mirror.extend(entries, head, proof);
  if (extended.ok()) return extended;
  const std::string& why = extended.error().message;
  std::uint64_t number = first;
  if (why.starts_with("entry ")) number = std::strtoull(why.c_str() + 6, nullptr, 10);
  if (number >= first && number - first < entries.size()) {
    const ForeignEntry& one = entries[static_cast<std::size_t>(number - first)];
    refused_ = {number, std::string(one.leaf), std::string(one.object), one.salt ? to_base64(*one.salt) : ""};
  }
  return extended;
}

}  // namespace parley::taxii
