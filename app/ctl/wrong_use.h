#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace halcyon::app {

/// What is wrong with the words behind `command`, as one sentence that says what to do about it.
[[nodiscard]] std::string wrongUse(const CLI::ParseError& error, const std::string& command);

/// The same when they do not begin with a command but with this word, or there is none.
[[nodiscard]] std::string missingCommand(const std::string& firstWord);

/// Checks whose complaints `wrongUse` shows as they are.
[[nodiscard]] CLI::Validator numberBetween(double least, double most);
/// A whole number from `least` on; a negative one would be read as 2^64 minus it.
[[nodiscard]] CLI::Validator wholeNumberFrom(unsigned least);
[[nodiscard]] CLI::Validator oneOf(std::vector<std::string> names);

} // namespace halcyon::app
