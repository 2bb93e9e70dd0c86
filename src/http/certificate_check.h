// Whether a certificate and a private key, both PEM files, belong together, and a server can use them.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace parley::http {

// Fails with corrupt, naming the files, when they do not or cannot be read as what they should be.
Status check_key_pair(const std::filesystem::path& certificate, const std::filesystem::path& key);

// Whether a server could start with them, which reads the whole chain. Fails with what its start would fail with:
// invalid_input, naming the file.
Status check_server_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key);

// Whether a client that is told to connect to `host`, a name or an address, takes the certificate (RFC 6125: by its
// alternative names). Fails with corrupt when the file is none.
Result<bool> certificate_is_for(const std::filesystem::path& certificate, const std::string& host);

}  // namespace parley::http
