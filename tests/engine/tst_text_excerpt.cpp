#include "engine/quality/text_excerpt.h"

#include <QtTest>

#include <rapidcheck.h>

#include <string>

using namespace halcyon::engine;

namespace {

[[nodiscard]] QByteArray shown(const QByteArray& text)
{
    return QByteArray::fromStdString(excerpt(text.toStdString()));
}

} // namespace

class TestTextExcerpt : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsTextAsAPersonMayReadIt_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("plain") << QByteArray("SUCCESS") << QByteArray("'SUCCESS'");
        QTest::newRow("empty") << QByteArray() << QByteArray("''");
        QTest::newRow("Hindi") << QByteArray("रुपये") << QByteArray("'रुपये'");
        QTest::newRow("a smile") << QByteArray("\xf0\x9f\x98\x80") << QByteArray("'\xf0\x9f\x98\x80'");
        QTest::newRow("a newline") << QByteArray("a\nb") << QByteArray("'a\\u000ab'");
        QTest::newRow("an escape sequence") << QByteArray("\x1b[31m") << QByteArray("'\\u001b[31m'");
        QTest::newRow("a null character") << QByteArray("a\0b", 3) << QByteArray("'a\\u0000b'");
        QTest::newRow("delete") << QByteArray("\x7f") << QByteArray("'\\u007f'");
        QTest::newRow("a C1 control") << QByteArray("\xc2\x9b") << QByteArray("'\\u009b'");
        QTest::newRow("right-to-left override") << QByteArray("\xe2\x80\xae") << QByteArray("'\\u202e'");
        QTest::newRow("isolate") << QByteArray("\xe2\x81\xa6") << QByteArray("'\\u2066'");
        QTest::newRow("zero-width space") << QByteArray("\xe2\x80\x8b") << QByteArray("'\\u200b'");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf") << QByteArray("'\\ufeff'");
        QTest::newRow("not UTF-8") << QByteArray("a\xff\xc3") << QByteArray("'a\\xff\\xc3'");
        QTest::newRow("as long as may be") << QByteArray(54, 'x') << "'" + QByteArray(54, 'x') + "'";
        QTest::newRow("longer") << QByteArray(55, 'x') << "'" + QByteArray(51, 'x') + "...'";
        QTest::newRow("cut between characters")
            << QByteArray("é").repeated(100) << "'" + QByteArray("é").repeated(25) + "...'";
    }

    void showsTextAsAPersonMayReadIt()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);

        QCOMPARE(shown(text), expected);
    }

    void neverShowsMoreThanItShould()
    {
        const bool holds = rc::check([](const std::string& bytes, const std::string& more) {
            const std::string text = excerpt(bytes + more + bytes);
            RC_ASSERT(text.size() <= kLongestExcerpt);
            for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(utf8CharacterSize(rest))) {
                RC_ASSERT(utf8CharacterSize(rest) != 0U);
                RC_ASSERT(static_cast<unsigned char>(rest.front()) >= 0x20U);
            }
        });
        QVERIFY(holds);
    }

    void countsCharactersNotBytes()
    {
        QCOMPARE(countCharacters(""), std::size_t{0});
        QCOMPARE(countCharacters("abc"), std::size_t{3});
        QCOMPARE(countCharacters("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), std::size_t{3});
    }

    /// Qt's decoder as the judge: it puts U+FFFD where bytes are not UTF-8.
    void knowsUtf8AsQtDoes()
    {
        const bool holds = rc::check([] {
            const auto bytes = *rc::gen::container<std::string>(
                rc::gen::element<char>('a', '\x7f', '\x80', '\x8f', '\x90', '\x9f', '\xa0', '\xbf', '\xc0',
                    '\xc1', '\xc2', '\xdf', '\xe0', '\xed', '\xef', '\xf0', '\xf4', '\xf5', '\xff'));
            bool isGood = true;
            for (std::string_view rest = bytes; !rest.empty() && isGood;) {
                isGood = utf8CharacterSize(rest) != 0;
                rest.remove_prefix(utf8CharacterSize(rest));
            }
            auto decoder = QStringDecoder(QStringDecoder::Utf8);
            const QString decoded = decoder.decode(QByteArray::fromStdString(bytes + " "));
            RC_ASSERT(isGood == !decoder.hasError());
        });
        QVERIFY(holds);
    }
};

QTEST_GUILESS_MAIN(TestTextExcerpt)
#include "tst_text_excerpt.moc"
