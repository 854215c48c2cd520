#include "engine/quality/duplicate_filter.h"

#include <QTest>

#include <rapidcheck.h>

#include <set>

#include "batch_builder.h"

using namespace halcyon::engine;
using namespace halcyon::tests;
using Answer = DuplicateFilter::Answer;

namespace {

DuplicateFilter::Key key(const char* id, EventTime time, std::uint32_t content = 1)
{
    return DuplicateFilter::keyOf({hashText(id)}, time, content);
}

} // namespace

class TestDuplicateFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsAnIdOnlyWithItsTime()
    {
        DuplicateFilter filter;
        QCOMPARE(filter.check(key("T1", noon())), Answer::New);
        QCOMPARE(filter.check(key("T1", noon())), Answer::Duplicate);
        QCOMPARE(filter.check(key("T1", noon(1us))), Answer::New);
        QCOMPARE(filter.check(key("T2", noon())), Answer::New);
    }

    void tellsAConflictFromADuplicate()
    {
        DuplicateFilter filter;
        QCOMPARE(filter.check(key("T1", noon(), 1)), Answer::New);
        QCOMPARE(filter.check(key("T1", noon(), 2)), Answer::Conflict);
        QCOMPARE(filter.check(key("T1", noon(), 1)), Answer::Duplicate);
    }

    void remembersForFiveMinutesAndToTheEndOfTheBucket_data()
    {
        QTest::addColumn<qint64>("reachedAfterMillis");
        QTest::addColumn<bool>("remembered");
        // The payment is at 12:00:03; its bucket ends at 12:00:10.
        QTest::newRow("at once") << qint64{0} << true;
        QTest::newRow("4:59") << qint64{299'000} << true;
        QTest::newRow("5:00") << qint64{300'000} << true;
        QTest::newRow("just before its bucket's end") << qint64{306'999} << true;
        QTest::newRow("its bucket's end and 5:00") << qint64{307'000} << false;
        QTest::newRow("an hour") << qint64{3'600'000} << false;
    }
    void remembersForFiveMinutesAndToTheEndOfTheBucket()
    {
        QFETCH(qint64, reachedAfterMillis);
        QFETCH(bool, remembered);
        const EventTime time = noon(3s);
        QCOMPARE(DuplicateFilter::remembers(time, time + std::chrono::milliseconds{reachedAfterMillis}),
            remembered);
    }

    void forgetsWhatAllPartitionsHavePassed()
    {
        DuplicateFilter filter;
        for (int i = 0; i < 3600; ++i) {
            filter.forget(noon(std::chrono::seconds{i}));
            QCOMPARE(filter.check(key("T1", noon(std::chrono::seconds{i}))), Answer::New);
        }
        QVERIFY(filter.size() <= 310);
        QVERIFY(filter.bytes() < 64 * 16 * 12 * 2);
    }

    void remembersWhatAPartitionReadBehindNeeds()
    {
        DuplicateFilter filter;
        QCOMPARE(filter.check(key("T1", noon())), Answer::New);
        QCOMPARE(filter.check(key("T2", noon(24h))), Answer::New); // another partition, a day ahead
        filter.forget(noon(4min));
        QCOMPARE(filter.check(key("T1", noon())), Answer::Duplicate);
    }

    void agreesWithASetWhateverTheOrder()
    {
        const bool holds = rc::check([](const std::vector<std::uint16_t>& seconds) {
            DuplicateFilter filter;
            std::set<std::uint16_t> seen;
            for (const std::uint16_t second : seconds) {
                const auto time = noon(std::chrono::seconds{second % 300});
                const std::string id = std::to_string(second);
                const auto answer = filter.check(key(id.c_str(), time));
                RC_ASSERT((answer == Answer::New) == seen.insert(second).second);
            }
        });
        QVERIFY(holds);
    }

    void takesTimesBefore1970()
    {
        DuplicateFilter filter;
        for (const auto offset : {-1us, -10'000'000us, -11'000'000us}) {
            QCOMPARE(filter.check(key("T1", EventTime{offset})), Answer::New);
            QCOMPARE(filter.check(key("T1", EventTime{offset})), Answer::Duplicate);
        }
    }

    void comesBackFromItsContents()
    {
        DuplicateFilter filter;
        for (int i = 0; i < 1000; ++i)
            std::ignore
                = filter.check(key(std::to_string(i).c_str(), noon(std::chrono::milliseconds{i * 100}), 7));
        DuplicateFilter copy;
        for (const auto& content : filter.contents())
            for (std::size_t i = 0; i < content.hashes.size(); ++i)
                copy.restore({content.hashes[i], content.bucket, content.tags[i]});
        QCOMPARE(copy.size(), filter.size());
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(copy.check(key(std::to_string(i).c_str(), noon(std::chrono::milliseconds{i * 100}), 7)),
                Answer::Duplicate);
    }
};

QTEST_GUILESS_MAIN(TestDuplicateFilter)
#include "tst_duplicate_filter.moc"
