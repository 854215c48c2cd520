#include "app/ctl/decode_command.h"

#include "app/ctl/common_options.h"
#include "engine/codec/json_text.h"
#include "engine/codec/payment_decoder.h"
#include "engine/codec/payment_json.h"
#include "engine/ingest/jsonl_line.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <ostream>
#include <sstream>
#include <utility>
#include <vector>

namespace halcyon::app {

namespace {

using namespace engine;

/// One message to decode, and what the output calls it.
struct Entry {
    std::string input; ///< JSON: a line number, or a file's name in quotes
    Result<JsonlMessage> message;
};

[[nodiscard]] std::string inQuotes(std::string_view text)
{
    std::string json;
    appendJsonString(json, text);
    return json;
}

/// A command line's options after they were found to make sense.
struct Plan {
    StreamId stream = StreamId::Upi;
    Encoding encoding = Encoding::Auto;
    std::optional<EventTime> now;
};

[[nodiscard]] Result<Plan> plan(const DecodeOptions& options)
{
    const auto stream = parseStreamName(options.stream);
    if (!stream)
        return failure(ErrorCode::Usage,
            "The stream " + inQuotes(options.stream)
                + " is not known; use --stream upi or --stream transactions.");
    if (options.encoding == "protobuf")
        return failure(ErrorCode::Usage,
            "Messages in protobuf cannot be decoded by this version; use --encoding json or avro.");
    const auto encoding = parseEncodingName(options.encoding);
    if (!encoding)
        return failure(ErrorCode::Usage,
            "The encoding " + inQuotes(options.encoding)
                + " is not known; use --encoding auto, json or avro.");
    Plan plan{.stream = *stream, .encoding = *encoding};
    if (options.now.empty())
        return plan;
    ZoneText zone = options.zone;
    plan.now = zone.parse(options.now);
    if (!plan.now)
        return failure(ErrorCode::Usage,
            "The time " + inQuotes(options.now) + " cannot be read; write --now like 2026-11-21T12:53:40Z.");
    return plan;
}

/// Decodes batches of entries and writes a line for each.
class DecodeRun {
public:
    DecodeRun(const Plan& plan, PaymentDecoder decoder, const ZoneClock& zone, std::ostream& out)
        : m_plan(plan)
        , m_decoder(std::move(decoder))
        , m_zone(zone)
        , m_out(out)
    {
    }

    void add(Entry entry)
    {
        m_bytes += entry.message ? entry.message->value.size() : 0;
        m_entries.push_back(std::move(entry));
        if (m_entries.size() >= kMostEntries || m_bytes >= kMostBytes)
            finish();
    }

    /// Decodes and writes what was added since the last time.
    void finish()
    {
        const DecodedBatch decoded = m_decoder.decode(batchOf(m_entries));
        std::vector<std::string> verdicts(decoded.source.messages.size());
        for (std::size_t i = 0; i < decoded.payments.size(); ++i) {
            std::string& verdict = verdicts[decoded.payments[i].message];
            verdict = "\"ok\":true,\"event\":";
            appendPaymentJson(verdict, decoded.payments[i], decoded.texts[i], m_zone);
        }
        for (const auto& [message, why] : decoded.deadLetters)
            verdicts[message] = fault(stageName(why.stage), reasonName(why.reason), why.field, why.detail);

        std::string lines;
        auto verdict = verdicts.begin();
        for (const Entry& entry : m_entries)
            lines += "{\"input\":" + entry.input + ","
                + (entry.message ? *verdict++
                                 : fault("decode", "bad_envelope", {}, entry.message.error().message))
                + "}\n";
        m_out.write(lines.data(), std::streamsize(lines.size()));
        m_entries.clear();
        m_bytes = 0;
    }

private:
    static constexpr std::size_t kMostEntries = 1024;
    static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

    [[nodiscard]] MessageBatch batchOf(const std::vector<Entry>& entries) const
    {
        MessageBatch batch;
        batch.readAt = m_plan.now.value_or(wallClockNow());
        for (const Entry& entry : entries) {
            if (!entry.message)
                continue;
            const JsonlMessage& line = *entry.message;
            batch.messages.push_back({.value = line.value,
                .key = line.key ? std::string_view(*line.key) : std::string_view{},
                .offset = line.offset.value_or(0),
                .recordTime = line.timestamp,
                .stream = m_plan.stream,
                .isTombstone = line.isTombstone,
                .hasKey = line.key.has_value()});
        }
        return batch;
    }

    [[nodiscard]] static std::string fault(
        std::string_view stage, std::string_view reason, std::string_view field, std::string_view detail)
    {
        return "\"ok\":false,\"stage\":" + inQuotes(stage) + ",\"reason\":" + inQuotes(reason)
            + ",\"field\":" + inQuotes(field) + ",\"detail\":" + inQuotes(detail);
    }

