#include "engine/model/flat_table.h"
#include "engine/model/hashed.h"

#include <QTest>

#include <rapidcheck.h>

#include <map>
#include <string>
#include <thread>

using namespace halcyon::engine;

namespace {

std::uint64_t hashed(std::uint64_t number)
{
    return hashText({reinterpret_cast<const char*>(&number), sizeof number});
}

template <typename Value>
std::map<std::uint64_t, Value> contentOf(const FlatTable<Value>& table)
{
    std::map<std::uint64_t, Value> all;
    table.forEach([&](std::uint64_t key, const Value& value) { all.emplace(key, value); });
    return all;
}

/// A table and a map that are told the same.
struct Pair {
    FlatTable<int> table;
    std::map<std::uint64_t, int> map;

    void count(std::uint64_t key)
    {
        ++table.findOrInsert(key).first;
        ++map[key];
    }
};

} // namespace

class TestFlatTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithAMap()
    {
        const bool holds = rc::check([](const std::vector<std::uint16_t>& numbers, std::uint16_t expected) {
            FlatTable<int> table(expected);
            std::map<std::uint64_t, int> map;
            for (const std::uint64_t number : numbers) {
                const std::uint64_t key = hashed(number);
                const auto [value, isNew] = table.findOrInsert(key);
                RC_ASSERT(isNew == !map.contains(key));
                ++value;
                ++map[key];
            }
            RC_ASSERT(table.size() == map.size());
            RC_ASSERT(contentOf(table) == map);
            table.keepIf([](int count) { return count > 1; });
            for (const auto& [key, count] : map)
                RC_ASSERT((table.find(key) != nullptr) == (count > 1));
        });
        QVERIFY(holds);
    }

    void growsToAMillionEntries()
    {
        Pair pair;
        for (std::uint64_t i = 0; i < 1'000'000; ++i)
            pair.count(hashed(i));
        for (std::uint64_t i = 0; i < 1'000'000; i += 3)
            pair.count(hashed(i));
        QCOMPARE(pair.table.size(), std::size_t{1'000'000});
        QVERIFY(contentOf(pair.table) == pair.map);
        QVERIFY(pair.table.bytes() < 30'000'000);
    }

    void noInsertionTouchesMuchMemory()
    {
        FlatTable<std::uint64_t> table;
        std::size_t most = 0;
        for (std::uint64_t i = 0; i < 300'000; ++i) {
            const std::size_t before = table.bytes();
            table.findOrInsert(hashed(i)).first = i;
            most = std::max(most, table.bytes() - before);
        }
        QVERIFY2(most <= 4 * kTableBlock, std::to_string(most).c_str());
    }

    void takesKeysThatAreNotSpread()
    {
        FlatTable<int> table;
        for (std::uint64_t key = 0; key < 50'000; ++key)
            table.findOrInsert(key << 8).first = int(key);
        for (std::uint64_t key = 0; key < 50'000; ++key)
            QCOMPARE(*table.find(key << 8), int(key));
        QVERIFY(table.bytes() < 4'000'000);
    }

    void takesTheHashZero()
    {
        FlatTable<int> table;
        QVERIFY(table.find(0) == nullptr);
        table.findOrInsert(0).first = 5;
        QCOMPARE(*table.find(0), 5);
        QCOMPARE(table.size(), std::size_t{1});
    }

    void dropsBeforeItGrows()
    {
        FlatTable<std::uint64_t> table;
        for (std::uint64_t i = 0; i < 1'000'000; ++i)
            table.findOrInsert(hashed(i), [&](std::uint64_t old) { return old + 1000 > i; }).first = i;
        QVERIFY(table.size() < 10'000);
        for (std::uint64_t i = 999'001; i < 1'000'000; ++i)
            QVERIFY(table.find(hashed(i)) != nullptr);
    }

    void aCopyStaysAsItWas()
    {
        const bool holds = rc::check([](std::uint8_t before, const std::vector<std::uint8_t>& after) {
            Pair pair;
            for (std::uint64_t i = 0; i < std::uint64_t{before} * 40; ++i)
                pair.count(hashed(i));
            const FlatTable<int> snapshot = pair.table;
            const auto expected = pair.map;
            for (const std::uint64_t number : after)
                for (std::uint64_t i = 0; i < 60; ++i)
                    pair.count(hashed(number * 50 + i));
            pair.table.keepIf([](int count) { return count != 2; });
            std::erase_if(pair.map, [](const auto& entry) { return entry.second == 2; });
            RC_ASSERT(contentOf(snapshot) == expected);
            RC_ASSERT(contentOf(pair.table) == pair.map);
        });
        QVERIFY(holds);
    }

    void aCopyMayBeWrittenToo()
    {
        Pair first;
        for (std::uint64_t i = 0; i < 20'000; ++i)
            first.count(hashed(i));
        Pair second = first;
        for (std::uint64_t i = 10'000; i < 40'000; ++i)
            second.count(hashed(i));
        first.count(hashed(7));
        QVERIFY(contentOf(first.table) == first.map);
        QVERIFY(contentOf(second.table) == second.map);
    }

    void copiesAreReadWhileTheTableIsWritten()
    {
        FlatTable<std::uint64_t> table;
        std::uint64_t next = 0;
        for (; next < 30'000; ++next)
            table.findOrInsert(hashed(next)).first = next;
        for (int round = 0; round < 5; ++round) {
            std::uint64_t sum = 0;
            std::uint64_t entries = 0;
            std::thread reader([&, snapshot = table]() mutable {
                snapshot.forEach([&](std::uint64_t, std::uint64_t value) {
                    sum += value;
                    ++entries;
                });
                snapshot = {};
            });
            const std::uint64_t size = next;
            for (std::uint64_t i = 0; i < size; ++i)
                ++table.findOrInsert(hashed(i)).first;
            for (; next < size + 5'000; ++next)
                table.findOrInsert(hashed(next)).first = next + std::uint64_t(round) + 1;
            reader.join();
            QCOMPARE(entries, size);
            QCOMPARE(sum, size * (size - 1) / 2 + std::uint64_t(round) * size);
        }
    }

    void valuesMayOwnMemory()
    {
        FlatTable<std::string> table;
        for (std::uint64_t i = 0; i < 5'000; ++i)
            table.findOrInsert(hashed(i)).first = "the name of number " + std::to_string(i);
        FlatTable<std::string> copy = table;
        copy.findOrInsert(hashed(3)).first = "another";
        table = {};
        QCOMPARE(*copy.find(hashed(3)), std::string("another"));
        QCOMPARE(*copy.find(hashed(4'999)), std::string("the name of number 4999"));
    }
};

QTEST_GUILESS_MAIN(TestFlatTable)
#include "tst_flat_table.moc"
