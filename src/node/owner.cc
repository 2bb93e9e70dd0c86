// Asked before anything is opened, because a file that root writes in a service's folder is one that the
// service cannot read afterwards.
#include "node/owner.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "base/file.h"

namespace parley::node {

std::string user_name(uid_t uid) {
  // Entries with long lists of fields need room; without an entry the number is the name.
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return fmt::format("#{}", uid);
}

std::string sudo_as(uid_t uid) {
  const std::string name = user_name(uid);
  return name.starts_with('#') ? fmt::format("sudo -u '{}'", name) : "sudo -u " + name;
}

Status check_owner(const std::filesystem::path& dir) {
  struct stat info {};
  // By the effective user: that is whose files come into being.
  if (::stat(dir.c_str(), &info) != 0)
    return errno == ENOENT || errno == ENOTDIR ? Status{} : system_error("reading " + dir.string());
  if (info.st_uid == ::geteuid()) return {};
  return Error{Code::forbidden,
               fmt::format("{} belongs to user \"{}\", and this is user \"{}\": run the command as the owner, with {} "
                           "parley ...",
                           dir.string(), user_name(info.st_uid), user_name(::geteuid()), sudo_as(info.st_uid))};
}

}  // namespace parley::node
