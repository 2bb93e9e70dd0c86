// Room that is set aside beside node.db, so that what only takes away can be written on a full disk (decisions/0009):
// a file of blocks that hold nothing. Given up piece by piece when it is wanted, and taken again as soon as it can be.
//
// Stateless: any number of these stand for one file. Thread-safe; two that give at once give two pieces.
#pragma once

#include <cstdint>
#include <filesystem>

namespace parley::store {

class Reserve {
 public:
  // A piece holds the files that SQLite makes beside a database, and some forty changes.
  static constexpr std::uint64_t kBytes = 1u << 20, kPieceBytes = kBytes / 4;

  explicit Reserve(std::filesystem::path file) : file_(std::move(file)) {}
  // Makes the file as large as it should be, or as large as there is room for.
  void fill() const;
  // Whether a file of a piece's size finds no room: what was refused was refused for that.
  bool is_wanted() const;
  // A piece becomes free space. false: there is nothing left.
  bool give() const;
  std::uint64_t bytes() const;

 private:
  const std::filesystem::path file_;
};

}  // namespace parley::store
