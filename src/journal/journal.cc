// The journal puts three parts together: the store (what lies on disk and is found again), the writer (order and
// durability) and the keeper (the Merkle log behind it). docs/formats/journal.md has the files.
//
// What is left for this file is the order in which they come to be and the question who may write:
// the owner appends and erases, a mirror is extended by what its source has signed, and a journal
// that was found to be an old copy takes nothing any more. Everything that changes the entries goes
// through the writer, which lets one at a time.
#include "journal/journal.h"

#include <fcntl.h>
#include <sys/file.h>

#include <fmt/format.h>

#include <algorithm>

#include "base/mutex.h"
#include "journal/follower.h"
#include "journal/keeper.h"
#include "journal/page.h"
#include "journal/verify.h"
#include "journal/writer.h"
#include "json/canonical.h"
#include "text/display.h"

namespace parley::journal {
namespace {

constexpr const char* kDescription = "journal.json";

std::string describe(const std::string& origin) {
  std::string text = "{\"format\":1,\"origin\":";
  append_json_string(text, origin);
  return text + "}\n";
}

// A folder of another origin is refused before anything in it is opened: signing its entries under
// this origin would put two histories under one name.
Status check_description(const std::filesystem::path& dir, const std::string& origin) {
  const auto text = read_file(dir / kDescription, 1u << 20);
  if (!text.ok() && text.error().code == Code::not_found)
    return Error{Code::not_found, dir.string() + " is not a journal: it has no " + kDescription};
  PARLEY_TRY_STATUS(text.ok() ? Status{} : Status{text.error()});
  json::Parser parser;
  auto parsed = parser.parse(*text);
  if (!parsed.ok()) return Error{Code::corrupt, (dir / kDescription).string() + ": " + parsed.error().message};
  std::int64_t format = 0;
  json::Object description;
  if (parsed->get(description) != simdjson::SUCCESS || description["format"].get(format) != simdjson::SUCCESS)
    return Error{Code::corrupt, (dir / kDescription).string() + " does not say which format the journal has"};
  if (format != 1)
    return Error{Code::unsupported, fmt::format("{} has format {}; this version knows format 1", dir.string(), format)};
  if (json::string_member(description, "origin") != origin)
    return Error{Code::conflict, fmt::format("{} is the journal of {}, not of {}", dir.string(),
                                             json::string_member(description, "origin").value_or("nobody"), origin)};
  return {};
}

// Held as long as the journal is open; the kernel lets go of it when the process dies.
Result<Fd> lock_folder(const std::filesystem::path& dir) {
  PARLEY_TRY(Fd fd, open_file(dir / "lock", O_RDWR | O_CREAT));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{Code::unavailable, dir.string() + " is open in another process"};
  return fd;
}

}  // namespace

struct Journal::Impl {
  Impl(std::filesystem::path folder, Options given) : dir(std::move(folder)), options(std::move(given)) {}

  const std::filesystem::path dir;
  const Options options;
  Fd lock;
  std::unique_ptr<store::EntryStore> store;
  std::unique_ptr<Keeper> keeper;      // uses the store
  std::unique_ptr<Writer> writer;      // uses both
  std::unique_ptr<Follower> follower;  // of a mirror; uses both

  mutable Mutex refused_mutex;
  std::optional<Error> refused PARLEY_GUARDED_BY(refused_mutex);

  Status not_refused() const;
  Error not_ours() const {
    return {Code::conflict, "this is a mirror of " + options.origin + ": only its owner writes that journal"};
  }
};

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::~Journal() = default;

Status Journal::create(const std::filesystem::path& dir, const Options& options) {
  std::error_code failed;
  if (std::filesystem::exists(dir, failed) && !std::filesystem::is_empty(dir, failed))
    return Error{Code::conflict, dir.string() + " is there already and not empty"};
  if (!is_key_name(options.origin))
    return Error{Code::invalid_input,
                 "the origin of a journal is not empty and has no space and no plus in it: \"" + options.origin + "\""};
  PARLEY_TRY_STATUS(make_directories(dir));
  PARLEY_TRY_STATUS(store::EntryStore::create(dir));
  // Last: a folder without it is no journal.
  return replace_file(dir / kDescription, describe(options.origin), Durability::durable);
}

// The log is opened before the store, because the signed head says how many entries must be there:
// recovery may cut off a torn end, but never an entry under that head. The keeper catches up, and
// asks the witnesses, before its thread starts and may sign; the writer comes last, so that nobody
// can append to a journal that will be refused.
Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& dir, Options options) {
  auto impl = std::make_unique<Impl>(dir, std::move(options));
  Impl& journal = *impl;
  PARLEY_TRY_STATUS(check_description(dir, journal.options.origin));
  PARLEY_TRY(journal.lock, lock_folder(dir));
  PARLEY_TRY(Log log, Keeper::open_log(dir, journal.options.origin));
  store::StoreOptions store_options;
  store_options.segment_bytes = journal.options.segment_bytes;
  store_options.hash_mask = journal.options.hash_mask;
  store_options.at_least = log.published_size();
  PARLEY_TRY(journal.store, store::EntryStore::open(dir, store_options));
  journal.keeper = std::make_unique<Keeper>(std::move(log), *journal.store, journal.options);
  PARLEY_TRY_STATUS(journal.keeper->catch_up().in(dir.string()));
  journal.keeper->start();
  journal.writer = std::make_unique<Writer>(*journal.store, journal.options.clock,
                                            [keeper = journal.keeper.get()] { keeper->notify(); });
  if (journal.options.source) {
    journal.follower = std::make_unique<Follower>(dir, *journal.store, *journal.keeper, journal.options);
    PARLEY_TRY_STATUS(journal.follower->start().in(dir.string()));
  }
  return std::unique_ptr<Journal>(new Journal(std::move(impl)));
}

