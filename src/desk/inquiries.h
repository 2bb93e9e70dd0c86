// Formal questions between parties: written as drafts, sent, answered, and led on until one side closes them. What
// stands where and which clock runs is group/state.h's; here is what a person may say next, and what it is made of.
//
// Each call that makes a message gives its text, to be checked and said with saying.h.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "desk/groups.h"
#include "desk/saying.h"

namespace parley::desk {

class Inquiries {
 public:
  explicit Inquiries(node::Node& node) : node_(node) {}

  // --- drafts
  struct Wanted {
    std::string subject = {}, description = {}, severity = "medium", severity_text = {}, basis = {};
    std::vector<std::string> to = {};  // members by what people type
    std::vector<std::string> questions = {}, about = {};
    std::vector<std::string> asks = {};  // empty: information
    std::optional<Micros> wished_for = {};
    std::string marking = {};  // its id
    bool exercise = false;
  };
  Result<Draft> compose(const GroupRoom& room, const Wanted& wanted) const;
  // Keeps it in the private journal "drafts", and which group it was written for. Nothing is sent. The person needs the
  // right to draft there.
  Status keep(const node::Acting& acting, const GroupRoom& room, const Draft& draft) const;
  // The newest version of each.
  Result<std::vector<Draft>> drafts() const;
  // The draft that `typed` means: an id, a short id, the beginning of a UUID. not_found when there is none.
  Result<Draft> find_draft(const std::string& typed) const;
  // The group to send an inquiry in: the one named, else the one that it was kept for, else the only one that has
  // everybody who is asked as a member. A group that it was kept for and cannot go into any more is an error.
  Result<GroupRoom> room_for(const Draft& draft, const std::string& which) const;

  // --- under way
  struct Found {
    GroupRoom room;
    group::InquiryState inquiry;
  };
  // By what people type, in the group named or in any.
  Result<Found> find(const std::string& typed, const std::string& which) const;
  // Why what a party was asked has not arrived there, when it said that it takes no more: no clock runs until it has.
  static std::string why_not_received(const GroupRoom& room, const group::AskedState& track);

  // What a person types in a line for each answer: "2=TEXT", with an object "2=ID", of what comes later "2=48h"; of
  // what is not known the number alone.
  struct TypedAnswers {
    std::vector<std::string> answered = {}, with = {}, refused = {}, not_known = {}, later = {};
  };
  static Result<std::vector<group::Answer>> read_answers(const TypedAnswers& typed, Micros now);
  // An answer to one question each. Several for one question are one, as long as all but one give objects only.
  Result<std::string> answer(const Found& found, std::span<const group::Answer> answers, bool exercise = false) const;

  struct Step {
    group::Stage stage = group::Stage::status;
    std::string text = {};
    std::string party = {};                    // by what people type, of several that were asked; empty: all
    std::string to_role = "policy";            // of an escalation
    std::vector<std::string> replies = {};     // that are insufficient, by what people type; empty: the latest
    std::vector<std::int64_t> questions = {};  // that are answered insufficiently; empty: all
    std::vector<std::string> objects = {};     // as evidence
  };
  Result<std::string> progress(const Found& found, const Step& step) const;
  // The clocks that an escalation starts anew: it gives the other side its whole time again.
  struct NewClock {
    std::int64_t question = 0;
    std::string party;  // identity
    Micros due{};       // as it stands
    std::chrono::seconds again{};
  };
  Result<std::vector<NewClock>> new_clocks(const Found& found, const std::string& party) const;

 private:
  node::Node& node_;
};

// An inquiry with its history, as this party sees it.
std::string to_json(const GroupRoom& room, const group::InquiryState& inquiry);
std::string to_json(const group::Silence& silence);

}  // namespace parley::desk
