// The open vocabularies and enumerations of STIX 2.1 chapter 10.
#pragma once

#include "stix/rules.h"

namespace parley::stix::vocabulary {

extern const Vocabulary kAccountType, kAttackMotivation, kAttackResourceLevel, kEncryptionAlgorithm, kExtensionType,
    kGroupingContext, kHashAlgorithm, kIdentityClass, kImplementationLanguage, kIndicatorType, kIndustrySector,
    kInfrastructureType, kMalwareCapabilities, kMalwareResult, kMalwareType, kSocketAddressFamily, kSocketType,
    kOpinion, kPatternType, kProcessorArchitecture, kRegion, kReportType, kThreatActorType, kThreatActorRole,
    kThreatActorSophistication, kToolType, kIntegrityLevel, kPeBinaryType, kRegistryDatatype, kServiceStartType,
    kServiceType, kServiceStatus;

}  // namespace parley::stix::vocabulary