    Plan m_plan;
    PaymentDecoder m_decoder;
    ZoneClock m_zone;
    std::ostream& m_out;
    std::vector<Entry> m_entries;
    std::size_t m_bytes = 0; // of their payloads
};

[[nodiscard]] Error unreadable(const std::string& path)
{
    return {ErrorCode::Data,
        "The file " + inQuotes(path) + " cannot be read: " + std::strerror(errno)
            + "; check its name and rights."};
}

/// \param isLive somebody may be writing to `lines` right now: answer before waiting for more
[[nodiscard]] bool readLines(std::istream& lines, bool isLive, std::ostream& out, DecodeRun& run)
{
    std::string line;
    for (std::uint64_t number = 1; out && std::getline(lines, line); ++number) {
        if (!isBlankLine(line))
            run.add({std::to_string(number), parseJsonlLine(line)});
        if (isLive && lines.rdbuf()->in_avail() <= 0) {
            run.finish();
            out.flush();
        }
    }
    return !lines.bad();
}

/// All bytes of a file; nothing when they cannot be read, and then errno says why.
[[nodiscard]] std::optional<std::string> contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || (file.peek() != std::ifstream::traits_type::eof() && !(content << file.rdbuf()))
        || file.bad())
        return std::nullopt;
    return std::move(content).str();
}

/// The folder's files, sorted by name.
[[nodiscard]] Result<std::vector<std::filesystem::path>> filesIn(const std::string& folder)
{
    namespace fs = std::filesystem;
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::error_code unknown; // what cannot be looked at, such as a link to nowhere, is no file
        if (at->is_regular_file(unknown))
            files.push_back(at->path());
    }
    if (error)
        return failure(ErrorCode::Data,
            "The folder " + inQuotes(folder) + " cannot be read: " + error.message()
                + "; check its name and rights.");
    std::sort(files.begin(), files.end());
    return files;
}

/// Every file is one message. Returns how many could not be read; `err` is told of each.
[[nodiscard]] Result<std::size_t> readFolder(const std::string& folder, std::ostream& err, DecodeRun& run)
{
    const auto files = filesIn(folder);
    if (!files)
        return tl::unexpected(files.error());
    std::size_t unread = 0;
    for (const auto& path : *files) {
        JsonlMessage message;
        if (auto content = contentOf(path)) {
            message.value = *std::move(content);
            run.add({inQuotes(path.filename().string()), std::move(message)});
        } else {
            err << "halcyonctl decode: " << unreadable(path.string()).message << '\n';
            ++unread;
        }
    }
    return unread;
}

/// Decodes all of the input; returns how many of a folder's files could not be read.
[[nodiscard]] Result<std::size_t> readAll(
    const DecodeOptions& options, std::istream& in, std::ostream& out, std::ostream& err, DecodeRun& run)
{
    if (!options.eachFileIn.empty())
        return readFolder(options.eachFileIn, err, run);
    if (options.input == "-") {
        if (!readLines(in, true, out, run))
            return tl::unexpected(unreadable("-"));
        return 0;
    }
    std::ifstream file(options.input, std::ios::binary);
    if (!file || !readLines(file, false, out, run))
        return tl::unexpected(unreadable(options.input));
    return 0;
}

} // namespace

int runDecode(const DecodeOptions& options, std::istream& in, std::ostream& out, std::ostream& err)
{
    const auto stop = [&](ExitCode code, const Error& error) {
        err << "halcyonctl decode: " << error.message << '\n';
        return code;
    };
    const auto planned = plan(options);
    if (!planned)
        return stop(kUsage, planned.error());
    AllStreamSettings settings = options.settings;
    if (planned->encoding != Encoding::Auto)
        settings[indexOf(planned->stream)].encoding = planned->encoding;
    auto decoder = PaymentDecoder::create(settings, options.schemas);
    if (!decoder)
        return stop(kConfig, decoder.error());
    const auto zone = ZoneClock::create(options.settings[indexOf(planned->stream)].timeZone);
    if (!zone)
        return stop(kConfig, zone.error());

    DecodeRun run(*planned, *std::move(decoder), *zone, out);
    const auto unread = readAll(options, in, out, err, run);
    run.finish();
    out.flush();
    if (!unread)
        return stop(kData, unread.error());
    if (!out)
        return errno == EPIPE
            ? kOk // nobody listens any more, as after `| head`
            : stop(kData, {ErrorCode::Storage, "The output cannot be written; check the disk."});
    return *unread == 0 ? kOk : kPartial;
}

} // namespace halcyon::app
