#include "app/ctl/embedded_command.h"

#include "engine/store/embedded_postgres.h"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string_view>

namespace halcyon::app {

namespace {

using engine::EmbeddedPostgres;
using State = engine::EmbeddedPostgresStatus::State;
using Action = EmbeddedOptions::Action;

int exitCodeOf(engine::ErrorCode code) noexcept
{
    switch (code) {
    case engine::ErrorCode::Connect:
    case engine::ErrorCode::Timeout:
        return 4;
    case engine::ErrorCode::Storage:
    case engine::ErrorCode::Data:
        return 5;
    default:
        return 3;
    }
}

std::string_view stateName(State state) noexcept
{
    switch (state) {
    case State::Absent:
        return "absent";
    case State::Stopped:
        return "stopped";
    case State::Running:
        break;
    }
    return "running";
}

void printJson(const EmbeddedPostgres& server, std::ostream& out)
{
    const auto status = server.status();
    nlohmann::ordered_json object{{"state", stateName(status.state)}, {"folder", server.folder().string()},
        {"uri", server.connectionUri()}};
    if (status.major != 0)
        object["version"] = status.major;
    if (status.process != 0)
        object["process"] = status.process;
    out << object.dump() << '\n';
}

void printText(const EmbeddedPostgres& server, std::ostream& out, std::ostream& err)
{
    const auto status = server.status();
    err << "Private PostgreSQL in " << server.folder().string() << ": " << stateName(status.state);
    if (status.state == State::Running)
        err << " (version " << status.major << ", process " << status.process << ')';
    err << '\n';
    if (status.state == State::Running)
        out << server.connectionUri() << '\n';
}

} // namespace

int runEmbedded(const EmbeddedOptions& options, std::ostream& out, std::ostream& err)
{
    EmbeddedPostgres server(options.folder.empty() ? EmbeddedPostgres::defaultFolder() : options.folder);
    engine::Result<void> done;
    if (options.action == Action::Start)
        done = server.start();
    if (options.action == Action::Stop)
        done = server.stop();
    if (!done) {
        err << done.error().message << '\n';
        return exitCodeOf(done.error().code);
    }
    options.asJson ? printJson(server, out) : printText(server, out, err);
    return options.action == Action::Status && server.status().state != State::Running ? 1 : 0;
}

} // namespace halcyon::app
