// The certificate of clients' listener: where it lies, whether the listener could start with it, and making the one
// that a node makes itself ([server] tls = "self-signed").
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "node/config.h"

namespace parley::node {

struct CertificateFiles {
  std::filesystem::path certificate, key;
};
// As the configuration names them, or as the node makes them; nothing: there is no TLS. `dir`: the folder in which the
// configuration lies.
std::optional<CertificateFiles> certificate_files(const std::filesystem::path& dir, const Config& config);

// Whether the listener could start with these files, as `serve` and `config check` both ask. Fails with invalid_input,
// or with conflict where one of the two is there alone, and says which file, what is wrong with it and what to do. Of
// "self-signed" both may be missing: then they are made.
Status check_certificate(const std::filesystem::path& dir, const Config& config);

// What is wrong with a usable certificate in the eyes of a client that is told to come to [server] public_url: that it
// is for other hosts. A sentence, with what to do; empty: nothing, or there is none yet.
std::string certificate_warning(const std::filesystem::path& dir, const Config& config);

// The same as check_certificate(), and makes keys/tls.pem and keys/tls.key where the configuration asks for them and
// neither is there (`init` makes them only when it is told to). What was made, in a sentence; empty: nothing had to be.
Result<std::string> make_missing_certificate(const std::filesystem::path& dir, const Config& config);

}  // namespace parley::node
