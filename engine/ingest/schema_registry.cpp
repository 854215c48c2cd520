#include "engine/ingest/schema_registry.h"

#include "engine/model/hashed.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

namespace halcyon::engine {

namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr std::size_t kLargestAnswer = std::size_t{4} << 20;
constexpr auto kUntilUnknownIsAskedAgain = 30s;
constexpr auto kUntilSilenceIsAskedAgain = 5s;
constexpr long kOk = 200;
constexpr long kUnauthorized = 401;
constexpr long kForbidden = 403;
constexpr long kNotFound = 404;

struct CurlFree {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// Called by curl; a smaller number than `count` ends the transfer.
std::size_t takeAnswer(const char* bytes, std::size_t size, std::size_t count, void* answer)
{
    auto& text = *static_cast<std::string*>(answer);
    if (text.size() + size * count > kLargestAnswer)
        return 0;
    text.append(bytes, size * count);
    return size * count;
}

[[nodiscard]] tl::unexpected<Error> refusedBy(const std::string& url, long status)
{
    if (status == kNotFound)
        return failure(ErrorCode::Missing, "the registry at " + url + " does not know it");
    const bool isAccess = status == kUnauthorized || status == kForbidden;
    return failure(isAccess ? ErrorCode::Access : ErrorCode::Connect,
        fmt::format("the registry at {} answered {}{}", url, status,
            isAccess                            ? ", check its user, password or token"
                : status >= 300 && status < 400 ? ", a redirect, which is not followed"
                                                : ""));
}

/// The registry's answer to a question for a schema.
[[nodiscard]] Result<RegisteredSchema> schemaIn(const std::string& answer)
{
    const auto nonsense = failure(ErrorCode::Data, "the registry's answer is no schema");
    const Json json = Json::parse(answer, nullptr, false);
    if (!json.is_object() || !json.contains("schema") || !json["schema"].is_string())
        return nonsense;
    const Json type = json.value("schemaType", Json("AVRO"));
    RegisteredSchema schema{.text = json["schema"].get<std::string>()};
    if (type == "JSON")
        schema.type = RegisteredSchema::Type::Json;
    else if (type == "PROTOBUF")
        schema.type = RegisteredSchema::Type::Protobuf;
    else if (type != "AVRO")
        return nonsense;
    return schema;
}

[[nodiscard]] std::optional<std::string> contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || !(content << file.rdbuf()))
        return std::nullopt;
    return std::move(content).str();
}

/// Whole or not at all. A cache that cannot be written is no reason to fail.
void keep(const std::filesystem::path& path, const std::string& content)
{
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    const std::filesystem::path unfinished = path.string() + '.' + std::to_string(getpid());
    {
        std::ofstream file(unfinished, std::ios::binary);
        if (!(file << content).flush())
            return;
    }
    std::filesystem::rename(unfinished, path, ignored);
}

} // namespace

SchemaRegistry::SchemaRegistry(SchemaRegistrySettings settings)
    : m_settings(std::move(settings))
{
    static const auto s_isReady [[maybe_unused]] = curl_global_init(CURL_GLOBAL_DEFAULT);
    for (std::string& url : m_settings.urls)
        while (url.ends_with('/'))
            url.pop_back();
}

Result<RegisteredSchema> SchemaRegistry::find(std::uint32_t id)
{
    std::unique_lock lock(m_mutex);
    Entry& entry = m_entries[id]; // a map's entries stay where they are
    m_answered.wait(lock, [&] { return !entry.isAsking; });
    if (entry.answer && Clock::now() < entry.askAgain)
        return *entry.answer;
    entry.isAsking = true;
    lock.unlock();
    Result<RegisteredSchema> answer = ask(id);
    lock.lock();
    entry.isAsking = false;
    entry.askAgain = Clock::time_point::max();
    if (!answer)
        entry.askAgain = Clock::now()
            + (answer.error().code == ErrorCode::Missing ? kUntilUnknownIsAskedAgain
                                                         : kUntilSilenceIsAskedAgain);
    entry.answer = std::move(answer);
    m_answered.notify_all();
    return *entry.answer;
}

