// A file has the bytes of accounts/kept.h behind what they are of: the program that made them, the journal with how
// many of its entries were there and how many were erased, this party as it is configured. Entries are never changed,
// so it is of what the journal holds now when nothing was erased and no object of a kind that makes a case was added
// since. What was erased is not kept either: store/embedded/kept.h.
#include "desk/kept_case.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstring>

#include "base/file.h"
#include "node/journal_folder.h"
#include "node/own_identity.h"
#include "store/embedded/kept.h"

namespace parley::desk {
namespace {

constexpr const char *kMaterial = "material", *kFound = "found";

struct Header {
  char magic[8] = {'p', 'a', 'r', 'l', 'e', 'y', 'k', '1'};
  std::uint64_t entries = 0;   // of the journal, when it was made
  std::uint64_t of_bytes = 0;  // behind this
  std::uint64_t bytes = 0;     // behind that
  std::uint64_t check = 0;     // of it
};
constexpr std::uint64_t kMostOf = 64 << 10;

// Against damage, and against nobody: who can write there can write into the journal.
class Check {
 public:
  // Part by part as they come, all but the last of a length that words divide.
  void take(std::string_view bytes) {
    while (!bytes.empty()) {
      std::uint64_t word = 0;
      const std::size_t size = std::min(bytes.size(), sizeof word);
      std::memcpy(&word, bytes.data(), size);
      bytes.remove_prefix(size);
      mix(word);
    }
  }
  std::uint64_t of(const Header& header) const {
    Check whole = *this;
    whole.mix(header.entries), whole.mix(header.of_bytes), whole.mix(header.bytes);
    return whole.sum_;
  }

 private:
  void mix(std::uint64_t word) {
    sum_ = (sum_ ^ word) * 0x9e3779b97f4a7c15u;
    sum_ ^= sum_ >> 29;
  }
  std::uint64_t sum_ = 1;
};
static_assert(accounts::kKeptPart % sizeof(std::uint64_t) == 0);

// Another program may read the same objects otherwise.
std::string this_program() {
  struct stat info {};
  if (::stat("/proc/self/exe", &info) != 0) return {};
  return fmt::format("{} {} {} {}.{}", info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

}  // namespace

KeptCase::KeptCase(const node::Node& node, node::JournalInfo in, std::string_view grouping)
    : in_(std::move(in)), folder_(store::kept_in(node::folder_of(node, in_.row))), grouping_(grouping) {
  const auto now = in_.journal->statistics();
  entries_ = now.entries, erased_ = now.erased;
  if (const std::string program = this_program(); !program.empty())
    of_ = fmt::format("{}\n{}\n{}\n{}\n{} erased\n{}", program, grouping_, in_.row.name, in_.journal->origin(), erased_,
                      node::own_identity_object(node.config()));
}

std::uint64_t KeptCase::erased() const { return in_.journal->statistics().erased; }

// Whether nothing of which a case is made has come since there were so many.
bool KeptCase::holds(std::uint64_t entries) const {
  journal::Query query;
  query.types = {"grouping", "statement", "proposition", "event", "incident", "identity", "artifact"};
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  const auto since = in_.journal->read(query, entries, {.objects = 1});
  return entries <= in_.journal->size() && since.ok() && since->entries.empty();
}

std::optional<std::string> KeptCase::get(const char* part) const {
  const auto file = open_file(folder_ / (grouping_ + "." + part), O_RDONLY);
  if (of_.empty() || !file.ok()) return std::nullopt;
  Header header;
  const Header wanted;
  char raw[sizeof header];
  if (!read_at(file->get(), raw, sizeof raw, 0).ok()) return std::nullopt;
  std::memcpy(&header, raw, sizeof header);
  struct stat info {};
  if (std::memcmp(header.magic, wanted.magic, sizeof header.magic) != 0 || header.of_bytes > kMostOf ||
      ::fstat(file->get(), &info) != 0 || header.bytes > static_cast<std::uint64_t>(info.st_size) ||
      !holds(header.entries))
    return std::nullopt;
  std::string of(header.of_bytes, '\0'), out;
  if (!read_at(file->get(), of.data(), of.size(), sizeof raw).ok() || of != of_) return std::nullopt;
  out.resize(header.bytes);
  if (!read_at(file->get(), out.data(), out.size(), sizeof raw + of.size()).ok()) return std::nullopt;
  Check check;
  check.take(out);
  if (check.of(header) != header.check || erased() != erased_) return std::nullopt;
  return out;
}

// Beside its place until it is whole. Not made durable: what a crash leaves of it is found to be damaged.
template <class T>
Status KeptCase::write(const std::filesystem::path& path, const T& value) const {
  PARLEY_TRY_STATUS(make_directories(folder_));
  PARLEY_TRY(const Fd file, open_file(path, O_WRONLY | O_CREAT | O_TRUNC));
  Header header{.entries = entries_, .of_bytes = of_.size()};
  Check check;
  PARLEY_TRY_STATUS(write_all(file.get(), std::string(sizeof header, '\0') + of_));
  Status written;
  accounts::write_bytes(value, [&](std::string_view part) {
    check.take(part);
    header.bytes += part.size();
    if (written.ok()) written = write_all(file.get(), part);
  });
  PARLEY_TRY_STATUS(written);
  header.check = check.of(header);
  return write_at(file.get(), {reinterpret_cast<const char*>(&header), sizeof header}, 0);
}

template <class T>
void KeptCase::put(const char* part, const T& value) const {
  if (of_.empty()) return;
  const auto path = folder_ / (grouping_ + "." + part);
  const auto beside = folder_ / (grouping_ + "." + part + ".new");
  std::error_code failed;
  if (write(beside, value).ok()) std::filesystem::rename(beside, path, failed);
  std::filesystem::remove(beside, failed);
  // What was erased meanwhile may be in it.
  if (erased() != erased_) std::filesystem::remove(path, failed);
}

std::optional<accounts::Material> KeptCase::material() const {
  const auto bytes = get(kMaterial);
  return bytes ? accounts::material_of(*bytes) : std::nullopt;
}
std::optional<accounts::Found> KeptCase::found() const {
  const auto bytes = get(kFound);
  return bytes ? accounts::found_of(*bytes) : std::nullopt;
}
void KeptCase::keep(const accounts::Material& material) const { put(kMaterial, material); }
void KeptCase::keep(const accounts::Found& found) const { put(kFound, found); }

}  // namespace parley::desk
