#pragma once

#include "engine/model/window_rows.h"

#include <QString>

#include <string>
#include <vector>

namespace halcyon::tests {

/// Windows as text, a row a line, sorted by keys: what tests compare.
/// "gold 12:00-12:10 Kestrel Games|crypto|India: transaction_count=1 ..."
std::string rowsText(const std::vector<engine::WindowRows>& windows);

/// The first line in which two texts differ, both ways of it; empty when they are equal.
std::string firstDifference(const std::string& actual, const std::string& expected);

} // namespace halcyon::tests

/// QCOMPARE for texts, which prints them when they differ.
#define COMPARE_TEXT(actual, expected)                                                                       \
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))
