#include "engine/api/history_values.h"

namespace halcyon::engine {

const std::vector<std::string>& filterFields(StreamId stream)
{
    static const std::vector<std::string> upi{
        "status", "payer_bank", "payer", "payee", "txn_id", "amount", "score", "bucket", "partition"};
    static const std::vector<std::string> transactions{"payment_method", "country", "merchant", "user_id",
        "transaction_id", "amount", "is_fraud", "score", "bucket", "partition"};
    return stream == StreamId::Upi ? upi : transactions;
}

} // namespace halcyon::engine
