#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QtTest>

/// A file of named cases: blocks of `key: value` lines, a blank line between
/// two blocks, `#` before a comment. `%41` stands for any byte, as in a URL.
class Corpus {
public:
    struct Case {
        QByteArray name;
        QByteArray in;
        QByteArray out;
    };

    /// Every case of tests/engine/data/`file`; none when the file cannot be read or has a line it should not.
    [[nodiscard]] static QList<Case> read(const char* file)
    {
        QFile source(QStringLiteral(HALCYON_SOURCE_DIR "/tests/engine/data/") + QString::fromLatin1(file));
        if (!source.open(QIODevice::ReadOnly))
            return {};
        QList<Case> cases;
        bool isNew = true;
        const auto lines = source.readAll().split('\n');
        for (const QByteArray& line : lines) {
            if (line.startsWith('#'))
                continue;
            if (line.isEmpty()) {
                isNew = true;
                continue;
            }
            if (isNew)
                cases.emplaceBack();
            isNew = false;
            if (!readLine(line, cases.last()))
                return {};
        }
        return cases;
    }

    /// Makes the cases the rows of a data-driven test; fails when there are fewer than `least`.
    static void addRows(const char* file, qsizetype least)
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        const auto cases = read(file);
        QVERIFY2(cases.size() >= least, file);
        for (const Case& one : cases)
            QTest::newRow(one.name.constData()) << one.in << one.out;
    }

private:
    [[nodiscard]] static bool readLine(const QByteArray& line, Case& into)
    {
        const auto colon = line.indexOf(':');
        const QByteArray key = line.left(colon);
        const QByteArray value = QByteArray::fromPercentEncoding(line.mid(colon + 2));
        if (key == "name")
            into.name = value;
        else if (key == "in")
            into.in = value;
        else if (key == "out")
            into.out = value;
        else
            return false;
        return true;
    }
};
