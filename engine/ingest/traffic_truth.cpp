#include "engine/ingest/traffic_truth.h"

#include "engine/codec/json_text.h"
#include "engine/ingest/traffic_text.h"

#include <fmt/format.h>

#include <chrono>

namespace halcyon::engine {

namespace {

Amount amountOf(const PaymentDraft& draft)
{
    return {draft.hundredths() * (Amount::kUnit / 100)};
}

PaymentStatus statusOf(const PaymentDraft& draft)
{
    const auto* upi = std::get_if<UpiDraft>(&draft.payment);
    return upi == nullptr ? PaymentStatus::None : upi->status;
}

bool isFraud(const PaymentDraft& draft)
{
    const auto* shop = std::get_if<ShopDraft>(&draft.payment);
    return shop != nullptr && shop->isFraud;
}

/// `"name": ` with the comma that it needs.
void appendName(std::string& json, std::string_view name)
{
    if (json.back() != '{' && json.back() != '[')
        json += ',';
    appendJsonString(json, name);
    json += ':';
}

template <typename Texts>
void appendTexts(std::string& json, std::string_view name, const Texts& texts)
{
    appendName(json, name);
    json += '[';
    for (const auto& text : texts) {
        if (json.back() != '[')
            json += ',';
        appendJsonString(json, text);
    }
    json += ']';
}

void appendText(std::string& json, std::string_view name, std::string_view text)
{
    appendName(json, name);
    appendJsonString(json, text);
}

void appendCount(std::string& json, std::string_view name, std::uint64_t count)
{
    appendName(json, name);
    json += std::to_string(count);
}

} // namespace

void TrafficTruth::Sum::add(Amount amount_)
{
    ++count;
    amount.add(amount_);
}

void TrafficTruth::Sum::remove(Amount amount_)
{
    --count;
    amount.add({-amount_.steps});
}

void TrafficTruth::addPayment(const PaymentDraft& draft, Kind kind, bool settlesPending)
{
    auto& truth = m_streams[indexOf(draft.stream())];
    const Amount amount = amountOf(draft);
    const auto status = statusOf(draft);
    auto& minute
        = truth.minutes[std::chrono::floor<std::chrono::minutes>(draft.time).time_since_epoch().count()];
    ++truth.messages;
    (kind == Kind::Clean ? truth.clean : truth.late).add(amount);
    (kind == Kind::Clean ? minute.clean : minute.late).add(amount);
    if (kind == Kind::Clean && (status == PaymentStatus::Failed || isFraud(draft)))
        ++minute.failed;
    truth.frauds += isFraud(draft) ? 1 : 0;
    truth.byStatus[std::size_t(status)].add(amount);
    truth.newestStatus[std::size_t(status)].add(amount);
    if (settlesPending)
        truth.newestStatus[std::size_t(PaymentStatus::Pending)].remove(amount);
}

void TrafficTruth::addDuplicate(StreamId stream)
{
    ++m_streams[indexOf(stream)].messages;
    ++m_streams[indexOf(stream)].duplicates;
}

void TrafficTruth::addDeadLetter(StreamId stream, RejectReason reason)
{
    ++m_streams[indexOf(stream)].messages;
    ++m_streams[indexOf(stream)].deadLetters[std::size_t(reason)];
}

std::size_t TrafficTruth::beginStory(const Story& story, EventTime at)
{
    Told told{.scenario = story.scenario, .from = at, .until = at + story.outage, .rules = story.rules};
    told.entity = story.payments.empty() ? std::string(upiBankHandle(story.badBank))
                                         : TrafficText::payerOf(story.payments[story.suspect].draft);
    m_stories.push_back(std::move(told));
    return m_stories.size() - 1;
}

void TrafficTruth::addToStory(std::size_t story, const StoryPayment& payment, const PaymentDraft& draft)
{
    auto& told = m_stories[story];
    told.stream = draft.stream();
    told.until = std::max(told.until, draft.time);
    told.ids.push_back(TrafficText::idOf(draft));
    if (payment.trips)
        told.trips.push_back(told.ids.back());
}

std::string TrafficTruth::toJson(const TrafficOptions& options) const
{
    std::string json = "{";
    appendCount(json, "seed", options.seed);
    appendText(json, "start", formatIsoTime(options.start));
    appendName(json, "streams");
    json += '{';
    for (const auto& topic : options.topics) {
        appendName(json, streamName(topic.stream));
        json += '{';
        appendText(json, "topic", topic.topic);
        writeStream(json, m_streams[indexOf(topic.stream)], topic.stream);
        json += '}';
    }
    json += '}';
    appendName(json, "stories");
    json += '[';
    for (const auto& story : m_stories) {
        const bool hasBegun = !story.ids.empty() || story.scenario == TrafficScenario::BankDown;
        if (hasBegun)
            writeStory(json, story);
    }
    json += "]}";
    return json;
}

void TrafficTruth::writeSum(std::string& json, const Sum& sum)
{
    json += fmt::format("{{\"count\":{},\"amount\":\"{}\"}}", sum.count, formatAmount(sum.amount));
}

void TrafficTruth::writeStream(std::string& json, const StreamTruth& truth, StreamId stream)
{
    appendCount(json, "messages", truth.messages);
    appendName(json, "clean");
    writeSum(json, truth.clean);
    appendName(json, "late");
    writeSum(json, truth.late);
    appendCount(json, "duplicate", truth.duplicates);
    appendName(json, "dead_letter");
    json += '{';
    for (std::size_t reason = 0; reason < kRejectReasonCount; ++reason) {
        if (truth.deadLetters[reason] > 0)
            appendCount(json, reasonName(RejectReason(reason)), truth.deadLetters[reason]);
    }
    json += '}';
    if (stream == StreamId::Transactions)
        appendCount(json, "fraud", truth.frauds);
    for (const auto& [name, sums] :
        {std::pair{"by_status", &truth.byStatus}, std::pair{"by_newest_status", &truth.newestStatus}}) {
        if (stream != StreamId::Upi)
            break;
        appendName(json, name);
        json += '{';
        for (const auto status : {PaymentStatus::Success, PaymentStatus::Failed, PaymentStatus::Pending}) {
            appendName(json, statusName(status));
            writeSum(json, (*sums)[std::size_t(status)]);
        }
        json += '}';
    }
    appendName(json, "minutes");
    json += '[';
    for (const auto& [number, minute] : truth.minutes) {
        const EventTime start{std::chrono::minutes(number)};
        json += json.back() == '[' ? "{" : ",{";
        appendText(json, "start", formatIsoTime(start));
        appendCount(json, "count", minute.clean.count);
        appendText(json, "amount", formatAmount(minute.clean.amount));
        appendCount(json, stream == StreamId::Upi ? "failed" : "fraud", minute.failed);
        appendCount(json, "late_count", minute.late.count);
        appendText(json, "late_amount", formatAmount(minute.late.amount));
        json += '}';
    }
    json += ']';
}

void TrafficTruth::writeStory(std::string& json, const Told& story)
{
    json += json.back() == '[' ? "{" : ",{";
    appendText(json, "scenario", scenarioName(story.scenario));
    appendText(json, "stream", streamName(story.stream));
    appendText(json, "entity", story.entity);
    appendText(json, "from", formatIsoTime(story.from));
    appendText(json, "until", formatIsoTime(story.until));
    appendTexts(json, "rules", story.rules);
    appendTexts(json, "ids", story.ids);
    appendTexts(json, "trips", story.trips);
    json += '}';
}

} // namespace halcyon::engine
