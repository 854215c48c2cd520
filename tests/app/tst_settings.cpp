#include "app/config/profile.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace halcyon;
using namespace halcyon::app;

namespace {

/// Settings after reading `toml` as a profile; the error's text when that fails.
struct Read {
    explicit Read(const std::string& toml, const std::map<std::string, std::string>& environment = {})
    {
        static const QTemporaryDir folder;
        const std::string file = folder.filePath(QStringLiteral("prod.toml")).toStdString();
        std::ofstream(file) << toml;
        if (auto result = settings.readFile(file); !result)
            error = result.error().message;
        else if (auto env = settings.readEnvironment(environment); !env)
            error = env.error().message;
    }
    Settings settings;
    std::string error;
};

/// Root reads everything; as long as this lives, nobody here is root.
class AsAnybody {
public:
    AsAnybody()
    {
        if (m_wasRoot && seteuid(kNobody) != 0)
            qFatal("cannot become nobody");
    }
    ~AsAnybody()
    {
        if (m_wasRoot && seteuid(0) != 0)
            qFatal("cannot become root again");
    }
    AsAnybody(const AsAnybody&) = delete;
    AsAnybody& operator=(const AsAnybody&) = delete;

private:
    static constexpr uid_t kNobody = 65534;
    const bool m_wasRoot = geteuid() == 0;
};

} // namespace

