// The screen of who did what: a line for each record, the newest last.
#pragma once

#include <string>
#include <vector>

namespace parley::view {

// A record in words; the caller has found out the names.
struct AuditLine {
  std::string at;      // a time
  std::string person;  // empty: the node itself, or the owner of its folder
  std::string known;   // "password", "uid 1000"
  std::string door;    // "command", "room", "taxii", "background"
  std::string state;   // "asked", "done", "failed", "refused"
  std::string act;     // "embargo"
  std::string what;    // "embargo add"
  std::string place;   // name of a group or journal; empty: the whole node
  std::vector<std::string> about;
  std::uint64_t about_count = 0;
  std::string asked_by;                                // of what a second person agreed to, or did not
  std::string proof_from = {}, asked_proof_from = {};  // who gave what that one, and who asked, was known by
  std::string why;
  std::uint64_t attempts = 0;  // so many alike; 0: this one
  std::string since;
};

// Each line of the text ended, however hostile a name in it is.
std::string audit_text(const std::vector<AuditLine>& lines);

}  // namespace parley::view
