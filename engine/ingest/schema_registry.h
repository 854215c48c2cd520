#pragma once

#include "engine/codec/schema_source.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halcyon::engine {

/// Where schemas are kept, and who we are there.
struct SchemaRegistrySettings {
    std::vector<std::string> urls; ///< each may have a path; tried in turn
    std::string user; ///< for HTTP's basic authentication, with `password`; empty for none
    std::string password;
    std::string token; ///< for bearer authentication; empty for none
    std::string caFile; ///< PEM; empty for the system's authorities
    std::chrono::milliseconds timeout{3000}; ///< of one request
    std::filesystem::path cacheFolder; ///< schemas outlive the process there; empty for nowhere
};

/// A Confluent-compatible schema registry over HTTP (GET /schemas/ids/{id},
/// POST /subjects/{subject}/versions), by libcurl.
///
/// What it answered is kept in memory for good and on disk, so that messages can
/// be read while the registry is away. An id it does not know is asked for again
/// after 30 s, a registry that does not answer after 5 s; until then both are
/// answered at once. Redirects are not followed, and an answer of more than 4 MiB
/// is none. Safe from any thread; each id is asked for once at a time.
class SchemaRegistry final : public SchemaSource {
public:
    explicit SchemaRegistry(SchemaRegistrySettings settings);

    [[nodiscard]] Result<RegisteredSchema> find(std::uint32_t id) override;

    /// Whether one of them answers as a registry does.
    [[nodiscard]] Result<void> check() const;

    /// Registers a subject's Avro schema, or finds it there; its id.
    [[nodiscard]] Result<std::uint32_t> registerAvro(
        const std::string& subject, std::string_view schema) const;

private:
    using Clock = std::chrono::steady_clock;

    struct Entry {
        bool isAsking = false;
        std::optional<Result<RegisteredSchema>> answer;
        Clock::time_point askAgain = Clock::time_point::max(); ///< of an answer that is an error
    };

    [[nodiscard]] Result<RegisteredSchema> ask(std::uint32_t id) const;
    [[nodiscard]] Result<std::string> request(const std::string& path, const std::string& body) const;
    [[nodiscard]] Result<std::string> requestFrom(const std::string& url, const std::string& body) const;
    [[nodiscard]] std::filesystem::path cacheFile(std::uint32_t id) const;

    SchemaRegistrySettings m_settings;
    std::mutex m_mutex; // guards m_entries
    std::condition_variable m_answered;
    std::map<std::uint32_t, Entry> m_entries;
};

} // namespace halcyon::engine
