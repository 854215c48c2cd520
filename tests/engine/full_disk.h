#pragma once

#include <cerrno>
#include <streambuf>

namespace halcyon::tests {

/// Where nothing can be written, for the reason that `error` names.
class FullDisk : public std::streambuf {
public:
    explicit FullDisk(int error)
        : m_error(error)
    {
    }

protected:
    int_type overflow(int_type) override
    {
        errno = m_error;
        return traits_type::eof();
    }
    std::streamsize xsputn(const char*, std::streamsize) override
    {
        errno = m_error;
        return 0;
    }

private:
    int m_error;
};

} // namespace halcyon::tests
