// From records to one question: desk.cc collects, build.cc and ratings.cc put together.
#pragma once

#include "assess/records.h"

namespace parley::assess {

struct Labels {
  struct Text {
    std::string type, label;
  };
  std::map<std::string, Text> texts;         // of any object, by id
  std::set<std::string> own_names;           // of identities that named themselves
  std::map<std::string, std::string> given;  // names of parties from elsewhere

  std::string party_name(const std::string& id) const;
};

Result<Question> build_question(const std::vector<Record>& records, const Labels& labels, std::string_view id,
                                std::optional<Micros> as_of);

// ratings.cc: fills question.matrices from the evidence-rating objects in `versions`, in the order of the parties' ids.
void build_matrices(Question& question, const Versions& versions);

}  // namespace parley::assess
