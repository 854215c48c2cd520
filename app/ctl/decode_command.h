#pragma once

#include "app/ctl/zone_text.h"
#include "engine/codec/schema_source.h"
#include "engine/model/stream_settings.h"

#include <iosfwd>
#include <string>

namespace halcyon::app {

/// What `halcyonctl decode` was asked to do; texts as they were typed.
struct DecodeOptions {
    std::string input = "-"; ///< a file of messages, "-" for the standard input
    std::string eachFileIn; ///< instead: a folder whose files are one message each
    std::string stream; ///< "upi", "transactions"
    std::string encoding = "auto"; ///< auto (as the profile says), json or avro
    std::string now; ///< what "now" is for the rule against the future; empty: the wall clock
    ZoneText zone; ///< of `now`
    engine::AllStreamSettings settings = engine::defaultStreamSettings();
    std::shared_ptr<engine::SchemaSource> schemas; ///< null without a registry
};

/// Decodes and judges each message and writes one JSON line for it to `out`:
/// `{"input":…,"ok":true,"event":{…}}` or
/// `{"input":…,"ok":false,"stage":…,"reason":…,"field":…,"detail":…}`.
/// An envelope whose payload cannot be told has the reason `bad_envelope`.
/// What a person should know goes to `err`. Bad messages are results, not failures.
///
/// \param in read instead of a file when `options.input` is "-"
/// \returns the exit code: 0; 2 for options that make no sense; 3 for a stream
/// set up wrongly; 5 when input cannot be read or output not written; 6 when
/// some files of a folder could not be read.
[[nodiscard]] int runDecode(
    const DecodeOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

} // namespace halcyon::app
