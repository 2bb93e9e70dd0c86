// Reading a journal: which entries match, and their objects in as few reads as it takes.
#pragma once

#include "journal/journal.h"
#include "store/embedded/store.h"

namespace parley::journal {

// Whether a filter selects a live version with these flags (store::EntryFlag).
bool selects(const VersionFilter& filter, const store::EntryStore& store, Seq entry, std::uint8_t flags);

Result<Page> read_page(const store::EntryStore& store, const Query& query, Seq from, const PageLimits& limits);
bool still_valid(const store::EntryStore& store, const Validity& validity);

}  // namespace parley::journal
