#include "app/ctl/csv_buffer.h"

#include <QTest>

#include <sstream>

using namespace halcyon;

namespace {

std::string csvOf(const std::string& json, std::vector<std::string> columns = {})
{
    std::ostringstream text;
    app::CsvBuffer buffer(text, std::move(columns));
    std::ostream out(&buffer);
    out << json << std::flush;
    return text.str();
}

} // namespace

class TestCsvBuffer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void makesRowsOfObjects_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("csv");
        const auto row = [](const char* name, const char* json, const char* csv) {
            QTest::newRow(name) << QByteArray(json) << QByteArray(csv);
        };
        row("a line each", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n", "a,b\n1,x\n2,y\n");
        row("a list on one line", "[{\"a\":1},{\"a\":2}]\n", "a\n1\n2\n");
        row("an empty list", "[]\n", "");
        row("objects within", "{\"read\":7,\"buckets\":{\"clean\":5,\"late\":2}}\n",
            "read,buckets.clean,buckets.late\n7,5,2\n");
        row("nothing and truth", "{\"a\":null,\"b\":true}\n", "a,b\n,true\n");
        row("every digit", "{\"a\":90071992547409931234.1200}\n", "a\n90071992547409931234.1200\n");
        row("lists stay JSON", "{\"a\":[{\"rule\":\"x,y\"}],\"b\":1}\n",
            "a,b\n\"[{\"\"rule\"\":\"\"x,y\"\"}]\",1\n");
        row("what CSV must quote", "{\"a\":\"say \\\"}\\\",\\nnow\"}\n", "a\n\"say \"\"}\"\",\nnow\"\n");
        row("a member that is missing", "{\"a\":1,\"b\":2}\n{\"b\":3}\n", "a,b\n1,2\n,3\n");
    }
    void makesRowsOfObjects()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, csv);
        QCOMPARE(QByteArray::fromStdString(csvOf(json.toStdString())), csv);
    }

    void keepsToTheColumnsAskedFor()
    {
        QCOMPARE(csvOf("{\"ok\":true,\"event\":{\"id\":\"u1\"}}\n{\"ok\":false,\"reason\":\"not_json\"}\n",
                     {"ok", "reason", "event"}),
            std::string("ok,reason,event\ntrue,,\"{\"\"id\"\":\"\"u1\"\"}\"\nfalse,not_json,\n"));
    }

    void takesLinesInPieces()
    {
        std::ostringstream text;
        app::CsvBuffer buffer(text);
        std::ostream out(&buffer);
        for (const char c : std::string("{\"a\":1}\n{\"a\":2}\n"))
            out.put(c);
        QCOMPARE(text.str(), std::string("a\n1\n2\n"));
    }

    void tellsTheWriterThatNobodyListens()
    {
        std::ostringstream text;
        text.setstate(std::ios::badbit);
        app::CsvBuffer buffer(text);
        std::ostream out(&buffer);
        out << "{\"a\":1}\n";
        QVERIFY(!out);
    }
};

QTEST_GUILESS_MAIN(TestCsvBuffer)
#include "tst_csv_buffer.moc"