Result<std::vector<Outcome>> Journal::append(std::span<const NewObject> objects) {
  if (is_mirror()) return impl_->not_ours();
  PARLEY_TRY_STATUS(impl_->not_refused());
  auto outcomes = impl_->writer->append(objects);
  if (!impl_->options.on_append) return outcomes;
  if (!outcomes.ok())
    impl_->options.on_append(outcomes.error());
  else if (std::any_of(outcomes->begin(), outcomes->end(), [](const auto& one) { return one.added == Added::stored; }))
    impl_->options.on_append({});
  return outcomes;
}

// In a mirror no entry tells of an erasure, so the selection and the work must see the same
// journal: both run as the writer.
Result<std::size_t> Journal::erase(std::string_view id, const VersionFilter& versions) {
  PARLEY_TRY_STATUS(impl_->not_refused());
  if (!is_mirror()) return impl_->writer->erase(id, versions);
  std::size_t erased = 0;
  const auto done = impl_->writer->exclusively([&]() -> Status {
    PARLEY_TRY(const std::vector<Seq> targets, impl_->writer->select(id, versions));
    erased = targets.size();
    return impl_->follower->erase(targets);
  });
  PARLEY_TRY_STATUS(done);
  return erased;
}

bool Journal::is_mirror() const { return impl_->follower != nullptr; }

Status Journal::extend(std::span<const ForeignEntry> entries, const Checkpoint& head, const Proof& proof) {
  if (!is_mirror()) return Error{Code::conflict, impl_->options.origin + " is no mirror"};
  return impl_->writer->exclusively([&] { return impl_->follower->extend(entries, head, proof); });
}

Status Journal::adopt(const Note& head) {
  if (!is_mirror()) return Error{Code::conflict, impl_->options.origin + " is no mirror"};
  return impl_->writer->exclusively([&] { return impl_->follower->adopt(head); });
}

Status Journal::add_signatures(const Note& cosigned) { return impl_->keeper->add_signatures(cosigned); }

Result<Proof> Journal::prove_consistency(std::uint64_t old_size) const {
  return impl_->keeper->prove_consistency(old_size);
}

Result<std::vector<Hash>> Journal::roots(std::span<const std::uint64_t> sizes) const {
  return impl_->keeper->roots(sizes);
}
Result<Frontier> Journal::frontier() const { return impl_->keeper->frontier(); }

// Zeros stand for content that is gone: salts are random, so that they cannot be mistaken for one.
Result<std::string> Journal::read_salts(Seq from, std::size_t count) const {
  if (from > size() || count > size() - from)
    return Error{Code::not_found, fmt::format("the journal has {}", text::counted(size(), "entry", "entries"))};
  std::string salts;
  salts.reserve(count * sizeof(Salt));
  const auto read =
      impl_->store->for_each_run(from, from + count, [&](Seq, std::span<const store::Line> lines) -> Status {
        for (const store::Line& line : lines) {
          const auto salt =
              line.kind == store::Line::Kind::object ? hash_from_base64(line.salt) : std::optional(Hash{});
          if (!salt)
            return Error{Code::corrupt, fmt::format("entry {}: the salt is not base64 of 32 bytes", line.number)};
          salts += as_text(*salt);
        }
        return {};
      });
  PARLEY_TRY_STATUS(read);
  return salts;
}