Result<RegisteredSchema> SchemaRegistry::ask(std::uint32_t id) const
{
    const std::filesystem::path cache = cacheFile(id);
    if (!cache.empty())
        if (const auto kept = contentOf(cache))
            if (auto schema = schemaIn(*kept))
                return schema;
    const auto answer = request("/schemas/ids/" + std::to_string(id), {});
    if (!answer)
        return tl::unexpected(answer.error());
    auto schema = schemaIn(*answer);
    if (schema && !cache.empty())
        keep(cache, *answer);
    return schema;
}

Result<void> SchemaRegistry::check() const
{
    const auto answer = request("/schemas/types", {});
    if (!answer)
        return tl::unexpected(answer.error());
    if (!Json::parse(*answer, nullptr, false).is_array())
        return failure(ErrorCode::Data, "what answers is no schema registry; its URL may need a path");
    return {};
}

Result<std::uint32_t> SchemaRegistry::registerAvro(const std::string& subject, std::string_view schema) const
{
    const auto answer = request("/subjects/" + subject + "/versions", Json{{"schema", schema}}.dump());
    if (!answer)
        return tl::unexpected(answer.error());
    const Json json = Json::parse(*answer, nullptr, false);
    if (!json.is_object() || !json.contains("id") || !json["id"].is_number_unsigned())
        return failure(ErrorCode::Data, "the registry's answer has no id");
    return json["id"].get<std::uint32_t>();
}

Result<std::string> SchemaRegistry::request(const std::string& path, const std::string& body) const
{
    Result<std::string> answer = failure(ErrorCode::Config, "no schema registry is set");
    for (const std::string& url : m_settings.urls) {
        answer = requestFrom(url + path, body);
        if (answer || answer.error().code == ErrorCode::Missing)
            break; // another one of them would say the same
    }
    return answer;
}

Result<std::string> SchemaRegistry::requestFrom(const std::string& url, const std::string& body) const
{
    const std::unique_ptr<CURL, CurlFree> handle(curl_easy_init());
    std::string answer;
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, long(m_settings.timeout.count()));
    set(CURLOPT_USERAGENT, "halcyon/" HALCYON_VERSION);
    set(CURLOPT_WRITEFUNCTION, &takeAnswer);
    set(CURLOPT_WRITEDATA, &answer);
    if (!m_settings.caFile.empty())
        set(CURLOPT_CAINFO, m_settings.caFile.c_str());
    if (!m_settings.user.empty()) {
        set(CURLOPT_USERNAME, m_settings.user.c_str());
        set(CURLOPT_PASSWORD, m_settings.password.c_str());
    }
    if (!m_settings.token.empty()) {
        set(CURLOPT_HTTPAUTH, long(CURLAUTH_BEARER));
        set(CURLOPT_XOAUTH2_BEARER, m_settings.token.c_str());
    }
    std::unique_ptr<curl_slist, CurlFree> headers(
        curl_slist_append(nullptr, "Accept: application/vnd.schemaregistry.v1+json, application/json"));
    if (!body.empty()) {
        set(CURLOPT_POSTFIELDS, body.c_str());
        curl_slist_append(headers.get(), "Content-Type: application/vnd.schemaregistry.v1+json");
    }
    set(CURLOPT_HTTPHEADER, headers.get());

    const CURLcode code = curl_easy_perform(handle.get());
    if (code == CURLE_WRITE_ERROR)
        return failure(ErrorCode::Data, "the registry's answer has more than 4 MiB");
    if (code != CURLE_OK)
        return failure(code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::Timeout : ErrorCode::Connect,
            fmt::format("the registry at {} cannot be reached: {}", url, curl_easy_strerror(code)));
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status != kOk)
        return refusedBy(url, status);
    return answer;
}

std::filesystem::path SchemaRegistry::cacheFile(std::uint32_t id) const
{
    if (m_settings.cacheFolder.empty() || m_settings.urls.empty())
        return {};
    return m_settings.cacheFolder / fmt::format("{:016x}", hashText(m_settings.urls.front()))
        / (std::to_string(id) + ".json");
}

} // namespace halcyon::engine
