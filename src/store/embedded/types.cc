// The file grows a line for each new type and is never rewritten, so a number once given keeps its
// meaning. A last line without its newline is what a crash left of one: it is written over, and no
// record can hold its number, since records are written after it.
#include "store/embedded/types.h"

#include <fcntl.h>
#include <unistd.h>

#include "store/embedded/records.h"

namespace parley::store {

Result<std::unique_ptr<TypeNames>> TypeNames::open(const std::filesystem::path& path) {
  std::unique_ptr<TypeNames> types(new TypeNames);
  PARLEY_TRY(types->fd_, open_file(path, O_RDWR | O_CREAT));
  PARLEY_TRY(const std::string text, read_file(path));
  const Lock lock(types->mutex_);
  for (std::size_t start = 0, end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    types->remember(std::string_view(text).substr(start, end - start));
    types->bytes_ = end + 1;
  }
  return types;
}

// A deque does not move its strings when it grows; the map's keys point into them.
void TypeNames::remember(std::string_view name) {
  const auto number = static_cast<std::uint16_t>(names_.size());
  numbers_.emplace(names_.emplace_back(name), number);
}

// Not synced here: records that use the number are not either, until sync_derived().
Result<std::uint16_t> TypeNames::add(std::string_view name) {
  const Lock lock(mutex_);
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  if (names_.size() >= kUnnumberedType) return kUnnumberedType;
  const std::string line = std::string(name) + '\n';
  PARLEY_TRY_STATUS(write_at(fd_.get(), line, bytes_).in("index/types"));
  bytes_ += line.size();
  remember(name);
  return numbers_.find(name)->second;
}

// Nothing for a type of which no object was ever stored: a query for it has no matches then.
std::optional<std::uint16_t> TypeNames::find(std::string_view name) const {
  const Lock lock(mutex_);
  const auto known = numbers_.find(name);
  if (known == numbers_.end()) return std::nullopt;
  return known->second;
}

std::size_t TypeNames::count() const {
  const Lock lock(mutex_);
  return names_.size();
}

Status TypeNames::sync() { return sync_data(fd_.get()).in("index/types"); }

}  // namespace parley::store
