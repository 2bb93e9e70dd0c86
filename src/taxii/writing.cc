// POST and DELETE. One append for a whole envelope, so that a crash leaves all of it or nothing.
//
// Each object is judged by itself, in the order in which it came; those that pass are stored
// together. A client thus never has to find out which of them to send again: the status names every
// one, and sending the same again is a success that changes nothing.
#include <algorithm>

#include "base/bytes.h"
#include "base/uuid.h"
#include "json/json.h"
#include "taxii/envelope.h"
#include "taxii/media.h"
#include "taxii/service_impl.h"

namespace parley::taxii {
namespace {

constexpr std::size_t kMaxObjectBytes = 16u << 20;  // as json::ObjectReader has it for imports

using Detail = StatusReport::Detail;

struct Admitted {
  std::vector<journal::NewObject> objects;
  std::vector<Detail> failures;
  bool any_identified = false;
  std::optional<Error> not_json;  // the body as a whole is none
};

// A JSON Pointer into the envelope (RFC 6901): the name of an object that has no usable id.
std::string pointer(std::size_t index) { return "/objects/" + std::to_string(index); }

// `no_version` stands in the status for an object whose version cannot be read, since a status must
// name one (section 4.3.1): it is the time of the request.
Admitted admit_all(journal::Intake& intake, const std::vector<EnvelopeElement>& elements, const std::string& no_version,
                   const std::optional<std::string>& only_type) {
  Admitted admitted;
  admitted.objects.reserve(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const EnvelopeElement& element = elements[i];
    if (element.depth > json::kMaxDepth || element.text.size() > kMaxObjectBytes) {
      const std::string why = element.depth > json::kMaxDepth
                                  ? "nested deeper than " + std::to_string(json::kMaxDepth)
                                  : "larger than " + std::to_string(kMaxObjectBytes) + " bytes";
      admitted.failures.push_back({pointer(i), no_version, pointer(i) + ": " + why});
      admitted.any_identified = true;  // whatever it is, it is an object too large, not a body of another kind
      continue;
    }
    journal::Intake::Admission admission = intake.admit(element.text);
    if (admission.object && only_type && (admission.object->type != *only_type || !admission.object->version.empty())) {
      admission.refusal = {.id = admission.object->id,
                           .version = admission.object->version,
                           .message = "this collection takes objects of type " + *only_type + " without versions only"};
      admission.object.reset();
    }
    if (admission.object) {
      admitted.objects.push_back(std::move(*admission.object));
      admitted.any_identified = true;
      continue;
    }
    // The place in the envelope helps where an id is missing, and in a long envelope also where it
    // is not.
    journal::Refusal& refusal = admission.refusal;
    if (admission.not_json && !is_json_by_grammar(element.text)) {
      admitted.not_json = Error{Code::invalid_input, "the body is not JSON: " + pointer(i) + ": " + refusal.message};
      return admitted;
    }
    admitted.any_identified = admitted.any_identified || !refusal.id.empty();
    admitted.failures.push_back({refusal.id.empty() ? pointer(i) : std::move(refusal.id),
                                 refusal.version.empty() ? no_version : std::move(refusal.version),
                                 pointer(i) + ": " + refusal.message});
  }
  return admitted;
}

// A 422 for an envelope in which nothing has an id: a status resource, which names objects, could say nothing about it.
http::Response nothing_identified(const std::vector<Detail>& failures) {
  constexpr std::size_t kShown = 20;
  std::string list;
  for (std::size_t i = 0; i < std::min(failures.size(), kShown); ++i) {
    list += i == 0 ? '[' : ',';
    append_json_string(list, failures[i].message);
  }
  return error_answer(422, "none of the objects has a usable id, so nothing was stored; " + failures.front().message,
                      {{"objects", std::to_string(failures.size())}, {"failures", list + "]"}});
}

// An identical object that is there already is a success, as a client must be able to send an envelope again; the same
// version with other content is a failure, and the first content stays.
StatusReport report_of(const Collection& collection, const Admitted& admitted,
                       const std::vector<journal::Outcome>& outcomes, Micros request_time) {
  StatusReport report{
      .id = to_string(uuid_v4()), .request_time = request_time, .successes = {}, .failures = admitted.failures};
  report.successes.reserve(outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const journal::NewObject& object = admitted.objects[i];
    const journal::Outcome& outcome = outcomes[i];
    if (outcome.added == journal::Added::conflict) {
      report.failures.push_back({object.id, outcome.version.empty() ? object.version : outcome.version,
                                 "this version of this object is there already with other content, which was kept"});
      continue;
    }
    // To who may not read, a success looks the same whether the object was there before or not.
    const bool hide_date = !collection.can_read && object.version.empty();
    report.successes.push_back({object.id, hide_date ? to_string(request_time) : outcome.version, {}});
  }
  return report;
}

// At most so many objects are looked at in a collection that hands them over: each costs work and may be refused in
// many words, and who brings a charter brings one.
constexpr std::size_t kDeliveredAtOnce = 4;

// 507 when there is no room, because the sender is to keep what it has and try again; else the status tells.
http::Response deliver(const Collection& collection, const Admitted& admitted, Micros request_time) {
  StatusReport report{
      .id = to_string(uuid_v4()), .request_time = request_time, .successes = {}, .failures = admitted.failures};
  for (const journal::NewObject& object : admitted.objects) {
    const Status taken = collection.deliver(object.text);
    if (!taken.ok() && taken.error().code == Code::unavailable) return error_answer(507, taken.error().message);
    auto& details = taken.ok() ? report.successes : report.failures;
    details.push_back({object.id, to_string(request_time), taken.ok() ? std::string() : taken.error().message});
  }
  return taxii_answer(202, render_status(report));
}

}  // namespace

// One for each request at a time, and as many as there were requests at once. A new one is made outside of the lock.
std::unique_ptr<journal::Intake> IntakePool::borrow() {
  {
    const Lock lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<journal::Intake> intake = std::move(free_.back());
      free_.pop_back();
      return intake;
    }
  }
  return std::make_unique<journal::Intake>(options_);
}

