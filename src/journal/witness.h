// The witness protocol of C2SP tlog-witness: a log shows its new head and what leads to it from the last one; a witness
// that agrees answers with its cosignature. Pure but for what is asked of `Witness::Heads`.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "journal/merkle.h"
#include "journal/note.h"

namespace parley::journal {

// A request: "old SIZE", lines of a consistency proof, an empty line, a checkpoint.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;
  Note note;
  Checkpoint head;
  // Fails with invalid_input.
  static Result<AddCheckpoint> parse(std::string_view body);
  std::string to_string() const;
};

struct WitnessAnswer {
  int status = 200;  // 200, 400, 403, 404, 409, 422 as tlog-witness has them; 503: try again; 507: it holds
                     // what it cosigns, and has no room for more of this log (the body says which limit)
  // The cosignature line; the size to go on from with a 409 (size_told()); else why, for people.
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
  bool again_soon = false;  // a 503 that passes by itself in a moment: the one who shows the head may wait for it
};

// What the body of a 409 tells: the size of the latest head that the witness knows, strictly in decimal. Nothing: its
// head of the size that was shown has another root.
std::optional<std::uint64_t> size_told(std::string_view body);

class Witness {
 public:
  // What is remembered of the logs.
  struct Heads {
    // The key of a log that may be witnessed; nothing: unknown.
    std::function<std::optional<VerifierKey>(std::string_view origin)> key;
    // The head cosigned last; size 0 when there is none.
    std::function<Result<Checkpoint>(std::string_view origin)> latest;
    // Makes `next` the latest when that is still `before`, durably; false when it is not any more. May do more first,
    // such as fetching the entries. Fails with unavailable: 503; too_large: 507.
    std::function<Result<bool>(const Checkpoint& before, const Checkpoint& next, const Note& note)> advance;
    // Told of two roots of one size under good signatures, which proves that the log lied.
    std::function<void(const Checkpoint& known, const Note& other)> equivocation;
  };
  // `name` and `key` as in the verifier key.
  Witness(std::string name, const SigningKey& key, Heads heads, std::function<std::uint64_t()> seconds);

  WitnessAnswer add_checkpoint(std::string_view body) const;

 private:
  const std::string name_;
  const SigningKey& key_;
  const Heads heads_;
  const std::function<std::uint64_t()> seconds_;
};

}  // namespace parley::journal
