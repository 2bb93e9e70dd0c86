#include "accounts/gold.h"

#include <algorithm>

#include "accounts/case_file.h"

namespace parley::accounts {

// Faults are in the order of their lines, so the fatal one that is told is the first that whoever mends the file comes
// to. The others do not keep the case out: they go along with it as sentences.
Result<GoldCase> read_gold(std::string_view text, const GoldOptions& options) {
  PARLEY_TRY(const CaseFileRead file, read_case_file(text, options.read_text));
  const auto fatal = std::find_if(file.faults.begin(), file.faults.end(), [](const Fault& one) { return one.fatal; });
  if (fatal != file.faults.end()) return Error{Code::invalid_input, in_words(*fatal)};
  GoldCase out{.slug = options.slug,
               .name = file.of.name.empty() ? options.slug : file.of.name,
               .grouping = {},
               .objects = objects_of(file.of, file.texts, {.slug = options.slug, .created_by = options.created_by}),
               .statements = file.of.statements.size(),
               .propositions = file.of.propositions.size(),
               .accounts = file.of.accounts.size(),
               .documents = file.of.documents.size(),
               .faults = {}};
  // objects_of() puts the grouping last, since it names all the others.
  out.grouping = out.objects.back().id;
  for (const Fault& one : file.faults) out.faults.push_back(in_words(one));
  return out;
}

}  // namespace parley::accounts
