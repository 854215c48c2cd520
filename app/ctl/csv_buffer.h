#pragma once

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halcyon::app {

/// What `--csv` writes through: takes the JSON of a command, an object (or a
/// list of objects) a line, and makes each object a row of CSV.
///
/// The first line is the header: the columns asked for, else those of the first
/// object. An object within lends its name to its columns ("buckets.late"),
/// lists stay JSON, numbers keep every digit, null and what is missing is empty.
/// The JSON must be ours: compact and valid.
class CsvBuffer : public std::streambuf {
public:
    explicit CsvBuffer(std::ostream& out, std::vector<std::string> columns = {});

protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* text, std::streamsize length) override;
    int sync() override;

private:
    using Cells = std::vector<std::pair<std::string, std::string>>; // column and text

    void take(std::string_view text);
    void writeLine(std::string_view line);
    void writeRow(const Cells& cells);
    void flatten(const std::string& name, std::string_view value, Cells& cells) const;

    std::ostream& m_out;
    std::vector<std::string> m_columns;
    std::string m_line; // not yet ended
    bool m_hasHeader = false;
};

} // namespace halcyon::app
