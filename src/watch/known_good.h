// Lists of values that are known to mean nothing (public resolvers, popular sites, private ranges), in the format of
// MISP's warninglists: hits on them are counted and named, not kept.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pattern/paths.h"

namespace parley::watch {

class KnownGood {
 public:
  KnownGood();
  ~KnownGood();
  KnownGood(KnownGood&&) noexcept;
  KnownGood& operator=(KnownGood&&) noexcept;

  // Adds one list: {"name","type","list","matching_attributes"}. Entries that cannot be used (an address block that is
  // none, an expression that does not compile) are left out; `skipped` counts them. `name` is the file's, for a list
  // without one.
  Status add(std::string_view json, std::string_view name, std::size_t* skipped = nullptr);
  std::size_t lists() const;
  std::size_t entries() const;
  // The name of the first list that has the value of this path, empty when none has.
  std::string_view find(pattern::PathNumber path, std::string_view value) const;

 private:
  struct List;
  std::vector<std::unique_ptr<List>> lists_;
};

}  // namespace parley::watch
