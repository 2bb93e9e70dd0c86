// What falls due for purging, on a terminal: how much, what is kept and why, and what a purge does.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "group/retention.h"

namespace parley::view {

struct RetentionScreen {
  std::string group;
  std::chrono::seconds retention{};
  struct Row {
    std::string journal, id, version, title;
    Micros due{};
    std::string kept = {};  // why; empty: it falls due
  };
  std::vector<Row> due, kept;
  bool more = false;  // there is more than `due`
  std::map<group::KeptFor, std::size_t> kept_for;
  std::string order;  // "by anna since 2026-11-22 08:24 Z", and why it rests; empty: there is none
};
// In all counts and what is kept; with `most` lines of single objects of each, none for 0.
std::string retention_text(const RetentionScreen& screen, std::size_t most);

}  // namespace parley::view
