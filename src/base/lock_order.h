// In which order locks may be taken, so that clang's analysis can refuse another one (-Wthread-safety-beta).
//
// A mutex of one class cannot name the private mutex of another. So a module that has an order declares a LockLevel for
// each step of it, and each mutex says between which of them it stands:
//
//   inline LockLevel lists, leaves;
//   Mutex mutex_ PARLEY_ACQUIRED_AFTER(lists) PARLEY_ACQUIRED_BEFORE(leaves);
#pragma once

#include "base/mutex.h"

#define PARLEY_ACQUIRED_BEFORE(...) PARLEY_THREAD_ATTRIBUTE(acquired_before(__VA_ARGS__))
#define PARLEY_ACQUIRED_AFTER(...) PARLEY_THREAD_ATTRIBUTE(acquired_after(__VA_ARGS__))
// Of a function that takes the lock itself: whoever holds it already would wait for himself.
#define PARLEY_EXCLUDES(...) PARLEY_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))

namespace parley {

// A step of an order; nobody ever holds it.
class PARLEY_THREAD_ATTRIBUTE(capability("lock level")) LockLevel {};

}  // namespace parley
