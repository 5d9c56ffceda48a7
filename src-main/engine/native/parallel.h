// Images of one operation on several threads, as far as cores are free.
#pragma once
#include <functional>

namespace plateau {

// Threads for an operation: a step of training has about eight ready at any time, so on few cores each runs best
// on one; of the nodes in eval mode there are only as many as points that are scored.
enum class Share { EIGHTH, ALL };

// How many threads may work for one call of `parallel`; each has a slot of its own, 0…slots() − 1.
int slots(Share share);

// Calls work(i, slot) for i = 0…count − 1, once each, in any order. Helpers join while fewer threads than cores
// work here, and leave when another operation begins.
void parallel(int count, Share share, const std::function<void(int index, int slot)>& work);

}  // namespace plateau
