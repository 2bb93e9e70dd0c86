// The file index/types: the names of the object types in a journal, one a line; a record holds the line's number.
// Thread-safe, but one thread at a time adds.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/mutex.h"

namespace parley::store {

class TypeNames {
 public:
  static Result<std::unique_ptr<TypeNames>> open(const std::filesystem::path& path);

  // The number of a type, which is given one if it has none; kUnnumberedType when there are too many.
  Result<std::uint16_t> add(std::string_view name);
  std::optional<std::uint16_t> find(std::string_view name) const;
  std::size_t count() const;
  Status sync();

 private:
  TypeNames() = default;
  void remember(std::string_view name) PARLEY_REQUIRES(mutex_);

  Fd fd_;
  std::uint64_t bytes_ = 0;
  mutable Mutex mutex_;
  std::deque<std::string> names_ PARLEY_GUARDED_BY(mutex_);
  std::map<std::string_view, std::uint16_t> numbers_ PARLEY_GUARDED_BY(mutex_);  // of names_
};

}  // namespace parley::store
