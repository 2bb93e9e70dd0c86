#include "cli/convert.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "base/program.h"

namespace parley::cli {
namespace {

// Without an end to it, a converter that hangs would hang the command with it.
constexpr auto kPatience = std::chrono::minutes(2);
// What comes out is held in memory until it is written: this bounds what a converter gone wild can take.
constexpr std::size_t kMostBytes = 256u << 20;
// By its whole path, as the tools are: what stands first in somebody's PATH is not run.
constexpr const char* kBox = "/usr/bin/bwrap";

// The option as people typed it, what it runs, the package to install, and what can be done without it: for the errors.
struct Tool {
  const char *option, *program, *package, *instead;
  std::vector<std::string> command;  // reads standard input, writes standard output
};

Tool tool_of(Conversion what) {
  // Without pandoc's own --sandbox, in which it does not find the template that Debian installs beside it; this box
  // holds nothing else that it could read.
  if (what == Conversion::docx)
    return {"--docx",
            "/usr/bin/pandoc",
            "pandoc",
            "--markdown writes what it would be made of",
            {"/usr/bin/pandoc", "--from", "commonmark", "--to", "docx", "--output", "-"}};
  // Chromium reads and writes files only, so it gets two in the empty folder. Its own sandbox cannot be set up inside
  // of this one, which is stricter; the page runs no script but its own (page/html.h).
  return {"--pdf",
          "/usr/bin/chromium",
          "chromium",
          "--html writes a page that any browser prints",
          {"/bin/sh", "-c",
           "cat > in.html && /usr/bin/chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
           "--no-first-run "
           "--user-data-dir=/tmp/profile --no-pdf-header-footer --print-to-pdf=out.pdf file:///tmp/in.html >/dev/null "
           "2>&1 && cat out.pdf"}};
}

// The converter reads text that other parties wrote, so a fault in it is reckoned with. In the box it has no network,
// no other process, none of our variables, and of the disk only programs and fonts, to read; what it writes in there
// goes with the box.
std::vector<std::string> in_a_box(const Tool& tool) {
  std::vector<std::string> out = {kBox,
                                  "--unshare-all",
                                  "--die-with-parent",
                                  "--new-session",
                                  "--clearenv",
                                  "--setenv",
                                  "PATH",
                                  "/usr/bin:/bin",
                                  "--setenv",
                                  "HOME",
                                  "/tmp",
                                  "--setenv",
                                  "LANG",
                                  "C.UTF-8",
                                  "--ro-bind",
                                  "/usr",
                                  "/usr",
                                  "--symlink",
                                  "usr/bin",
                                  "/bin",
                                  "--symlink",
                                  "usr/lib",
                                  "/lib",
                                  "--symlink",
                                  "usr/lib64",
                                  "/lib64",
                                  "--ro-bind-try",
                                  "/etc/fonts",
                                  "/etc/fonts",
                                  "--ro-bind-try",
                                  "/etc/chromium.d",
                                  "/etc/chromium.d",
                                  "--ro-bind-try",
                                  "/var/cache/fontconfig",
                                  "/var/cache/fontconfig",
                                  "--proc",
                                  "/proc",
                                  "--dev",
                                  "/dev",
                                  "--tmpfs",
                                  "/tmp",
                                  "--chdir",
                                  "/tmp",
                                  "--"};
  out.insert(out.end(), tool.command.begin(), tool.command.end());
  return out;
}

// Nothing from our environment, which may have secrets in it, gets even as far as the box. What a converter complains
// of is about its own inner life; what people can do about it the error says.
Result<std::string> run_in_a_box(const Tool& tool, std::string_view input) {
  Ran ran = run_program(
      {.path = kBox, .arguments = in_a_box(tool), .variables = {}, .patience = kPatience, .most_output = kMostBytes},
      input);
  if (ran.how == Ran::How::not_started)
    return Error{Code::unavailable, fmt::format("{}: {} cannot be started", tool.option, kBox)};
  if (ran.how == Ran::How::out_of_time)
    return Error{Code::unavailable, fmt::format("{}: {} did not end within two minutes", tool.option, tool.program)};
  if (ran.how == Ran::How::too_much_output)
    return Error{Code::too_large,
                 fmt::format("{}: {} makes more than {} MiB of it", tool.option, tool.program, kMostBytes >> 20)};
  // Nothing at all is a failure as well: no document is empty.
  if (ran.how != Ran::How::done || ran.output.empty())
    return Error{Code::unavailable,
                 fmt::format("{}: {} failed in its box ({}); {}", tool.option, tool.program, kBox, tool.instead)};
  return std::move(ran.output);
}

}  // namespace

// What is not installed is named by its package before anything is started, all of it at once.
Result<std::string> converted(Conversion what, std::string_view input) {
  const Tool tool = tool_of(what);
  std::string missing;
  for (const auto& [program, package] : {std::pair(kBox, "bubblewrap"), {tool.program, tool.package}})
    if (::access(program, X_OK) != 0) missing += (missing.empty() ? "" : " and ") + std::string(package);
  if (!missing.empty())
    return Error{Code::unavailable,
                 fmt::format("{} needs {}, which {} not installed here; {}", tool.option, missing,
                             missing.find(" and ") == std::string::npos ? "is" : "are", tool.instead)};
  return run_in_a_box(tool, input);
}

}  // namespace parley::cli
