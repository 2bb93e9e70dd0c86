#include "desk/exchange.h"
#include "json/writer.h"

namespace parley::desk {

std::string sync_json(const Exchange::Report& report) {
  return json::ObjectWriter()
      .text("group", report.group)
      .text("member", report.member)
      .number("held", report.after)
      .number("new", report.after - report.before)
      .number("ours", report.ours)
      .number("they_hold", report.held)
      .text("problem", report.problem)
      .str();
}

std::string to_json(const Exchange::Stopped& stopped) {
  return json::ObjectWriter().text("origin", stopped.origin).text("why", stopped.why).str();
}

}  // namespace parley::desk
