#include "engine/model/stream_settings.h"

namespace halcyon::engine {

AllStreamSettings defaultStreamSettings()
{
    AllStreamSettings all;
    all[indexOf(StreamId::Upi)].topics = {"upi_transactions"};
    all[indexOf(StreamId::Transactions)].topics
        = {"ecommerce.transactions", "transactions", "transaction-events"};
    return all;
}

} // namespace halcyon::engine