class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void knowsItsDefaults()
    {
        const auto profile = makeProfile(Settings(), "none");
        QVERIFY(profile.has_value());
        QVERIFY(!profile->hasBrokers());
        QVERIFY(profile->recorder == RecorderMode::Auto);
        QCOMPARE(profile->streams[0].topics, std::vector<std::string>{"upi_transactions"});
        QCOMPARE(profile->streams[1].topics.size(), std::size_t{3});
        QVERIFY(profile->liveStart.ago == std::chrono::minutes{15});
    }

    void laysLayersOverEachOtherAndSaysWhere()
    {
        Read read("recorder = \"off\"\n[streams.upi]\nlateness = \"2m\"\ntopics = [\"a\", \"b\"]\n",
            {{"HALCYON_STREAMS__UPI__LATENESS", "3m"}});
        QCOMPARE(read.error, std::string());
        QVERIFY(read.settings.set("recorder", {"external"}, "--recorder").has_value());
        QCOMPARE(read.settings.find("streams.upi.topics")->origin, std::string("prod.toml:4"));
        QCOMPARE(read.settings.find("streams.upi.lateness")->origin,
            std::string("HALCYON_STREAMS__UPI__LATENESS"));
        QCOMPARE(read.settings.find("recorder")->origin, std::string("--recorder"));
        QCOMPARE(read.settings.find("streams.upi.currency")->origin, std::string("default"));
        const auto profile = makeProfile(read.settings, "prod");
        QVERIFY(profile->streams[0].allowedLateness == std::chrono::minutes{3});
        QVERIFY(profile->recorder == RecorderMode::External);
    }

    void showsInventedPaymentsOnlyToWhoNamesNothing()
    {
        Settings nothing;
        QVERIFY(makeProfile(nothing, "none")->isDemo());
        QVERIFY(nothing.set("kafka.bootstrap.servers", {"b1:9092"}, "--brokers"));
        QVERIFY(!makeProfile(nothing, "none")->isDemo());
        const Read profile("colour = \"red\"\n");
        QVERIFY(!makeProfile(profile.settings, "prod")->isDemo());
    }

    void noTopicsSwitchAStreamOff()
    {
        const Read read("[streams.upi]\ntopics = []\n");
        QCOMPARE(read.error, std::string());
        QVERIFY(makeProfile(read.settings, "prod")->streams[0].topics.empty());
        Settings child; // the recorder's
        QVERIFY(child.readEnvironment(read.settings.toEnvironment()).has_value());
        QVERIFY(makeProfile(child, "prod")->streams[0].topics.empty());
    }

    void passesKafkaPropertiesThrough()
    {
        const Read read("[kafka]\n\"bootstrap.servers\" = \"b1:9092\"\nsecurity.protocol = \"SASL_SSL\"\n"
                        "\"fetch.wait.max.ms\" = 20\n\"enable.ssl.certificate.verification\" = true\n",
            {{"HALCYON_KAFKA__SASL_USERNAME", "me"}});
        QCOMPARE(read.error, std::string());
        const auto kafka = makeProfile(read.settings, "prod")->kafka;
        QCOMPARE(kafka.at("bootstrap.servers"), std::string("b1:9092"));
        QCOMPARE(kafka.at("security.protocol"), std::string("SASL_SSL"));
        QCOMPARE(kafka.at("fetch.wait.max.ms"), std::string("20"));
        QCOMPARE(kafka.at("enable.ssl.certificate.verification"), std::string("true"));
        QCOMPARE(kafka.at("sasl.username"), std::string("me"));
    }

    void fetchesSecretsAndNeverShowsThem()
    {
        qputenv("HALCYON_TEST_SECRET", "hidden");
        const Read read("[kafka]\n\"sasl.password\" = { env = \"HALCYON_TEST_SECRET\" }\n"
                        "\"ssl.key.password\" = { command = \"printf from-command\" }\n");
        QCOMPARE(read.error, std::string());
        QCOMPARE(read.settings.text("kafka.sasl.password"), std::string("hidden"));
        QCOMPARE(read.settings.text("kafka.ssl.key.password"), std::string("from-command"));
        QVERIFY(read.settings.find("kafka.sasl.password")->isSecret);
    }

    void hidesAPasswordThatIsGivenAsAnOption()
    {
        Read read("");
        QVERIFY(read.settings.set("postgres.uri", {"postgresql://me:hidden@host/db"}, "--postgres"));
        QVERIFY(read.settings.find("postgres.uri")->isSecret);
        QVERIFY(read.settings.set("postgres.uri", {"postgresql://me@host/db"}, "--postgres"));
        QVERIFY(!read.settings.find("postgres.uri")->isSecret);
    }

    void saysWhatIsWrongAndWhere_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("no toml") << QByteArray("a = ") << QByteArray("prod.toml:1: ");
        QTest::newRow("unknown key") << QByteArray("\nrecoder = \"auto\"")
                                     << QByteArray("prod.toml:2: there is no setting \"recoder\".");
        QTest::newRow("unknown stream") << QByteArray("[streams.card]\ntopics = [\"x\"]")
                                        << QByteArray("there is no setting \"streams.card.topics\"");
        QTest::newRow("plain password") << QByteArray("[kafka]\n\"sasl.password\" = \"x\"")
                                        << QByteArray("prod.toml:2: a secret does not belong into a file");
        QTest::newRow("password in a uri") << QByteArray("[postgres]\nuri = \"postgresql://me:x@db/h\"")
                                           << QByteArray("a secret does not belong into a file");
        QTest::newRow("secret of nowhere")
            << QByteArray("[kafka]\n\"sasl.password\" = { env = \"HALCYON_NOT_SET\" }")
            << QByteArray("HALCYON_NOT_SET is not set");
        QTest::newRow("section for a text")
            << QByteArray("[recorder]\nmode = \"off\"") << QByteArray("\"recorder\" takes a value");
        QTest::newRow("list for a text")
            << QByteArray("recorder = [\"auto\"]") << QByteArray("\"recorder\" takes another value");
    }
    void saysWhatIsWrongAndWhere()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QByteArray, message);
        const Read read(toml.toStdString());
        QVERIFY2(read.error.find(message.toStdString()) != std::string::npos, read.error.c_str());
    }

    void checksValues_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char* path, const char* value, bool valid) {
            QTest::newRow((QByteArray(path) + ' ' + value).constData())
                << QByteArray(path) << QByteArray(value) << valid;
        };
        row("live.start", "earliest", true);
        row("live.start", "2h", true);
        row("live.start", "yesterday", false);
        row("recorder", "maybe", false);
        row("colour", "violet", true);
        row("colour", "#2f80Ed", true);
        row("colour", "pink", false);
        row("colour", "#12345", false);
        row("record.consumers", "0", false);
        row("record.consumers", "two", false);
        row("streams.upi.lateness", "90s", true);
        row("streams.upi.lateness", "-5s", false);
        row("streams.upi.lateness", "5 minutes", false);
        row("streams.upi.currency", "rupee", false);
        row("streams.transactions.currency", "USD", true);
        row("streams.upi.largest_message", "10", false);
    }
    void checksValues()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, value);
        QFETCH(bool, valid);
        Settings settings;
        QVERIFY(settings.set(path.toStdString(), {value.toStdString()}, "--test").has_value());
        const auto profile = makeProfile(settings, "test");
        QCOMPARE(profile.has_value(), valid);
        if (!valid)
            QVERIFY(profile.error().message.starts_with("--test: \"" + path.toStdString() + "\" is "));
    }

    void refusesVariablesThatNameNothing()
    {
        Settings settings;
        const auto read = settings.readEnvironment({{"HALCYON_LIVE__STRAT", "15m"}});
        QVERIFY(!read.has_value());
        QVERIFY(read.error().message.find("HALCYON_LIVE__STRAT") != std::string::npos);
    }

    void givesAChildTheSameSettings()
    {
        Read read(
            "[kafka]\n\"bootstrap.servers\" = \"b1:9092,b2:9092\"\n[streams.upi]\ntopics = [\"a\", \"b\"]\n");
        Settings child;
        QVERIFY(child.readEnvironment(read.settings.toEnvironment()).has_value());
        QCOMPARE(child.text("kafka.bootstrap.servers"), std::string("b1:9092,b2:9092"));
        QCOMPARE(child.find("streams.upi.topics")->values, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(child.find("recorder")->origin, std::string("default"));
    }

    void findsProfilesByNameAndByPath()
    {
        qputenv("XDG_CONFIG_HOME", "/etc/xdg-test");
        QCOMPARE(profilePath("payments").string(), std::string("/etc/xdg-test/halcyon/payments.toml"));
        QCOMPARE(profilePath("./x.toml").string(), std::string("./x.toml"));
    }

    void saysWhyAProfileCannotBeRead()
    {
        const QTemporaryDir folder;
        const std::string place = folder.path().toStdString();
        const auto refusal = [](const std::string& file) {
            const auto read = Settings().readFile(file);
            return read ? std::string("(read)") : read.error().message;
        };
        const auto starts = [&](const std::string& file, const std::string& words) {
            const std::string said = refusal(file);
            return said.starts_with(words) ? QByteArray() : QByteArray::fromStdString(said);
        };
        QCOMPARE(starts("/nonexistent/x.toml", "There is no profile /nonexistent/x.toml;"), QByteArray());
        QCOMPARE(starts(place, "The profile " + place + " is a folder;"), QByteArray());

        const std::string circle = place + "/circle.toml";
        std::filesystem::create_symlink("circle.toml", circle);
        QCOMPARE(
            starts(circle, "The profile " + circle + " cannot be read: Too many levels of symbolic links;"),
            QByteArray());

        const std::string locked = place + "/locked.toml";
        std::ofstream(locked) << "colour = \"red\"\n";
        QCOMPARE(refusal(locked), std::string("(read)"));
        std::filesystem::permissions(locked, std::filesystem::perms::none);
        const AsAnybody anybody;
        QCOMPARE(
            starts(locked, "The profile " + locked + " cannot be read: Permission denied;"), QByteArray());
    }

    void readsAnEmptyProfile()
    {
        const Read read("");
        QCOMPARE(read.error, std::string());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
