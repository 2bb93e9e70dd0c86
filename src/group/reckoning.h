// Inside of State::view(): the messages of all members put together, always in the same order.
#pragma once

#include "group/state.h"

namespace parley::group {

class Reckoning {
 public:
  Reckoning(const State& state, Micros now);
  View run();

 private:
  using Fed = State::Fed;

  // reckoning.cc
  void collect();
  struct Candidate {
    Charter charter;
    std::set<std::string> in_own_journal;  // of whom its signature stands where everybody can see it
  };
  using Candidates = std::map<std::pair<Micros, std::string>, Candidate>;
  Candidates charters_brought();
  std::vector<std::string> missing_in(const Candidate& candidate) const;
  void charters();
  void departures();
  void contacts();
  void pings();
  void recalls();
  RecallState::Party recall_at(const std::string& member, const Fed& fed, const Recall& recall,
                               const std::optional<AnswerTime>& time);
  void count_recall(const RecallState::Party& party, const Fed& fed, const Recall& recall);
  void relayed();
  void finish();

  // inquiries.cc
  void inquiries();
  InquiryState inquiry(const Fed& asked);
  AskedState asked(const Fed& fed, const Inquiry& inquiry, const std::string& party);
  void acknowledge(AskedState& out, const Fed& fed, std::string_view sha256, const std::optional<AnswerTime>& agreed);
  void questions(AskedState& out, const Fed& fed, const Inquiry& inquiry, const std::optional<AnswerTime>& agreed);
  QuestionState question(const AskedState& track, const Fed& fed, const Question& question,
                         const std::optional<AnswerTime>& agreed);
  void progress(AskedState& out, const Fed& fed);
  InquiryStage stage_of(const AskedState& out, const Fed& fed) const;
  void history(InquiryState& out, const Fed& fed);

  // silence.cc
  void silences(AskedState& out, const Fed& fed, const std::optional<AnswerTime>& time);
  void silences(RecallState::Party& out, const Fed& fed, const std::optional<AnswerTime>& time);
  std::vector<Micros> passed_times(const AskedState& track, const Fed& fed, std::int64_t number,
                                   std::chrono::seconds answer) const;
  Silence consequence(const Fed& fed, const std::string& party, Micros since, Role role, const AnswerTime& time,
                      bool lasts) const;
  bool has_consulted(const Fed& fed, const std::string& party, Micros since) const;
  void owe_consultation(const Fed& fed, const std::string& party, const std::string& title,
                        const std::vector<Silence>& all);

  // inquiries.cc, further on
  // Messages that refer to somebody's inquiry or recall but must not.
  void misplaced();
  template <class IsOriginal, class MaySpeak>
  void refers(const Fed& said, std::string_view id, const IsOriginal& is_original, const MaySpeak& may_speak);
  void owed(const InquiryState& inquiry, const AskedState& track);
  void count(const InquiryState& inquiry, const AskedState& track);

  // Whether the party is a member of the charter in force or was of an earlier one.
  bool is_member(std::string_view identity) const;
  const Charter& in_force(const Place& at) const;
  // Until when the clocks of a party run: now, or when it left.
  Micros clock_of(std::string_view party) const;
  std::optional<AnswerTime> agreed(const Place& at, std::string_view severity) const;
  std::optional<Micros> received(const Place& at, std::string_view holder) const;
  Timeliness& timeliness(std::string_view party, bool exercise);
  void fault(const Place& at, std::string_view code, std::string message);
  // Whether `reply` may refer to `original`: both real or both exercise.
  static bool mixes(const Fed& original, const Fed& reply) { return original.at.exercise != reply.at.exercise; }

  template <class Body, class Each>
  void each(const Each& visit) const {
    for (const Fed* fed : all_)
      if (const auto* body = std::get_if<Body>(&fed->message.body)) visit(*fed, *body);
  }
  template <class Body, class Each>
  void each_of(const std::multimap<std::string_view, const Fed*>& index, std::string_view id, const Each& visit) const {
    const auto [begin, end] = index.equal_range(id);
    for (auto at = begin; at != end; ++at)
      if (const auto* body = std::get_if<Body>(&at->second->message.body)) visit(*at->second, *body);
  }

  // What the author of a message said of it later, in order.
  template <class Each>
  void each_later(const Place& of, const Each& visit) const {
    const auto [begin, end] = later_.equal_range(of.id);
    for (auto at = begin; at != end; ++at)
      if (at->second->at.author == of.author) visit(*at->second);
  }

  const State& state_;
  Micros now_;
  View out_;
  std::vector<Charter> counted_;
  std::vector<const Fed*> all_;  // by author, then in order
  std::multimap<std::string_view, const Fed*> by_id_,
      referring_;                                      // by own id; by the inquiry, recall or ping that they refer to
  std::multimap<std::string_view, const Fed*> later_;  // what is about an earlier message of its author, by its id
  std::map<std::string, std::vector<std::chrono::microseconds>> answer_times_;
};

}  // namespace parley::group
