// Releases for programs: what left, what waits, and the log. The name of what waits is what `parley release confirm`
// takes.
#include "desk/releases.h"
#include "json/writer.h"

namespace parley::desk {

std::string_view word_of(journal::Added added) {
  switch (added) {
    case journal::Added::stored:
      return "released";
    case journal::Added::already_there:
      return "already_there";
    case journal::Added::conflict:
      return "conflict";
  }
  return "";
}

// One entry for each word that was found, and not for each text: a program that looks for one concern finds it at once.
std::string flags_json(const Releases::Sent& sent) {
  std::vector<std::string> flags;
  for (const auto& [id, text] : sent.flagged)
    for (const release::Flag& flag : text.flags)
      flags.push_back(json::ObjectWriter()
                          .text("id", id)
                          .text("pointer", text.pointer)
                          .text("concern", to_string(flag.concern))
                          .text("words", flag.words)
                          .str());
  return json::array_text(flags);
}

std::string to_json(const Releases::Sent& sent) {
  std::vector<std::string> items;
  for (const Releases::Sent::Object& one : sent.objects)
    items.push_back(json::ObjectWriter()
                        .text("id", one.id)
                        .text("outcome", word_of(one.outcome.added))
                        .number("entry", one.outcome.seq)
                        .text("date_added", to_string(one.outcome.date_added))
                        .str());
  return json::ObjectWriter()
      .text("group", sent.group)
      .raw("released", json::array_text(items))
      .number("release_record", sent.release_record)
      .raw("flags", flags_json(sent))
      .str();
}

std::string to_json(const Releases::Pending& pending) {
  const store::PendingReleaseRow& row = pending.waiting.row;
  return json::ObjectWriter()
      .text("name", pending.waiting.name())
      .text("group", pending.group)
      .number("objects", row.objects.size())
      .text("asked_by", row.asked_by)
      .text("known", row.asked_known)
      .text("asked", to_string(row.asked))
      .text("expires", to_string(row.expires))
      .flag("expired", pending.expired)
      .text("sha256", row.sha256)
      .str();
}

// Of a release that was rejected there is no entry in the journal, but who rejected it and why.
std::string to_json(const Releases::Logged& logged) {
  const store::ReleaseLogRow& row = logged.row;
  json::ObjectWriter release;
  release.text("at", to_string(row.at))
      .number("objects", row.objects)
      .text("sha256", row.sha256)
      .text("by", row.asked_by)
      .text("known", row.asked_known)
      .text("confirmed_by", row.confirmed_by)
      .text("confirmed_known", row.confirmed_known)
      .flag("although_held_back", row.although_held_back);
  if (!row.rejected_by.empty())
    release.text("rejected_by", row.rejected_by).text("rejected_known", row.rejected_known).text("why", row.why);
  if (!row.second_made_by.empty())
    release.text("second_made_by", row.second_made_by).text("second_made", to_string(row.second_made));
  release.text_if("asked_proof_from", row.asked_proof.from).text_if("asked_token", row.asked_proof.token);
  release.text_if("second_proof_from", row.second_proof.from).text_if("second_token", row.second_proof.token);
  json::ObjectWriter line;
  line.text("group", logged.group);
  if (row.entry) line.number("entry", *row.entry);
  return line.raw("release", release.str()).str();
}

std::string to_json(const node::Releases::Waiting& waiting, std::string_view flags) {
  json::ObjectWriter line;
  line.text("pending", waiting.name())
      .text("sha256", waiting.row.sha256)
      .text("expires", to_string(waiting.row.expires));
  // JSON already; empty where there was nothing to look at.
  if (!flags.empty()) line.raw("flags", flags);
  return line.str();
}

}  // namespace parley::desk
