# The Debian package, by CPack. dpkg-shlibdeps finds the libraries; named here is what it cannot see.

set(HALCYON_MAINTAINER "Halcyon maintainers <maintainers@halcyon.example>" CACHE STRING
    "Who answers for the package: Name <mail address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME halcyon)
set(CPACK_PACKAGE_CONTACT ${HALCYON_MAINTAINER})
set(CPACK_PACKAGE_VENDOR Halcyon)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "real-time monitoring console for payments")
set(CPACK_PACKAGE_DESCRIPTION
"Halcyon reads payments from Apache Kafka as they happen, scores them for
fraud, raises alerts and keeps their history in PostgreSQL.

halcyon is the desktop console: live panels, an alert inbox, and the way from
a chart to the payments behind it and to the message each one came from.
halcyonctl is the same engine without a window, for servers, scripts and
tests: it records, watches, decodes, scores and aggregates.

Without a broker and a database of one's own, it brings up private ones for a
demonstration; the database needs the PostgreSQL server that is recommended.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${debian_revision})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

# Zones for event times; the console's two families of letters.
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
if(TARGET halcyon)
    string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", fonts-inter, fonts-jetbrains-mono")
endif()
# PostgreSQL's server only for the private database: whoever has one elsewhere should not be given a second, which
# Debian would even start. Any version from 15 serves, from Debian or from PostgreSQL's own archive.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "ca-certificates, postgresql (>= 15) | postgresql-15 | postgresql-16 | postgresql-17 | postgresql-18")
# Kerberos to Kafka; native Wayland (X through Xwayland works without).
set(CPACK_DEBIAN_PACKAGE_SUGGESTS libsasl2-modules-gssapi-mit)
if(TARGET halcyon)
    string(APPEND CPACK_DEBIAN_PACKAGE_SUGGESTS ", qt6-wayland")
endif()

include(CPack)
