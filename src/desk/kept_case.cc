// A file has the bytes of accounts/kept.h behind what they are of: the program that made them, the journal with how
// many of its entries were there and how many were erased, this party as it is configured. Entries are never changed,
// so it is of what the journal holds now when nothing was erased and no object of a kind that makes a case was added
// since. What was erased is not kept either: store/embedded/kept.h.
#include "desk/kept_case.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "node/journal_folder.h"
#include "node/own_identity.h"
#include "store/embedded/kept.h"

namespace parley::desk {
namespace {

constexpr const char *kMaterial = "material", *kFound = "found";

constexpr std::uint64_t kMostOf = 64 << 10;
constexpr std::size_t kMostSince = 1000;  // entries; with more, reading all of it anew costs little more

// Against damage, and against nobody: who can write there can write into the journal.
class Check {
 public:
  // Part by part as they come, all but the last of a length that kLanes words divide.
  void take(std::string_view bytes) {
    // Each lane waits only for itself, so that the processor has several words at once.
    std::uint64_t words[kLanes];
    for (; bytes.size() >= sizeof words; bytes.remove_prefix(sizeof words)) {
      std::memcpy(words, bytes.data(), sizeof words);
      for (std::size_t i = 0; i < kLanes; ++i) mix(lanes_[i], words[i]);
    }
    while (!bytes.empty()) {
      std::uint64_t word = 0;
      const std::size_t size = std::min(bytes.size(), sizeof word);
      std::memcpy(&word, bytes.data(), size);
      bytes.remove_prefix(size);
      mix(word);
    }
  }
  void mix(std::uint64_t word) { mix(lanes_[0], word); }
  std::uint64_t sum() const {
    std::uint64_t out = 1;
    for (const std::uint64_t lane : lanes_) mix(out, lane);
    return out;
  }
  static constexpr std::size_t kLanes = 4;

