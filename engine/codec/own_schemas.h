#pragma once

#include "engine/model/stream.h"

#include <string_view>

namespace halcyon::engine {

/// The Avro schema of a stream's plain messages, as in resources/avro/.
[[nodiscard]] std::string_view ownAvroSchema(StreamId stream) noexcept;

} // namespace halcyon::engine