void IntakePool::give_back(std::unique_ptr<journal::Intake> intake) {
  const Lock lock(mutex_);
  free_.push_back(std::move(intake));
}

// TAXII 2.1 section 5.5: a wrong or missing media type is 415.
std::optional<http::Response> refuse_content(const http::Request& request) {
  const std::string* content_type = request.header("content-type");
  if (content_type != nullptr && is_taxii_content(*content_type)) return std::nullopt;
  return error_answer(415, "the Content-Type of a POST must be " + std::string(kTaxiiMediaType));
}

// The limit was told and applied when the header was looked at (screen). It is checked again here,
// for a body that came without a length.
http::Response Service::Impl::add_objects(Exchange& exchange, const Collection& collection) {
  const http::Request& request = exchange.request;
  if (request.body.size() > exchange.max_content_length)
    return error_answer(413,
                        "this API root takes bodies of up to " + std::to_string(exchange.max_content_length) + " bytes",
                        {{"max_content_length", std::to_string(exchange.max_content_length)}});
  const Micros request_time = options.clock();
  const Result<std::vector<EnvelopeElement>> elements = split_envelope(request.body);
  if (!elements.ok()) return refuse_for(exchange, elements.error());

  if (collection.deliver && elements->size() > kDeliveredAtOnce)
    return error_answer(413, "this collection takes at most " + std::to_string(kDeliveredAtOnce) + " objects at once");
  std::unique_ptr<journal::Intake> intake = intakes.borrow();
  const Admitted admitted = admit_all(*intake, *elements, to_string(request_time), collection.only_type);
  intakes.give_back(std::move(intake));
  if (admitted.not_json) return refuse_for(exchange, *admitted.not_json);
  if (!admitted.any_identified) return nothing_identified(admitted.failures);

  if (collection.deliver) return deliver(collection, admitted, request_time);
  std::vector<journal::Outcome> outcomes;
  if (!admitted.objects.empty()) {
    Result<std::vector<journal::Outcome>> appended = catalog.append(collection, admitted.objects);
    if (!appended.ok()) return refuse_for(exchange, appended.error());
    outcomes = std::move(*appended);
  }
  const StatusReport report = report_of(collection, admitted, outcomes, request_time);
  exchange.objects = report.successes.size();
  std::string body = render_status(report);
  // The objects are stored, whether or not the status can be kept: the client has it in the answer.
  const Status kept = catalog.keep_status(exchange.route.root, report.id, exchange.principal, body);
  if (!kept.ok()) exchange.error = kept.error().in("keeping the status").message;
  return taxii_answer(202, std::move(body));
}

// Erasing is an entry of its own in the journal; what is gone is the content, on this node. The node records who did
// it before, and where it cannot, nothing is erased. Section
// 5.7 wants a 404 for a GET of what was deleted, which is why all versions go when none are named.
http::Response Service::Impl::delete_object(Exchange& exchange, const Collection& collection) {
  const std::string& id = exchange.route.item;
  const Result<Parameters> parameters = http::parse_query(exchange.request.query);
  if (!parameters.ok()) return refuse_for(exchange, parameters.error());
  Result<Deletion> deletion = read_deletion(*parameters);
  if (!deletion.ok()) return refuse_for(exchange, deletion.error());

  if (!deletion->spec_versions.empty()) {
    // The journal erases by version only, so the versions of that specification are looked up first.
    journal::Query query;
    query.ids = {id};
    query.spec_versions = deletion->spec_versions;
    query.versions = deletion->versions;
    // From here on only the versions that are found are named; when none is, nothing is erased and the answer is 404.
    deletion->versions = {.last = false, .first = false, .all = false, .exact = {}};
    for (journal::Seq from = 0;;) {
      const Result<journal::Page> page = collection.journal->read(query, from, {});
      if (!page.ok()) return refuse_for(exchange, page.error());
      for (const journal::Entry& entry : page->entries) {
        if (Timestamp time; Timestamp::parse(entry.version, time)) deletion->versions.exact.push_back(time);
      }
      if (!page->more) break;
      from = page->next;
    }
  }
  Result<std::size_t> erased = Error{Code::not_found, {}};
  const journal::VersionFilter& versions = deletion->versions;
  if (versions.all || versions.last || versions.first || !versions.exact.empty())
    erased = catalog.erase(collection, exchange.principal, id, versions);
  if (!erased.ok() && erased.error().code == Code::not_found)
    return error_answer(404, "this collection has no such object, or no such version of it: " + clip(id));
  if (!erased.ok()) return refuse_for(exchange, erased.error());
  exchange.objects = *erased;
  return taxii_answer(200, {});
}

}  // namespace parley::taxii
