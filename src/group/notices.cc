// Which events people are woken for. A notice has no state of its own: all of them are computed from the view
// each time, and what was sent is known by its key. So a key must be the same for the same event however
// often it is computed, and another one when the event is another - a new due time, another entry.
//
// The words of other parties stand only in the body, behind words of ours, and made plain: a subject goes
// into mail headers and pagers.
#include "group/notices.h"

#include <fmt/format.h>

#include "group/fields.h"

namespace parley::group {
namespace {

// Mail has at most 998 bytes in a line (RFC 5322 section 2.1.1), and some of that is taken by "Subject: " and by how a
// subject is encoded. A label and an id take less than this, so only words of others are ever cut; the id leads to
// them.
constexpr std::size_t kMostLineBytes = 600;

// Between two characters. An escape that plain() wrote may be cut, and is harmless then, too.
std::string cut(std::string_view line) {
  constexpr std::string_view kMore = "…";
  if (line.size() <= kMostLineBytes) return std::string(line);
  std::size_t end = kMostLineBytes - kMore.size();
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return std::string(line.substr(0, end)) + std::string(kMore);
}

std::string cut_lines(std::string_view body) {
  std::string out;
  for (std::size_t end = 0; !body.empty(); body.remove_prefix(std::min(end + 1, body.size()))) {
    end = std::min(body.find('\n'), body.size());
    out += cut(body.substr(0, end)) + "\n";
  }
  return out;
}

class Writer {
 public:
  Writer(std::string_view group, std::string_view own, const NameOf& name_of,
         const std::function<bool(std::string_view)>& was_sent, const NameOf& title_of)
      : group_(plain(group)), own_(own), name_of_(name_of), was_sent_(was_sent), title_of_(title_of) {}

  // Asked before anything is written: most of what is computed has been sent long ago.
  void add(std::string key, bool exercise, std::string subject, std::string body) {
    if (was_sent_(key)) return;
    out.push_back({std::move(key), cut(fmt::format("Parley{}: {}", exercise ? " [EXERCISE]" : "", subject)),
                   cut_lines(fmt::format("Group: {}\n{}\n", group_, body))});
  }
  bool is_own(std::string_view identity) const { return identity == own_; }
  std::string name(std::string_view identity) const { return plain(name_of_(identity)); }
  // Lines of a body: the object, and what it is called, which may be another party's words.
  std::string object(const std::string& id) const;

  std::vector<Notice> out;

