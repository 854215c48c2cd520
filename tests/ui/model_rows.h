#pragma once

#include <QTest>

namespace halcyon::tests {

/// Rows for a test that a model obeys the rules of models: how many rows it has
/// before, and how many are added.
inline void addModelRows()
{
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("added");
    QTest::newRow("none") << 0 << 0;
    QTest::newRow("the first") << 0 << 1;
    QTest::newRow("one more") << 1 << 1;
    QTest::newRow("many") << 500 << 2000;
}

} // namespace halcyon::tests
