// C2SP tlog-witness, "add-checkpoint", as a function from a request to an answer. A witness
// remembers one head for each log and cosigns only a head that extends it. Its worth lies in never
// cosigning two histories, so the order below is what counts: the new head is remembered durably
// (Heads::advance) before it is signed. A crash in between loses a signature, which the log asks
// for again; the other way round it would lose the memory of having signed.
//
// Nothing here keeps a lock from the first look to the end. Two requests may pass the checks at
// once; advance() lets only one of them replace the head that both have seen, and the other one
// gets 409 with the size to go on from.
#include "journal/witness.h"

#include <fmt/format.h>

#include <charconv>

namespace parley::journal {
namespace {

constexpr std::size_t kMaxProof = 63;  // hashes, as tlog-witness allows

bool read_size(std::string_view text, std::uint64_t& out) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

WitnessAnswer refuse(int status, std::string why) { return {status, why + "\n"}; }

}  // namespace

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  const auto malformed = [](std::string_view what) {
    return Error{Code::invalid_input, fmt::format("add-checkpoint: {}", what)};
  };
  AddCheckpoint out;
  constexpr std::string_view kOld = "old ";
  const auto line = [&]() -> std::optional<std::string_view> {
    const std::size_t end = body.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = body.substr(0, end);
    body.remove_prefix(end + 1);
    return text;
  };
  const auto first = line();
  if (!first || !first->starts_with(kOld) || !read_size(first->substr(kOld.size()), out.old_size))
    return malformed("the first line must be \"old\" and the size of the last head, in decimal");
  while (true) {
    const auto text = line();
    if (!text) return malformed("an empty line must stand between the proof and the checkpoint");
    if (text->empty()) break;
    const auto hash = hash_from_base64(*text);
    if (!hash) return malformed("a line of the proof is not base64 of 32 bytes");
    if (out.proof.size() == kMaxProof) return malformed("a proof has at most 63 lines");
    out.proof.push_back(*hash);
  }
  PARLEY_TRY(out.note, Note::parse(body));
  PARLEY_TRY(out.head, Checkpoint::parse(out.note.text));
  return out;
}

std::optional<std::uint64_t> size_told(std::string_view body) {
  if (body.ends_with('\n')) body.remove_suffix(1);
  std::uint64_t size = 0;
  if (!read_size(body, size)) return std::nullopt;
  return size;
}

std::string AddCheckpoint::to_string() const {
  std::string out = fmt::format("old {}\n", old_size);
  for (const Hash& hash : proof) out += to_base64(hash) + "\n";
  return out + "\n" + note.to_string();
}

Witness::Witness(std::string name, const SigningKey& key, Heads heads, std::function<std::uint64_t()> seconds)
    : name_(std::move(name)), key_(key), heads_(std::move(heads)), seconds_(std::move(seconds)) {}

// The checks stand in the order that tlog-witness gives them, because their statuses tell the log
// what to do: 404 and 403 are final, 409 with a size says where to begin, 409 without one and 422
// that it has a problem with itself.
WitnessAnswer Witness::add_checkpoint(std::string_view body) const {
  const auto request = AddCheckpoint::parse(body);
  if (!request.ok()) return refuse(400, request.error().message);
  const Checkpoint& head = request->head;
  const auto log = heads_.key(head.origin);
  if (!log) return refuse(404, "this log is not known here");
  if (!verify_note(request->note, {*log}).ok())
    return refuse(403, "the checkpoint is not signed by the key that is known for this log");
  if (request->old_size > head.size) return refuse(400, "the old size is larger than that of the checkpoint");
  const auto known = heads_.latest(head.origin);
  if (!known.ok()) return refuse(503, "the last head cannot be read at the moment");
  // Answered before the proof is looked at: the log has an older idea of what this witness knows.
  if (request->old_size != known->size) return {409, fmt::format("{}\n", known->size), "text/x.tlog.size"};
  // The same size and another root under a good signature: that is told before it is refused, since
  // the pair proves that the log has signed two histories. There is no size to go on from, so the 409
  // that is due here has words.
  if (head.size == known->size && head.size != 0 && head.root != known->root) {
    if (heads_.equivocation) heads_.equivocation(*known, request->note);
    return refuse(409, "another root was shown for this size");
  }
  const Status consistent =
      known->size == 0
          ? (request->proof.empty() ? Status{}
                                    : Status{Error{Code::invalid_input, "nothing is to be proved from size 0"}})
          : verify_consistency(known->size, head.size, request->proof, known->root, head.root);
  if (!consistent.ok()) return refuse(422, consistent.error().message);
  const auto advanced = heads_.advance(*known, head, request->note);
  if (!advanced.ok()) {
    const Code code = advanced.error().code;
    return refuse(code == Code::unavailable ? 503 : code == Code::too_large ? 507 : 422, advanced.error().message);
  }
  if (!*advanced) {
    const auto now_known = heads_.latest(head.origin);
    return {409, fmt::format("{}\n", now_known.ok() ? now_known->size : known->size), "text/x.tlog.size"};
  }
  return {200, to_string(cosign_note(request->note.text, name_, key_, seconds_()))};
}

}  // namespace parley::journal
