#include "engine/codec/own_schemas.h"

namespace halcyon::engine {

extern const std::string_view kTransactionsAvroSchema;
extern const std::string_view kUpiAvroSchema;

std::string_view ownAvroSchema(StreamId stream) noexcept
{
    return stream == StreamId::Upi ? kUpiAvroSchema : kTransactionsAvroSchema;
}

} // namespace halcyon::engine
