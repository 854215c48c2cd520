#include "app/console/runtime_folder.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using namespace halcyon;

class TestRuntimeFolder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void isMadeForUsAloneAndFoundAgain()
    {
        const auto made = app::privateRuntimeFolder(temporary());
        QVERIFY(made.has_value());
        const QFileInfo info(QString::fromStdString(made->string()));
        QVERIFY(info.isDir());
        QCOMPARE(info.permissions() & QFileDevice::Permissions(0x0fff),
            QFileDevice::ReadUser | QFileDevice::WriteUser | QFileDevice::ExeUser);
        QVERIFY(app::privateRuntimeFolder(temporary()) == made);
    }

    void isNotOneThatOthersMayEnter()
    {
        const auto made = app::privateRuntimeFolder(temporary());
        std::filesystem::permissions(
            *made, std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
        QVERIFY(!app::privateRuntimeFolder(temporary()));
    }

    void isNotWhereALinkLeads()
    {
        const auto made = app::privateRuntimeFolder(temporary());
        const auto elsewhere = temporary() / "elsewhere";
        std::filesystem::rename(*made, elsewhere);
        std::filesystem::create_directory_symlink(elsewhere, *made);
        QVERIFY(!app::privateRuntimeFolder(temporary()));
    }

    void isNotOneOfSomebodyElse()
    {
        if (::getuid() != 0)
            QSKIP("Only root can give a folder away.");
        const auto made = app::privateRuntimeFolder(temporary());
        constexpr uid_t kNobody = 65534;
        QVERIFY(::chown(made->c_str(), kNobody, kNobody) == 0);
        QVERIFY(!app::privateRuntimeFolder(temporary()));
    }

private:
    [[nodiscard]] std::filesystem::path temporary() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestRuntimeFolder)
#include "tst_runtime_folder.moc"
