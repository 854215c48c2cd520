#include "engine/store/drill_sql.h"

#include "engine/store/row_encoders.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace halcyon::engine {

namespace {

enum class Kind : std::uint8_t { Text, Number, Amount, Status, Bucket, Flag };

struct Column {
    std::string_view field;
    Kind kind;
    std::string_view sql;
    bool isIndexed = false;
};

constexpr std::array kUpi{
    Column{"status", Kind::Status, "status"},
    Column{"payer_bank", Kind::Text, "coalesce(payer_bank, split_part(payer, '@', 2))"},
    Column{"payer", Kind::Text, "payer", true},
    Column{"payee", Kind::Text, "payee", true},
    Column{"txn_id", Kind::Text, "txn_id", true},
    Column{"amount", Kind::Amount, "amount"},
    Column{"score", Kind::Number, "coalesce(score, 0)"},
    Column{"bucket", Kind::Bucket, "bucket"},
    Column{"partition", Kind::Number, "partition"},
};

constexpr std::array kTransactions{
    Column{"payment_method", Kind::Text, "payment_method"},
    Column{"country", Kind::Text, "country"},
    Column{"merchant", Kind::Text, "merchant", true},
    Column{"user_id", Kind::Number, "user_id", true},
    Column{"transaction_id", Kind::Text, "transaction_id", true},
    Column{"amount", Kind::Amount, "amount"},
    Column{"is_fraud", Kind::Flag, "is_fraud"},
    Column{"score", Kind::Number, "coalesce(score, 0)"},
    Column{"bucket", Kind::Bucket, "bucket"},
    Column{"partition", Kind::Number, "partition"},
};

const Column* columnOf(StreamId stream, std::string_view field) noexcept
{
    const auto find = [field](const auto& columns) -> const Column* {
        const auto found = std::find_if(
            columns.begin(), columns.end(), [field](const Column& column) { return column.field == field; });
        return found == columns.end() ? nullptr : &*found;
    };
    return stream == StreamId::Upi ? find(kUpi) : find(kTransactions);
}

std::string_view symbolOf(Filter::Op op) noexcept
{
    switch (op) {
    case Filter::Op::NotEquals:
        return " <> ";
    case Filter::Op::AtLeast:
        return " >= ";
    case Filter::Op::AtMost:
        return " <= ";
    default:
        return " = ";
    }
}

/// The letters of a bucket's name; "duplicate" includes conflicts, as its counts do.
std::string_view lettersOfBucket(std::string_view name) noexcept
{
    if (name == "clean")
        return "'c'";
    if (name == "late")
        return "'l'";
    if (name == "duplicate")
        return "'d', 'x'";
    if (name == "conflict")
        return "'x'";
    return name == "filtered" ? "'f'" : "";
}

tl::unexpected<Error> badValue(const Filter& filter, std::string_view wanted)
{
    return failure(ErrorCode::Usage,
        "\"" + filter.value + "\" is not a value of " + filter.field + "; use " + std::string(wanted) + ".");
}

std::optional<std::int64_t> parseInteger(std::string_view text) noexcept
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Result<void> addChoice(SqlBuilder& sql, const Column& column, const Filter& filter)
{
    std::string letters;
    std::string_view wanted = "clean, late, duplicate, conflict or filtered";
    if (column.kind == Kind::Bucket)
        letters = lettersOfBucket(filter.value);
    if (column.kind == Kind::Status) {
        wanted = "SUCCESS, FAILED or PENDING";
        if (const auto status = parseStatusName(filter.value))
            letters = std::string("'") + statusLetter(*status) + "'";
    }
    if (column.kind == Kind::Flag) {
        wanted = "true or false";
        if (filter.value == "true" || filter.value == "false")
            letters = filter.value;
    }
    if (letters.empty())
        return badValue(filter, wanted);
    sql.add(column.sql).add(filter.op == Filter::Op::Equals ? " IN (" : " NOT IN (").add(letters).add(")");
    return {};
}

Result<void> addValue(SqlBuilder& sql, const Column& column, const Filter& filter)
{
    sql.add(column.sql).add(symbolOf(filter.op));
    if (column.kind == Kind::Text) {
        sql.text(filter.value);
        return {};
    }
    if (column.kind == Kind::Number) {
        const auto number = parseInteger(filter.value);
        if (!number)
            return badValue(filter, "a whole number");
        sql.integer(*number);
        return {};
    }
    const auto amount = parseAmount(filter.value);
    if (amount.state != ParsedAmount::State::Exact && amount.state != ParsedAmount::State::Rounded)
        return badValue(filter, "a plain decimal");
    sql.amount(amount.amount);
    return {};
}

Result<void> addFilter(SqlBuilder& sql, StreamId stream, const Filter& filter)
{
    const auto* column = columnOf(stream, filter.field);
    if (column == nullptr)
        return failure(ErrorCode::Usage,
            "Stream " + std::string(streamName(stream)) + " has no field \"" + filter.field
                + "\" to filter by.");
    const bool isOrder = filter.op == Filter::Op::AtLeast || filter.op == Filter::Op::AtMost;
    const bool isChoice
        = column->kind == Kind::Status || column->kind == Kind::Bucket || column->kind == Kind::Flag;
    const bool isContains = filter.op == Filter::Op::Contains;
    if ((isChoice && (isOrder || isContains)) || (isOrder && column->kind == Kind::Text)
        || (isContains && column->kind != Kind::Text))
        return failure(ErrorCode::Usage,
            "Field " + filter.field + " cannot be filtered that way; use \"equals\" or \"not equals\".");
    sql.add(" AND ");
    if (isChoice)
        return addChoice(sql, *column, filter);
    if (!isContains)
        return addValue(sql, *column, filter);
    sql.add("strpos(lower(").add(column->sql).add("), lower(").text(filter.value).add(")) > 0");
    return {};
}

} // namespace

Result<void> addFilters(SqlBuilder& sql, StreamId stream, const std::vector<Filter>& filters)
{
    for (const auto& filter : filters)
        if (auto added = addFilter(sql, stream, filter); !added)
            return added;
    return {};
}

bool isLookUp(StreamId stream, const std::vector<Filter>& filters) noexcept
{
    return std::any_of(filters.begin(), filters.end(), [stream](const Filter& filter) {
        const auto* column = columnOf(stream, filter.field);
        return column != nullptr && column->isIndexed && filter.op == Filter::Op::Equals;
    });
}

std::pair<Bucket, bool> bucketOfLetter(char letter) noexcept
{
    switch (letter) {
    case 'c':
        return {Bucket::Clean, false};
    case 'l':
        return {Bucket::Late, false};
    case 'd':
        return {Bucket::Duplicate, false};
    case 'x':
        return {Bucket::Duplicate, true};
    default:
        return {Bucket::Filtered, false};
    }
}

PaymentStatus statusOfLetter(char letter) noexcept
{
    for (const auto status : {PaymentStatus::Success, PaymentStatus::Failed, PaymentStatus::Pending})
        if (statusLetter(status) == letter)
            return status;
    return PaymentStatus::None;
}

} // namespace halcyon::engine
