// Opening a store: what the derived files say is taken where it can be trusted, the rest is read from the segments, and
// what a crash left half done is finished (an erasure) or taken back (a torn envelope). Costs one pass over the
// records, 48 bytes an entry; the segments are read only behind the last trusted record.
#pragma once

#include "store/embedded/store.h"

namespace parley::store {

class Recovery {
 public:
  explicit Recovery(EntryStore& store) : store_(store) {}
  Status run();

 private:
  // Takes in the records that follow one another without a gap from the first entry on and lie inside the segments.
  Status load_records();
  bool fits(EntryNumber entry, const Record& record, std::uint64_t position);
  Result<bool> last_line_is_whole() const;
  // Reads what the segments hold behind the last record; cuts off an envelope that is not whole.
  Status read_tail();
  Result<bool> take_line(std::uint64_t position, std::string_view text);
  Status finish_envelope();
  Status drop_from(std::uint64_t position, const Error& why);
  Status finish_erasures();

  EntryStore& store_;
  Segments::List segments_;
  std::size_t segment_ = 0;          // the first one that does not begin before next_
  std::size_t types_ = 0;            // how many have a number
  EntryNumber next_ = 0;             // entries taken in
  std::uint64_t position_ = 0;       // behind them
  std::vector<Record> envelope_;     // lines read of an envelope that is not whole yet
  std::uint64_t rest_ = 0;           // lines that it still wants
  std::vector<EntryNumber> purges_;  // that may not be finished
};

// Calls `visit` for each line in [begin, end) of the run of bytes, with its position and without its newline, until it
// returns false; then, or at the end, or before a line that has no newline, returns the position reached.
Result<std::uint64_t> scan_lines(const Segments& segments, std::uint64_t begin, std::uint64_t end,
                                 const std::function<Result<bool>(std::uint64_t, std::string_view)>& visit);

}  // namespace parley::store
