// What was read of a large case, and what was found in the whole of it, kept beside its journal, so that the next look
// at it need not read every statement again. Made anew whenever it is not of what the journal holds now, and never
// needed: whatever is wrong with it is as if it were not there.
#pragma once

#include <optional>
#include <string>

#include "accounts/kept.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

class KeptCase {
 public:
  static constexpr std::size_t kLeastStatements = 1000;  // smaller cases are read as fast

  // To be made before the case is read: what comes into the journal meanwhile is then not in what is kept.
  KeptCase(const node::Node& node, node::JournalInfo in, std::string_view grouping);

  // As it stands now; nothing when nothing is kept, or it is of another state, or damaged.
  std::optional<accounts::Material> material() const;
  std::optional<accounts::Found> found() const;
  // Nobody is told when it cannot be kept.
  void keep(const accounts::Material& material) const;
  void keep(const accounts::Found& found) const;

 private:
  template <class T>
  void put(const char* part, const T& value) const;
  template <class T>
  Status write(const std::filesystem::path& path, const T& value) const;
  std::optional<std::string> get(const char* part) const;
  bool holds(std::uint64_t entries) const;
  std::uint64_t erased() const;

  node::JournalInfo in_;
  std::filesystem::path folder_;
  std::string grouping_;
  std::string of_;  // of what it is, without the entries
  std::uint64_t entries_ = 0, erased_ = 0;
};

}  // namespace parley::desk
