// A line of a list as people publish them: one address, name, URL, e-mail address or hash, with what else stands there.
#pragma once

#include <string_view>

#include "watch/record.h"

namespace parley::watch {

enum class ListLine {
  remark,   // nothing is meant to be there: a comment, a heading of the format, `127.0.0.1 localhost`
  value,    // `out` has at least one
  nothing,  // no value was found
};
// Reads: remarks behind "#", "//", ";", "!"; address:port, [v6]:port, blocks, ranges; URLs without scheme; hxxp, [.],
// (dot), [at]; hosts files; Adblock ("||name^"); dnsmasq, Unbound and response policy zones; sha256sum and its likes;
// rules of firewalls that shut something out (iptables, ipfw, pf, ufw, Cisco, nginx); values in quotes, behind a date,
// and the first of several columns that has one.
ListLine read_list_line(std::string_view line, Record& out);

}  // namespace parley::watch
