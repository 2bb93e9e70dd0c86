// Saying something in a group: what a message would be, what a person should look at in it, and letting it go. Whoever
// shows the screen asks in between; that what was shown is what leaves is checked below (node/releases.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/groups.h"
#include "group/messages.h"
#include "json/writer.h"
#include "node/acting.h"
#include "node/releases.h"
#include "release/preview.h"

namespace parley::desk {

// The beginning of a new message of this party in the room; the caller adds members. In a group for exercises
// everything is one.
json::ObjectWriter begin_message(const GroupRoom& room, std::string_view type, bool exercise);

// A message that passed the checks that the others will make.
struct Draft {
  std::string text;
  group::Message message;
};

struct Said {
  std::string id, type, group;  // alias
  bool exercise = false;
  std::optional<node::Releases::Waiting> waits;  // for a second person; else it has been said:
  journal::Outcome outcome = {};
};

// A notification: nothing is owed in return.
struct Notice {
  std::string subject = {}, description = {}, severity = "medium", severity_text = {}, origin = {};
  std::vector<std::string> to = {};                // members by what people type; the whole group sees it
  std::vector<std::string> about = {}, asks = {};  // about: objects by what people type
  bool exercise = false;
};
struct Statement {
  std::string statement = {}, speaker = {}, authority = {}, subject = {}, stance = {}, audience = "private";
  std::vector<std::string> about = {};
  bool exercise = false;
};

// That an earlier message of this party was wrong. It goes to who could read that one, whatever is marked and named
// there.
struct Correcting {
  std::string message = {};  // by what people type; of one that was corrected its last correction
  std::string text = {}, reason = {};
  std::int64_t question = 0;  // of an inquiry or a reply only this one; 0: all of it
};

// What others read in lists and on a duty officer's telephone is short. Said here only: nodes of before may say more.
inline constexpr std::size_t kMostOfASubject = 1000;  // bytes
Status check_subject(std::string_view subject);

class Saying {
 public:
  explicit Saying(node::Node& node) : node_(node) {}

  Result<std::string> notification(const GroupRoom& room, const Notice& notice) const;
  Result<std::string> position(const GroupRoom& room, const Statement& statement) const;

  // For the group in which it was said. Forbidden for what another party said and for another group than that; conflict
  // for what was corrected or withdrawn before.
  struct ToSay {
    GroupRoom room;
    std::string text;
  };
  Result<ToSay> correction(const Correcting& correcting, const std::string& which) const;

  // Fails with invalid_input when the others would not count it as a message.
  Result<Draft> check(std::string text) const;
  // What the policy would say now to a message or another object, with the texts that a person should look at: the
  // preview of a release of it.
  release::ObjectPreview preview(const GroupRoom& room, const std::string& text) const;
  // The names of those who will read it.
  std::vector<std::string> audience(const GroupRoom& room) const;

  // Appends it to this party's journal in the group, or keeps it until a second person agrees. The person needs the
  // right to say, of a recall and its answer the right to recall, in this group.
  enum class AlthoughHeldBack { no, yes };  // the person has answered that only what is held back names it
  Result<Said> say(const node::Acting& acting, const GroupRoom& room, const Draft& draft,
                   AlthoughHeldBack although = AlthoughHeldBack::no) const;

 private:
  node::Node& node_;
};

// What a message without a marking counts as, in a sentence, when that is so strict that a second person must agree to
// what is so marked, and that it keeps newcomers out of the group. Empty: it is marked, or counts as something milder.
std::string counts_as(const GroupRoom& room, const release::ObjectPreview& preview);

// What is to be looked at in a preview, as a list of {"pointer","concern","words"}; what it counts as without a marking
// has the concern "unmarked".
std::string flags_json(const GroupRoom& room, const release::ObjectPreview& preview);
// {"id","type","group","entry","exercise","date_added","flags"}; of what waits see releases.h. `flags`: by
// flags_json().
std::string to_json(const Said& said, std::string_view flags);

}  // namespace parley::desk
