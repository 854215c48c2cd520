#include "app/ctl/wrong_use.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

namespace halcyon::app {

namespace {

/// What stands before and behind the first `separator`.
std::pair<std::string, std::string> split(const std::string& text, std::string_view separator)
{
    const auto at = text.find(separator);
    if (at == std::string::npos)
        return {text, {}};
    return {text.substr(0, at), text.substr(at + separator.size())};
}

/// "The following arguments were not expected: B A" names the last first.
std::string unexpectedWords(const std::string& what)
{
    std::istringstream listed(split(what, ": ").second);
    std::vector<std::string> words;
    for (std::string word; listed >> word;)
        words.insert(words.begin(), word);
    return fmt::format("{}", fmt::join(words, " "));
}

template <typename Number>
std::optional<Number> parseAll(const std::string& text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::string wrongUse(const CLI::ParseError& error, const std::string& command)
{
    const std::string what = error.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
        return fmt::format("{} does not understand \"{}\": leave it out, or correct its spelling.", command,
            unexpectedWords(what));
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
        return fmt::format(
            "{} needs more: {} is missing; give it.", command, split(what, " is required").first);
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        const auto [option, value] = split(split(what, ": ").second, " = ");
        return fmt::format("{} does not take \"{}\": give it what its help says.", option, value);
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
        return fmt::format("{} lacks its value, or has too many: give it one.", split(what, ": ").first);
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
        const auto [one, other] = split(what, " excludes ");
        return fmt::format("{} and {} do not go together: give one of them.", one, other);
    }
    if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
        const auto [option, complaint] = split(what, ": ");
        return fmt::format("{} {}.", option, complaint);
    }
    return fmt::format("{} cannot be run like that ({}): correct its options.", command, what);
}

std::string missingCommand(const std::string& firstWord)
{
    constexpr std::string_view kAdvice = "begin with config, decode, score or another; the help lists all.";
    return firstWord.empty()
        ? fmt::format("A command is missing: {}", kAdvice)
        : fmt::format("There is no option \"{}\" before a command: {}", firstWord, kAdvice);
}

CLI::Validator numberBetween(double least, double most)
{
    return {[=](const std::string& text) {
                const auto number = parseAll<double>(text);
                if (number && *number >= least && *number <= most)
                    return std::string();
                return fmt::format("does not take \"{}\": give a number from {} to {}", text, least, most);
            },
        ""};
}

CLI::Validator wholeNumberFrom(unsigned least)
{
    return {[=](const std::string& text) {
                const auto number = parseAll<std::uint64_t>(text);
                if (number && *number >= least)
                    return std::string();
                return fmt::format("does not take \"{}\": give a whole number, {} or more", text, least);
            },
        ""};
}

CLI::Validator oneOf(std::vector<std::string> names)
{
    return {[names = std::move(names)](const std::string& text) {
                if (std::ranges::find(names, text) != names.end())
                    return std::string();
                return fmt::format("does not take \"{}\": give one of {}", text, fmt::join(names, ", "));
            },
        ""};
}

} // namespace halcyon::app
