// What was read of a large case, and what was found in the whole of it, kept beside its journal, so that the next look
// at it need not read every statement again. Made anew whenever it is not of what the journal holds now, and never
// needed: whatever is wrong with it is as if it were not there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

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

  // The identifiers of all that a case names, its statements last.
  using Names = std::span<const std::string_view>;
  // As it stood when the case named only the first so many of `names`. Nothing when anything that it names was changed
  // since.
  struct Earlier {
    accounts::Material material;
    std::size_t named = 0;
  };
  std::optional<Earlier> earlier(Names names) const;

  // Nobody is told when it cannot be kept. `names`: what it was read of.
  void keep(const accounts::Material& material, Names names) const;
  void keep(const accounts::Found& found) const;

 private:
  struct Header;
  template <class T>
  void put(const char* part, const T& value, Names names) const;
  template <class T>
  Status write(const std::filesystem::path& path, const T& value, Names names) const;
  // Not a text, which would be written twice, with zeros first.
  struct Bytes {
    std::unique_ptr<char[]> data;
    std::size_t size = 0;
    std::string_view view() const { return {data.get(), size}; }
  };
  std::optional<Bytes> get(const char* part, const std::function<bool(const Header&)>& is_good) const;
  bool holds(const Header& header) const;
  bool holds_of(const Header& header, Names names) const;
  std::uint64_t erased() const;

  node::JournalInfo in_;
  std::filesystem::path folder_;
  std::string grouping_;
  std::string of_;  // of what it is, without the entries
  std::uint64_t entries_ = 0, erased_ = 0;
};

}  // namespace parley::desk
