// One object of a question on its way into a journal: a new one, or the next version of one that this party put.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "node/node.h"

namespace parley::desk {

class QuestionObject {
 public:
  QuestionObject(node::Node& node, std::string_view type);

  // The next version of `before`, which says everything anew. What people gave it for its handling stays: markings,
  // labels, language, references. STIX 2.1 section 3.6: a version keeps id and `created`, and has a later `modified`,
  // which is the node's time.
  Status follows(const std::string& before);
  // The next version of `before` with everything that it says, but for the properties in `without`.
  Status keeps(const std::string& before, std::span<const std::string_view> without = {});

  QuestionObject& text(std::string_view name, std::string_view value);  // nothing for an empty value
  QuestionObject& raw(std::string_view name, std::string_view json);
  QuestionObject& list(std::string_view name, const std::vector<std::string>& texts);  // nothing for an empty list

  const std::string& id() const { return id_; }
  std::string str() const;

 private:
  std::string_view type_;
  std::string author_, id_, created_, modified_;
  json::ObjectWriter own_;
};

}  // namespace parley::desk
