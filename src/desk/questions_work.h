// Between the files of the desk for questions: what an act begins with.
#pragma once

#include "desk/questions.h"

namespace parley::desk {

// Everything that is here of questions, read anew, and the question that is meant.
struct Questions::Work {
  assess::Desk desk;
  std::string question;  // its id
  assess::Question now;

  // A row or a hypothesis of the question by what people type: as screens call it, or as assess::Desk::find() has it.
  // What was withdrawn is not found, and that it was is said.
  Result<std::string> find(std::string_view type, const std::string& typed) const;
  const assess::Withdrawn* withdrawn(std::string_view type, const std::string& typed) const;  // null: none
  // Rows, or any objects: the beginning of an id may be that of a row or of any other object; a row's name is only a
  // row's.
  Result<std::vector<std::string>> rows_or_ids(node::Node& node, const std::vector<std::string>& given) const;
};

// Something that this party put, as it stands now.
struct Questions::Put {
  std::string type, id, name;
  assess::Desk::Text now;
  std::vector<std::string> judged_by;  // names of parties, this one among them
};

}  // namespace parley::desk
