// Files judged against the whole standard, without a node. It is the same validator that an import asks, with warnings
// and with the pattern language put in: `stix` is below `pattern` and cannot know it by itself.
#include "desk/judging.h"

#include "input/text_input.h"
#include "pattern/defanged.h"
#include "pattern/pattern.h"

namespace parley::desk {
namespace {

// A value is judged whole, so it is held in memory; a larger file is one for an import, which reads it object by
// object.
constexpr std::size_t kMaxFileBytes = 256u << 20;

}  // namespace

stix::ValidateOptions whole_standard() {
  return {.warnings = true,
          .check_pattern = pattern::check_indicator_pattern,
          .find_defanged = pattern::find_defanged_value};
}

// What is wrong with the content of a file is a verdict, counted with the others. Only what keeps the file from being
// read at all is an error of the call. A file in which nothing is found to judge gets a verdict as well, since silence
// would read as "valid".
Status judge_file(stix::Judge& judge, const std::string& name, input::File file) {
  auto input = input::TextInput::open(std::move(file), name, input::TextKind::json);
  auto text = input.ok() ? input->rest(kMaxFileBytes) : Result<std::string>(input.error());
  if (!text.ok() && !input::is_about_content(text.error())) return text.error();
  if (!text.ok()) {
    judge.not_json(1, text.error().message);
    return {};
  }
  const std::uint64_t before = judge.values() + judge.empty_envelopes();
  const bool empty = input->empty();
  judge.text(std::move(*text));
  if (judge.values() + judge.empty_envelopes() == before)
    judge.not_json(1, input::shown_name(name) + std::string(empty ? input::kEmptyFile : input::kNoObjects));
  return {};
}

}  // namespace parley::desk
