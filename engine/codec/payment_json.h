#pragma once

#include "engine/codec/zone_clock.h"
#include "engine/model/payment.h"

#include <string>

namespace halcyon::engine {

/// Appends a payment as one JSON object: the fields of its stream by
/// domain.md's names, then the derived ones. The amount is a plain decimal
/// number, the timestamp ISO 8601 in UTC; optional fields that the message did
/// not have are left out.
/// \param zone the stream's time zone, for the date
void appendPaymentJson(std::string& json, const Payment& payment, const PaymentText& text, ZoneClock& zone);

} // namespace halcyon::engine
