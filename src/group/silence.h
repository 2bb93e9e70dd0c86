// What follows when a time passes and what was owed by then has not come: the charter's term `on_silence`
// (docs/inquiries.md). Nobody has to do anything for it. It is computed from what the members have said and when each
// had it, so it happens at the same moment on every side, and what has happened stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "group/messages.h"

namespace parley::group {

struct Silence {
  Micros since{};                              // the time that passed
  std::vector<std::int64_t> questions = {};    // not answered by then; empty: not acknowledged, or a recall
  OnSilence consequence = OnSilence::nothing;  // of the charter under which it was asked
  // `escalate`: the role to which it goes by itself, and who speaks for the silent party in it; no contact: nobody.
  // What a machine should have said goes to the technical contact, what people should have said to the policy one.
  std::optional<Role> to_role = {};
  std::optional<Contact> contact = {};
  // `consult`: by when each side is to have said what came of talking about it.
  std::optional<Micros> consult_by = {};
  bool lasts = false;  // what is owed has not come since, and the matter is not closed
};

// Whether a silence lasts that takes the matter to somebody else.
bool is_escalated(const std::vector<Silence>& silences);
// The one that lasts; of several the latest. Null: none.
const Silence* lasting(const std::vector<Silence>& silences);
// "no answer to questions 1, 2 by 2026-11-24T08:24:53Z; by the charter it goes to the policy contact". Nothing of it is
// in another party's words.
std::string sentence(const Silence& silence);

}  // namespace parley::group