 private:
  std::string group_;
  std::string_view own_;
  const NameOf& name_of_;
  const std::function<bool(std::string_view)>& was_sent_;
  const NameOf& title_of_;
};

// The place of an entry never changes, unlike what people call the matter.
std::string where(const Place& at) { return at.author + "/" + std::to_string(at.seq); }
// Words of others behind a label of ours, on a line of their own; nothing where they said nothing.
std::string quoted(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("\n{}: {}", label, plain(text));
}

std::string Writer::object(const std::string& id) const {
  return fmt::format("Object: {}{}", plain(id), quoted("Called", title_of_ ? title_of_(id) : ""));
}

// Of a message that was told of.
void tell_later(Writer& write, const Place& of) {
  if (of.later == nullptr || write.is_own(of.author)) return;
  const Later& later = *of.later;
  write.add(fmt::format("{}/{}/{}", later.what, where(of), later.id), of.exercise,
            fmt::format("what {} said is {}", write.name(of.author), later.what),
            fmt::format("Message: {}\nBy: {}{}", plain(of.id), plain(later.id), quoted("Says", later.text)));
}

// What follows by the charter, now that this time has passed, and who can be asked; empty: nothing.
std::string consequence(const View& view, const Due& due) {
  std::string out;
  const auto look = [&](std::string_view party, const std::vector<Silence>& silences) {
    for (const Silence& one : silences) {
      if (party != due.who || !one.lasts || one.since != due.due || one.consequence == OnSilence::nothing) continue;
      out = "\nThe charter: " + sentence(one);
      if (one.contact)
        out += quoted("Contact", one.contact->name) + quoted("To be reached at", one.contact->contact_information);
    }
  };
  // As long as the time has not passed, nothing follows.
  if (!due.overdue) return out;
  for (const InquiryState& inquiry : view.inquiries)
    if (inquiry.at.id == due.id && inquiry.at.author == due.to)
      for (const AskedState& track : inquiry.asked) look(track.party, track.silences);
  for (const RecallState& recall : view.recalls)
    if (recall.at.id == due.id && recall.at.author == due.to)
      for (const auto& party : recall.parties) look(party.party, party.silences);
  return out;
}

void tell_due(Writer& write, const View& view, std::chrono::seconds ahead, Micros now, const NameOf& name_of) {
  for (const Due& due : view.due) {
    const bool ours = write.is_own(due.who);
    // Of others' duties only those towards us, once their time has passed.
    if (!ours && !(due.overdue && write.is_own(due.to))) continue;
    // The machine acknowledges; a person hears of it only when that did not happen in time.
    if (!due.overdue &&
        (due.kind == Due::Kind::acknowledge || (due.due && due.due->value - now.value > ahead.count() * 1'000'000) ||
         (!due.due && due.kind != Due::Kind::sign_charter)))
      continue;
    const std::string time = due.due ? to_string(*due.due) : "no time agreed";
    // The kind by its number: kinds are only ever added at the end of the enum, or everybody would be told
    // everything anew.
    const std::string key =
        fmt::format("{}/{}/{}/{}/{}/{}", due.overdue ? "overdue" : "due", static_cast<int>(due.kind), due.id, due.who,
                    fmt::join(due.questions, "."), time);
    const std::string subject = due.overdue ? fmt::format("overdue: {} {}", ours ? "we" : write.name(due.who),
                                                          ours ? "have not answered in time" : "let a time pass")
                                            : std::string("something is due soon");
    const bool of_object = due.kind == Due::Kind::recall_answer;
    const std::string about = of_object ? "\n" + write.object(due.title) : std::string();
    write.add(key, due.exercise, subject,
              fmt::format("Who: {}\nWhat: {}{}\nDue: {}{}\nId: {}", write.name(due.who), sentence(due, name_of), about,
                          time, consequence(view, due), plain(due.id)));
  }
}

// Once for every party that was asked, of which each is of interest only to itself and to the one who asks.
void tell_inquiry(Writer& write, const InquiryState& inquiry) {
  const bool exercise = inquiry.at.exercise;
  for (const AskedState& track : inquiry.asked) {
    const bool asked = write.is_own(track.party), asking = write.is_own(inquiry.at.author);
    if (asked)
      write.add("inquiry/" + where(inquiry.at), exercise,
                fmt::format("inquiry from {}, severity {}", write.name(inquiry.at.author), inquiry.inquiry.severity),
                fmt::format("{}{}\nInquiry: {}", text::counted(inquiry.inquiry.questions.size(), "question"),
                            quoted("Subject", inquiry.inquiry.name), plain(inquiry.at.id)));
    if (asked) tell_later(write, inquiry.at);
    // By the entry of the escalation, so that a second one is told of anew.
    if (asked && track.escalated) {
      write.add(
          "escalated/" + where(*track.escalated), exercise,
          fmt::format("{} escalates its inquiry", write.name(inquiry.at.author)),
          fmt::format("To the {} contact{}\nInquiry: {}", track.escalated_to ? to_string(*track.escalated_to) : "",
                      quoted("Subject", inquiry.inquiry.name), plain(inquiry.at.id)));
      tell_later(write, *track.escalated);
    }
    for (const QuestionState& question : track.questions) {
      if (asking && question.reply) {
        write.add("reply/" + where(*question.reply), exercise,
                  fmt::format("{} replied to our inquiry", write.name(track.party)),
                  fmt::format("Inquiry: {}{}", plain(inquiry.at.id), quoted("Subject", inquiry.inquiry.name)));
        tell_later(write, *question.reply);
      }
      // By the entry of the reply that was held to be insufficient: a new reply that is held so, too, is another event.
      if (asked && !question.insufficient.empty() && question.reply)
        write.add("insufficient/" + where(*question.reply), exercise,
                  fmt::format("{} holds our answer to be insufficient", write.name(inquiry.at.author)),
                  fmt::format("Question {}{}\nInquiry: {}", question.number, quoted("Missing", question.insufficient),
                              plain(inquiry.at.id)));
    }
  }
}

}  // namespace

std::vector<Notice> notices(const View& view, std::string_view group, std::string_view own, const NameOf& name_of,
                            std::chrono::seconds ahead, Micros now,
                            const std::function<bool(std::string_view key)>& was_sent,
                            const std::function<std::string(std::string_view id)>& title_of) {
  Writer write(group, own, name_of, was_sent, title_of);
  tell_due(write, view, ahead, now, name_of);
  for (const InquiryState& inquiry : view.inquiries) tell_inquiry(write, inquiry);
  for (const RecallState& recall : view.recalls) {
    if (!write.is_own(recall.at.author))
      write.add("recall/" + where(recall.at), recall.at.exercise,
                fmt::format("{} recalls an object", write.name(recall.at.author)),
                fmt::format("{}\nReason: {}, wish: {}\nRecall: {}", write.object(recall.recall.object),
                            plain(recall.recall.reason), plain(recall.recall.wish), plain(recall.at.id)));
    tell_later(write, recall.at);
    for (const auto& party : recall.parties) {
      if (write.is_own(recall.at.author) && party.answer) tell_later(write, *party.answer);
      if (write.is_own(recall.at.author) && party.outcome == RecallOutcome::refused)
        write.add("recall-refused/" + where(recall.at) + "/" + party.party, recall.at.exercise,
                  fmt::format("{} refuses our recall", write.name(party.party)),
                  write.object(recall.recall.object) + quoted("Reason", party.reason));
    }
  }
  for (const NotificationState& one : view.notifications) {
    if (!write.is_own(one.at.author))
      write.add("notification/" + where(one.at), one.at.exercise,
                fmt::format("notification from {}, severity {}", write.name(one.at.author), one.notification.severity),
                fmt::format("Notification: {}{}", plain(one.at.id), quoted("Subject", one.notification.name)));
    tell_later(write, one.at);
  }
  // Also faults of our own journal: they are what others see of us.
  for (const Fault& one : view.faults)
    write.add("fault/" + where(one.at) + "/" + one.code, one.at.exercise,
              fmt::format("the journal of {} has a fault: {}", write.name(one.at.author), one.code),
              fmt::format("Entry {}: {}", one.at.seq, plain(one.message)));
  // Several questions of one reply are one notice.
  std::vector<Notice> once;
  std::set<std::string> keys;
  for (Notice& one : write.out)
    if (keys.insert(one.key).second) once.push_back(std::move(one));
  return once;
}

// For the program that wakes people: the key tells it what it has sent already.
std::string notice_json(const Notice& notice, std::string_view group) {
  return json::ObjectWriter()
      .text("key", notice.key)
      .text("group", group)
      .text("subject", notice.subject)
      .text("body", notice.body)
      .str();
}

}  // namespace parley::group
