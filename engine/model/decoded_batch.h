#pragma once

#include "engine/model/dead_letter.h"
#include "engine/model/message.h"
#include "engine/model/payment.h"
#include "engine/model/text_arena.h"

#include <vector>

namespace halcyon::engine {

/// A batch after decode and validation: every message is either in `payments`
/// or in `deadLetters`, both in message order.
struct DecodedBatch {
    MessageBatch source; ///< owns most of the bytes the texts point into
    std::vector<Payment> payments;
    std::vector<PaymentText> texts; ///< texts[i] belongs to payments[i]
    std::vector<DeadLetter> deadLetters;
    TextArena arena; ///< the other bytes: unescaped and derived names
};

} // namespace halcyon::engine
