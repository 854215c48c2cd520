#pragma once

#include <QtTest>

#include <string>

namespace QTest {

/// Lets QCOMPARE show what differs.
template <>
inline char* toString(const std::string& text)
{
    return qstrdup(text.c_str());
}

} // namespace QTest
