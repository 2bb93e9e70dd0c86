// Objects come in any order, and an observation may refer to one that comes later. Each observation
// therefore counts what it is missing and waits under those identifiers; the object that completes
// it puts it into the queue. Objects are kept to the end, since a later observation may refer to
// them too. At the end of the log what still waits is searched with what there is.
#include "watch/stix_log.h"

#include <algorithm>
#include <cstring>

#include "watch/mapped.h"

namespace parley::watch {
namespace {

// The rest of a log as a source: what LineReader has read ahead is not lost. A byte order mark where a file was put
// behind another becomes blanks, so that places stay what they are.
json::ObjectReader::Source rest_of(Log& log) {
  return [&log, before = '\n'](char* out, std::size_t size) mutable -> Result<std::size_t> {
    PARLEY_TRY(std::size_t got, log.lines().read(out, size));
    // A mark that the block cuts is read to its end.
    while (got > 0 && got < size) {
      const bool begins = out[got - 1] == '\xEF' || (got > 1 && out[got - 2] == '\xEF' && out[got - 1] == '\xBB');
      if (!begins) break;
      PARLEY_TRY(const std::size_t more, log.lines().read(out + got, 1));
      if (more == 0) break;
      got += more;
    }
    for (std::size_t i = 0; i + 2 < got; ++i) {
      const void* found = std::memchr(out + i, '\xEF', got - i - 2);
      if (found == nullptr) break;
      i = static_cast<std::size_t>(static_cast<const char*>(found) - out);
      const char last = i == 0 ? before : out[i - 1];
      if (last == '\n' && std::memcmp(out + i, "\xEF\xBB\xBF", 3) == 0) std::memset(out + i, ' ', 3);
    }
    if (got > 0) before = out[got - 1];
    return got;
  };
}

}  // namespace

Result<pattern::Observation> StixAssembler::assemble(const std::vector<std::string>& texts) {
  // One list, because observations are read from an array in which the objects may stand in any order.
  std::string list = "[";
  for (const auto& text : texts) list += (list.size() > 1 ? "," : "") + unmapped_object(text).value_or(text);
  list += ']';
  PARLEY_TRY(const json::Element parsed, parser_.parse(list));
  PARLEY_TRY(auto read, pattern::read_observations(parsed.get_array().value()));
  if (read.size() != 1) return Error{Code::invalid_input, "no observed-data"};
  return std::move(read[0]);
}

StixLog::StixLog(Log& log) : log_(log), objects_(rest_of(log)) {}

Status StixLog::take(const json::FoundObject& found) {
  LogCounts& counts = log_.counts();
  ++counts.lines;
  // One object that cannot be used is counted, and the log goes on with the next.
  const auto bad = [&] { return counts.note(Problem::not_stix, found.line), Status{}; };
  if (found.error) return bad();
  const auto parsed = parser_.parse(found.text);
  json::Object object;
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return bad();
  const auto type = json::string_member(object, "type");
  const auto id = json::string_member(object, "id");
  if (!type || !id) return bad();
  std::string text(found.text), key(*id);
  if (*type != "observed-data") {
    if (const auto at = waiting_.find(key); at != waiting_.end()) {
      for (const std::size_t number : at->second)
        if (--pending_.at(number).missing == 0) ready_.push_back(number);
      waiting_.erase(at);
    }
    kept_bytes_ += text.size();
    // Of several versions the last one in the file counts.
    kept_.insert_or_assign(std::move(key), std::move(text));
  } else {
    Pending made{std::move(key), std::move(text), {}, found.line, found.offset, 0};
    json::Array refs;
    if (object["object_refs"].get(refs) == simdjson::SUCCESS)
      for (const json::Element one : refs)
        if (std::string_view ref; one.get(ref) == simdjson::SUCCESS) made.refs.emplace_back(ref);
    // Without repetitions, or a reference that stands there twice would be waited for twice and
    // come once.
    std::sort(made.refs.begin(), made.refs.end());
    made.refs.erase(std::unique(made.refs.begin(), made.refs.end()), made.refs.end());
    const std::size_t number = number_++;
    for (const auto& ref : made.refs)
      if (!kept_.contains(ref)) waiting_[ref].push_back(number), ++made.missing;
    kept_bytes_ += made.text.size();
    if (made.missing == 0) ready_.push_back(number);
    pending_.emplace(number, std::move(made));
  }
  // The objects stay in memory until the log ends, so a log without end must be stopped by something.
  if (kept_bytes_ > kMaxKeptBytes)
    return Error{Code::too_large, "more than 512 MB of objects wait for their observed-data; split the file"};
  return {};
}

// The observed-data is always the first of the texts and identifiers, and what it refers to follows
// (Watcher::observation counts on it).
bool StixLog::give(const Pending& pending) {
  out_.texts.assign(1, pending.text);
  out_.ids.assign(1, pending.id);
  for (const auto& ref : pending.refs) {
    const auto found = kept_.find(ref);
    if (found == kept_.end()) continue;
    out_.texts.push_back(found->second);
    out_.ids.push_back(ref);
  }
  auto assembled = assembler_.assemble(out_.texts);
  if (!assembled.ok()) return log_.counts().note(Problem::not_stix, pending.line), false;
  out_.observation = std::move(*assembled);
  out_.line = pending.line;
  out_.offset = pending.offset;
  ++log_.counts().records;
  return true;
}

Result<const StixObservation*> StixLog::next() {
  while (true) {
    // What is complete goes out before the next object is read, which frees its text as early as possible.
    while (!ready_.empty()) {
      const std::size_t number = ready_.front();
      ready_.pop_front();
      const auto at = pending_.find(number);
      if (at == pending_.end()) continue;
      const Pending pending = std::move(at->second);
      pending_.erase(at);
      kept_bytes_ -= pending.text.size();
      if (give(pending)) return &out_;
    }
    if (ended_) return nullptr;
    auto found = objects_.next();
    log_.counts().bytes = objects_.bytes_read();
    // The stream is cut off or damaged: what was read before it is searched all the same.
    if (!found.ok()) {
      log_.counts().note(Problem::stream, log_.counts().lines + 1);
      log_.counts().stream_error = found.error().message;
      ended_ = true;
    } else if (!*found) {
      ended_ = true;
    } else {
      PARLEY_TRY_STATUS(take(**found));
      continue;
    }
    // What waits for objects that never came is searched without them.
    for (const auto& [number, pending] : pending_) ready_.push_back(number);
    // By number, which is their order in the log.
    std::sort(ready_.begin(), ready_.end());
    waiting_.clear();
  }
}

}  // namespace parley::watch
