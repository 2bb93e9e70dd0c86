// What was made, with the two things that can be said only now: the password that was made up, which is kept nowhere,
// and what it means that a domain was not given, which can never be changed.
#include "view/founding.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

std::string founded_text(const desk::Founded& founded) {
  Lines out;
  out.line(fmt::format("Made a node for \"{}\" in {}", founded.party, founded.dir));
  out.line(fmt::format("  identity       {}", founded.identity));
  out.line(fmt::format("  journal        {} (collection {})", founded.journal, founded.collection));
  out.line(fmt::format("  administrator  {}", founded.administrator));
  if (!founded.password.empty())
    out.line(fmt::format("  password       {}   (shown only now; parley user set {} --password-stdin changes it)",
                         founded.password, founded.administrator));
  // The one thing that cannot be mended later is said in full, with the command that would have been right.
  if (founded.for_trying_out)
    out.lines(
        fmt::format("  domain         {}: for trying out only. It is part of every journal's origin, cannot be changed "
                    "later,\n                 and cannot be shared with a peer in a group. For a node that meets other "
                    "parties give\n                 its own: parley init OTHER-DIR --domain parley.example.gov (or "
                    "--public-url)",
                    founded.domain));
  out.lines(fmt::format("\nNext: parley import --dir {0} FILE   and   parley serve --dir {0}", founded.dir));
  return out.take();
}

}  // namespace parley::view
