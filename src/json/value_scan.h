// Finds the end of one array or object in a stream by its brackets alone, and notices where they cannot be right.
//
// Whether the value is JSON is for the Parser to say. What is looked at here is what decides where the next value
// begins: strings that run over the end of a line, brackets that do not match, a value where none can stand.
#pragma once

#include <array>
#include <string>

#include "json/json.h"
#include "json/structure.h"
#include "json/window.h"

namespace parley::json {

enum class ScanEnd {
  closed,         // at `end`, behind the closing bracket
  objects_array,  // at `end`, behind the '[' of a member "objects" of the outermost object
  next_begins,    // the value lacks its end; at `end` something begins that does not belong to it
  lost,           // broken at `end`, and what follows cannot be told apart any more
  cut_off,        // by the end of the stream
};

struct ScanOptions {
  std::size_t max_bytes = 0;
  bool find_objects = false;   // stop at an "objects" array
  bool in_array = false;       // the value is an element: "]" or ",{" may end it
  bool first_on_line = false;  // only `indent` stands before it on its line
  std::string_view indent;
};

class ValueScan {
 public:
  ValueScan(Window& window, std::uint64_t start, std::uint64_t line, const ScanOptions& options)
      : window_(window), options_(options), start_(start), at_(start), line_(line) {}
  // For the rest of an object of which one member has been read already.
  void begin_inside_object() { kinds_[depth_++] = '{'; }

  ScanEnd run();

  std::uint64_t end() const { return end_; }
  std::uint64_t line() const { return line_; }  // of end()
  bool too_large() const { return end_ - start_ > options_.max_bytes; }
  bool too_deep() const { return excess_seen_; }
  // What is wrong with the brackets or strings; empty when nothing is.
  const std::string& wrong() const { return wrong_; }
  // Whether the beginning is still in the window.
  bool whole() const { return whole_; }

 private:
  static constexpr std::size_t kLookBack = 4096;  // what is always kept of a value that is too large to be kept
  static constexpr std::size_t kMaxSpace = 1024;  // spaces between two tokens, where looking back depends on them

  bool bracket(std::uint64_t place, ScanEnd& how);
  bool open(std::uint64_t place, char c, ScanEnd& how);
  bool close(std::uint64_t place, char c, ScanEnd& how);
  std::uint64_t before(std::uint64_t place) const;
  bool follows_objects_name(std::uint64_t colon) const;
  bool begins_line_as_start_did(std::uint64_t place) const;
  bool stop(std::uint64_t place, ScanEnd as, ScanEnd& how) {
    end_ = place;
    how = as;
    return true;
  }
  void complain(std::uint64_t place, std::string_view what);

  Window& window_;
  ScanOptions options_;
  std::uint64_t start_;
  std::uint64_t at_;  // the block
  std::uint64_t line_;
  std::uint64_t newlines_ = 0;  // of the block
  std::uint64_t end_ = 0;
  StringState strings_;
  std::size_t depth_ = 0;
  std::size_t excess_ = 0;  // brackets opened beyond the depth that kinds_ holds
  bool excess_seen_ = false;
  bool whole_ = true;
  std::string wrong_;
  std::array<char, kMaxDepth + 1> kinds_;  // the brackets that are open
};

}  // namespace parley::json
