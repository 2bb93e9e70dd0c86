// Starting another program and talking with it: one text in, at most one out, within a time.
//
// Without fork(): a process with many threads would take what they hold at that moment into the copy, for ever. The
// program gets the variables that are named and no others, no signals held back, and a process group of its own, which
// ends as a whole when its time is over.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct Program {
  std::string path;                    // the whole of it: what stands first in somebody's PATH is not run
  std::vector<std::string> arguments;  // from the name on, as main() gets them
  std::vector<std::string> variables;  // "NAME=value"
  std::chrono::milliseconds patience{};
  // Bytes of its standard output, which are held in memory; 0: nobody reads it. What it says on standard error goes
  // nowhere.
  std::size_t most_output = 0;
};

struct Ran {
  enum class How {
    done,             // it ended by itself with status 0
    failed,           // with another, or by a signal
    not_started,      // there is no such program, or no room for one more
    out_of_time,      // it was ended with all that it had started
    too_much_output,  // likewise
  };
  How how = How::not_started;
  std::string output;
};

// Returns when the program has ended. A program that reads only some of `input`, or none, has not failed by that.
Ran run_program(const Program& program, std::string_view input);

}  // namespace parley
