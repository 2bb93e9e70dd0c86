// The one gate through which every object of our own comes: parsed, checked against STIX 2.1, put
// into the canonical form. Two ways lead through it. admit() judges, for what people and clients
// bring; read() does not, for what another party has signed into its own journal, where a refusal
// would only break the mirror.
//
// The text that is stored keeps its tokens as they came (numbers, escapes, order of members) and
// loses only the white space between them; equality and the commitment go by the RFC 8785 form.
#include "journal/intake.h"

#include "json/canonical.h"
#include "stix/object.h"
#include "stix/parley.h"
#include "stix/report.h"

namespace parley::journal {

struct Intake::Impl {
  // A journal is a TAXII collection that says it stores STIX 2.1 (TAXII 2.1 section 5.2.1, `media_types`).
  explicit Impl(stix::ValidateOptions options)
      : validator([&] {
          options.this_version_only = true;
          return options;
        }()) {}
  json::Parser parser;
  stix::Validator validator;

  Admission refuse(json::Element value, std::string message);
};

namespace {

// Whoever could bring a record of who did what could bring a false one. (Another's type of that name, under another
// extension, is an object like any other.)
bool is_audit_record(json::Element value) {
  json::Object object;
  return json::text_member(value, "type") == stix::kAuditRecord && value.get(object) == simdjson::SUCCESS &&
         object["extensions"][stix::kParleyExtension].error() == simdjson::SUCCESS;
}

Result<NewObject> make_object(json::Element value, std::string_view text) {
  PARLEY_TRY(const auto header, stix::read_header(value));
  NewObject object;
  PARLEY_TRY_STATUS(json::append_canonical(object.canonical, value));
  object.text.reserve(text.size());
  json::append_compact(object.text, text);
  object.id = header.id;
  object.type = header.type;
  object.spec_version = header.spec_version;
  object.version = header.version;
  object.version_time = header.version_time;
  object.revoked = header.revoked;
  return object;
}

}  // namespace

Intake::Intake(stix::ValidateOptions options) : impl_(std::make_unique<Impl>(options)) {}
Intake::~Intake() = default;

Intake::Admission Intake::Impl::refuse(json::Element value, std::string message) {
  Admission admission;
  admission.refusal.id = json::text_member(value, "id");
  admission.refusal.version = json::text_member(value, "modified");
  if (admission.refusal.version.empty()) admission.refusal.version = json::text_member(value, "created");
  admission.refusal.message = std::move(message);
  return admission;
}

// The first finding is the message: a client that gets one exact reason with its path corrects it,
// and a list of a hundred is not read. Text that is no JSON is told apart, because TAXII answers a
// whole request with it and not an object of an envelope.
Intake::Admission Intake::admit(std::string_view text) {
  auto parsed = impl_->parser.parse(text);
  if (!parsed.ok()) {
    Admission admission;
    admission.not_json = true;
    admission.refusal.message = parsed.error().message;
    return admission;
  }
  const json::Element value = *parsed;
  if (!impl_->validator.check_object(value)) {
    const stix::Finding finding = impl_->validator.first_error();
    const std::string where = finding.path.empty() ? std::string() : finding.path + ": ";
    return impl_->refuse(value, where + finding.message + " (" + stix::cited(finding.section) + ")");
  }
  if (is_audit_record(value))
    return impl_->refuse(value,
                         "an audit-record is written by the node about itself, into its journal \"audit\", and "
                         "taken from nobody: neither a new one nor another version of one");
  auto object = make_object(value, text);
  if (!object.ok()) return impl_->refuse(value, object.error().message);
  Admission admission;
  admission.object = std::move(object).value();
  return admission;
}

Result<NewObject> Intake::read(std::string_view text) {
  PARLEY_TRY(const json::Element value, impl_->parser.parse(text));
  return make_object(value, text);
}

}  // namespace parley::journal
