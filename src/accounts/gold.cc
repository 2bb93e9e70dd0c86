#include "accounts/gold.h"

#include <algorithm>

#include "accounts/case_json.h"

namespace parley::accounts {

Result<GoldCase> read_gold(std::string_view text, const GoldOptions& options) {
  Faults faults;
  PARLEY_TRY(WorkedCase of, read_case_json(text, faults));
  const CaseTexts texts = read_texts(of, options.read_text, faults);
  check_case(of, texts, faults);
  const auto fatal = std::find_if(faults.begin(), faults.end(), [](const Fault& one) { return one.fatal; });
  if (fatal != faults.end()) return Error{Code::invalid_input, in_words(*fatal)};
  GoldCase out{.slug = options.slug,
               .name = of.name.empty() ? options.slug : of.name,
               .grouping = {},
               .objects = objects_of(of, texts, {.slug = options.slug, .created_by = options.created_by}),
               .statements = of.statements.size(),
               .propositions = of.propositions.size(),
               .accounts = of.accounts.size(),
               .documents = of.documents.size(),
               .faults = {}};
  out.grouping = out.objects.back().id;
  for (const Fault& one : faults) out.faults.push_back(in_words(one));
  return out;
}

}  // namespace parley::accounts