Result<Page> Journal::read(const Query& query, Seq from, const PageLimits& limits) const {
  return read_page(*impl_->store, query, from, limits);
}
bool Journal::still_valid(const Validity& validity) const { return journal::still_valid(*impl_->store, validity); }

Result<bool> Journal::contains(std::string_view id) const {
  PARLEY_TRY(const auto lookup, impl_->store->find({&id, 1}));
  return !lookup.versions.front().empty();
}

std::uint64_t Journal::size() const { return impl_->store->size(); }
std::optional<Micros> Journal::date_added(Seq seq) const {
  if (seq >= size()) return std::nullopt;
  return Micros{impl_->store->record(seq).added};
}
const std::string& Journal::origin() const { return impl_->options.origin; }

Journal::Statistics Journal::statistics() const {
  const store::EntryStore& store = *impl_->store;
  Statistics statistics;
  statistics.entries = statistics.indexed = store.size();
  statistics.objects = store.index().objects();
  statistics.erased = store.index().erased();
  statistics.published = impl_->keeper->published();
  statistics.trouble = impl_->keeper->trouble();
  if (statistics.entries == 0) return statistics;
  const store::Record& last = store.record(statistics.entries - 1);
  statistics.segment_bytes = last.end();
  statistics.first_added = {store.record(0).added};
  statistics.last_added = {last.added};
  return statistics;
}

Status Journal::publish() { return impl_->keeper->publish(Durability::durable); }
std::string Journal::checkpoint() const { return impl_->keeper->checkpoint(); }
Result<std::string> Journal::read_tile(const TilePath& tile) const { return impl_->keeper->read_tile(tile); }

Status Journal::check_head(const Checkpoint& known) const { return impl_->keeper->check_head(known); }

// Two gates: here for appending and erasing, in the keeper for signing.
void Journal::refuse(const Error& why) {
  {
    const Lock lock(impl_->refused_mutex);
    impl_->refused = why;
  }
  impl_->keeper->refuse(why);
}

Status Journal::Impl::not_refused() const {
  const Lock held(refused_mutex);
  return refused ? Status{*refused} : Status{};
}

Result<Journal::EntryProof> Journal::prove(Seq seq) { return prove(seq, std::nullopt); }

// The proof first, then the line: an erasure in between then shows, and the answer is a proof
// without the object.
Result<Journal::EntryProof> Journal::prove(Seq seq, const std::optional<Note>& head) {
  if (seq >= size()) return Error{Code::not_found, fmt::format("the journal has no entry {}", seq)};
  EntryProof result;
  PARLEY_TRY(result.proof, head ? impl_->keeper->prove(seq, *head) : impl_->keeper->prove(seq));
  PARLEY_TRY(const store::StoredLine stored, impl_->store->read_line(seq));
  result.entry = stored.line.leaf;
  if (stored.line.kind != store::Line::Kind::object) return result;
  PARLEY_TRY(result.object, json::canonical(stored.line.object));
  result.salt = hash_from_base64(stored.line.salt);
  if (!result.salt) return impl_->store->damaged(seq, {Code::corrupt, "the salt is not base64 of 32 bytes"});
  return result;
}

Status Journal::verify(const std::function<Status(std::uint64_t)>& progress) const {
  const auto key = impl_->options.source           ? std::optional(impl_->options.source->key)
                   : impl_->options.key == nullptr ? std::nullopt
                                                   : std::optional(impl_->options.key->public_key());
  const Exclusively exclusively = [this](const std::function<Status()>& work) {
    return impl_->writer->exclusively(work);
  };
  PARLEY_TRY_STATUS(verify_entries(*impl_->store, impl_->keeper->checkpoint(), impl_->options.origin, key, is_mirror(),
                                   exclusively, progress));
  return impl_->keeper->verify_tiles({});
}

// As the writer, since records and index must not change while they are compared. Tiles are made
// again only when they do not verify.
Result<Journal::RebuildReport> Journal::rebuild(const std::function<void(std::uint64_t)>& progress) {
  RebuildReport report;
  const auto done = impl_->writer->exclusively([&]() -> Status {
    PARLEY_TRY(auto rebuilt, impl_->store->rebuild(progress));
    report = {rebuilt.entries, rebuilt.differences, std::move(rebuilt.first_difference)};
    if (auto tiles = impl_->keeper->verify_tiles({}); !tiles.ok()) {
      if (report.differences++ == 0) report.first_difference = tiles.error().message;
      PARLEY_TRY_STATUS(impl_->keeper->remake_tiles(impl_->dir));
    }
    return impl_->store->sync_derived();
  });
  PARLEY_TRY_STATUS(done);
  return report;
}

}  // namespace parley::journal
