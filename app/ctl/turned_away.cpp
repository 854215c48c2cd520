#include "app/ctl/turned_away.h"

#include "app/ctl/common_options.h"

#include <fmt/format.h>

#include <algorithm>

namespace halcyon::app {

using namespace engine;

void TurnedAway::take(const ProcessedBatch& batch)
{
    const DecodedBatch& decoded = batch.decoded;
    m_read += decoded.source.messages.size();
    for (const Message& message : decoded.source.messages)
        m_ofOthers += message.stream != m_stream;
    for (const DeadLetter& letter : decoded.deadLetters) {
        if (decoded.source.messages[letter.message].stream != m_stream)
            continue;
        ++m_deadLetters;
        const Rejection& rejection = letter.rejection;
        ++m_reasons[fmt::format(
            "{}{}{}", reasonName(rejection.reason), rejection.field.empty() ? "" : " ", rejection.field)];
    }
}

int TurnedAway::conclude(std::ostream& err) const
{
    const bool isUseless = m_deadLetters + m_ofOthers == m_read;
    if (m_read == 0 || (m_deadLetters == 0 && !isUseless))
        return kOk;
    if (!isUseless) {
        err << fmt::format(
            "halcyonctl: {} of {} messages are dead letters ({}); `halcyonctl decode` says why.\n",
            m_deadLetters, m_read - m_ofOthers, mostFrequent());
        return kOk;
    }
    if (m_deadLetters == 0)
        return reportError({ErrorCode::Data,
            fmt::format(
                "None of the {} messages is of stream {}, by the topics in their envelopes: check --stream "
                "and --topic.",
                m_read, streamName(m_stream))});
    return reportError({ErrorCode::Data,
        fmt::format(
            "{} of {} messages are dead letters ({}), so there is no result: check --stream; `halcyonctl "
            "decode` says why each.",
            m_deadLetters, m_read - m_ofOthers, mostFrequent())});
}

std::string TurnedAway::mostFrequent() const
{
    const auto most
        = std::ranges::max_element(m_reasons, {}, [](const auto& reason) { return reason.second; });
    return m_reasons.size() == 1 ? most->first
                                 : fmt::format("most often {}, {} times", most->first, most->second);
}

} // namespace halcyon::app