 private:
  static void mix(std::uint64_t& sum, std::uint64_t word) {
    sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
    sum ^= sum >> 29;
  }
  std::uint64_t lanes_[kLanes] = {1, 2, 3, 4};
};
static_assert(accounts::kKeptPart % (Check::kLanes * sizeof(std::uint64_t)) == 0);

std::uint64_t sum_of(KeptCase::Names names) {
  Check out;
  for (const std::string_view one : names) out.take(one), out.mix(one.size());
  return out.sum();
}

// Another program may read the same objects otherwise.
std::string this_program() {
  struct stat info {};
  if (::stat("/proc/self/exe", &info) != 0) return {};
  return fmt::format("{} {} {} {}.{}", info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

}  // namespace

struct KeptCase::Header {
  char magic[8] = {'p', 'a', 'r', 'l', 'e', 'y', 'k', '3'};
  std::uint64_t entries = 0;   // of the journal, when it was made
  std::uint64_t named = 0;     // by the case
  std::uint64_t names = 0;     // their sum
  std::uint64_t of_bytes = 0;  // behind this
  std::uint64_t bytes = 0;     // behind that
  std::uint64_t check = 0;     // of all

  std::uint64_t sum(Check of) const {
    for (const std::uint64_t one : {entries, named, names, of_bytes, bytes}) of.mix(one);
    return of.sum();
  }
};

KeptCase::KeptCase(const node::Node& node, node::JournalInfo in, std::string_view grouping)
    : in_(std::move(in)), folder_(store::kept_in(node::folder_of(node, in_.row))), grouping_(grouping) {
  const auto now = in_.journal->statistics();
  entries_ = now.entries, erased_ = now.erased;
  if (const std::string program = this_program(); !program.empty())
    of_ = fmt::format("{}\n{}\n{}\n{}\n{} erased\n{}", program, grouping_, in_.row.name, in_.journal->origin(), erased_,
                      node::own_identity_object(node.config()));
}

std::uint64_t KeptCase::erased() const { return in_.journal->statistics().erased; }

namespace {

// What a case is made of, and has come since there were so many entries.
Result<journal::Page> come_since(const journal::Journal& journal, std::uint64_t entries, std::size_t most,
                                 bool with_groupings) {
  journal::Query query;
  query.types = {"statement", "proposition", "event", "incident", "identity", "artifact"};
  if (with_groupings) query.types.push_back("grouping");
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  return journal.read(query, entries, {.objects = most});
}

}  // namespace

bool KeptCase::holds(const Header& header) const {
  const auto since = come_since(*in_.journal, header.entries, 1, true);
  return header.entries <= in_.journal->size() && since.ok() && since->entries.empty();
}

// The case names the same and more behind it, and of the same nothing has come since. Whatever else has come is of
// other cases.
bool KeptCase::holds_of(const Header& header, Names names) const {
  if (header.entries > in_.journal->size() || header.named == 0 || header.named > names.size()) return false;
  const Names same = names.first(header.named);
  const auto since = come_since(*in_.journal, header.entries, kMostSince, false);
  if (!since.ok() || since->more || sum_of(same) != header.names) return false;
  return std::none_of(since->entries.begin(), since->entries.end(), [&](const journal::Entry& entry) {
    return std::find(same.begin(), same.end(), entry.id) != same.end();
  });
}

std::optional<KeptCase::Bytes> KeptCase::get(const char* part,
                                             const std::function<bool(const Header&)>& is_good) const {
  const auto file = open_file(folder_ / (grouping_ + "." + part), O_RDONLY);
  if (of_.empty() || !file.ok()) return std::nullopt;
  Header header;
  const Header wanted;
  char raw[sizeof header];
  if (!read_at(file->get(), raw, sizeof raw, 0).ok()) return std::nullopt;
  std::memcpy(&header, raw, sizeof header);
  struct stat info {};
  if (std::memcmp(header.magic, wanted.magic, sizeof header.magic) != 0 || header.of_bytes > kMostOf ||
      ::fstat(file->get(), &info) != 0 || header.bytes > static_cast<std::uint64_t>(info.st_size) || !is_good(header))
    return std::nullopt;
  std::string of(header.of_bytes, '\0');
  if (!read_at(file->get(), of.data(), of.size(), sizeof raw).ok() || of != of_) return std::nullopt;
  Bytes out{std::make_unique_for_overwrite<char[]>(header.bytes), header.bytes};
  Check check;
  for (std::size_t at = 0; at < out.size;) {
    const std::size_t size = std::min(accounts::kKeptPart, out.size - at);
    if (!read_at(file->get(), out.data.get() + at, size, sizeof raw + of.size() + at).ok()) return std::nullopt;
    check.take({out.data.get() + at, size});
    at += size;
  }
  if (header.sum(check) != header.check || erased() != erased_) return std::nullopt;
  return out;
}

// Beside its place until it is whole. Not made durable: what a crash leaves of it is found to be damaged.
template <class T>
Status KeptCase::write(const std::filesystem::path& path, const T& value, Names names) const {
  PARLEY_TRY_STATUS(make_directories(folder_));
  PARLEY_TRY(const Fd file, open_file(path, O_WRONLY | O_CREAT | O_TRUNC));
  Header header{.entries = entries_, .named = names.size(), .names = sum_of(names), .of_bytes = of_.size()};
  Check check;
  PARLEY_TRY_STATUS(write_all(file.get(), std::string(sizeof header, '\0') + of_));
  Status written;
  accounts::write_bytes(value, [&](std::string_view part) {
    check.take(part);
    header.bytes += part.size();
    if (written.ok()) written = write_all(file.get(), part);
  });
  PARLEY_TRY_STATUS(written);
  header.check = header.sum(check);
  return write_at(file.get(), {reinterpret_cast<const char*>(&header), sizeof header}, 0);
}

template <class T>
void KeptCase::put(const char* part, const T& value, Names names) const {
  if (of_.empty()) return;
  const auto path = folder_ / (grouping_ + "." + part);
  const auto beside = folder_ / (grouping_ + "." + part + ".new");
  std::error_code failed;
  if (write(beside, value, names).ok()) std::filesystem::rename(beside, path, failed);
  std::filesystem::remove(beside, failed);
  // What was erased meanwhile may be in it.
  if (erased() != erased_) std::filesystem::remove(path, failed);
}

std::optional<accounts::Material> KeptCase::material() const {
  const auto bytes = get(kMaterial, [&](const Header& header) { return holds(header); });
  return bytes ? accounts::material_of(bytes->view()) : std::nullopt;
}
std::optional<KeptCase::Earlier> KeptCase::earlier(Names names) const {
  std::size_t named = 0;
  const auto bytes = get(kMaterial, [&](const Header& header) {
    named = header.named;
    return holds_of(header, names);
  });
  if (!bytes) return std::nullopt;
  auto material = accounts::material_of(bytes->view(), names.size() - named);
  return material ? std::optional<Earlier>({std::move(*material), named}) : std::nullopt;
}
std::optional<accounts::Found> KeptCase::found() const {
  const auto bytes = get(kFound, [&](const Header& header) { return holds(header); });
  return bytes ? accounts::found_of(bytes->view()) : std::nullopt;
}
void KeptCase::keep(const accounts::Material& material, Names names) const { put(kMaterial, material, names); }
void KeptCase::keep(const accounts::Found& found) const { put(kFound, found, {}); }

}  // namespace parley::desk
