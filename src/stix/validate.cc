#include "stix/validate.h"

#include "stix/checker.h"

// The door to the checker: everything else in this folder can change without those who use it being compiled anew.
namespace parley::stix {

// Behind a pointer, so that those who use the validator need not include the tables.
struct Validator::Impl {
  explicit Impl(const ValidateOptions& options) : checker(options) {}
  Checker checker;
};

Validator::Validator(ValidateOptions options) : impl_(std::make_unique<Impl>(options)) {}
Validator::~Validator() = default;

bool Validator::check(json::Element value) {
  impl_->checker.run(value, Checker::Bundles::allowed);
  return error_count() == 0;
}

// A TAXII server and a journal take single objects: a bundle there is an error, and not a list of objects.
bool Validator::check_object(json::Element value) {
  impl_->checker.run(value, Checker::Bundles::refused);
  return error_count() == 0;
}

std::size_t Validator::error_count() const { return impl_->checker.findings.error_count(); }
std::size_t Validator::warning_count() const { return impl_->checker.findings.warning_count(); }
// Sentences are made here and not before: whoever only asks how many there are pays for none.
std::vector<Finding> Validator::findings() const { return impl_->checker.findings.rendered(); }
Finding Validator::first_error() const { return impl_->checker.findings.first_error(); }

}  // namespace parley::stix
