// A file judged against the standard, as it would be taken in by an import: by everybody, without a node and a right.
#pragma once

#include <string>

#include "input/source.h"
#include "stix/judge.h"

namespace parley::desk {

// Every MUST an error, every SHOULD a warning, patterns included.
stix::ValidateOptions whole_standard();
// `name` is for messages; "-" is standard input. Whatever is wrong with what stands in the file is told by the judge;
// fails when it cannot be read. A file without any object is told, too.
Status judge_file(stix::Judge& judge, const std::string& name, input::File file);

}  // namespace parley::desk
