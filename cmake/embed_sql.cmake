# Writes a C++ source that holds SQL files: cmake -DFOLDER=resources/sql -DOUT=x.cpp -P embed_sql.cmake
# A file's name is its version, a name and .sql: 0001_streams.sql.
file(GLOB files ${FOLDER}/*.sql)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME_WE)
    if(NOT stem MATCHES "^0*([0-9]+)_([a-z_]+)$")
        message(FATAL_ERROR "${file}: a migration is called NNNN_name.sql")
    endif()
    set(version ${CMAKE_MATCH_1})
    set(name ${CMAKE_MATCH_2})
    file(READ ${file} text)
    string(APPEND entries "    Migration{${version}, \"${name}\", R\"sql(${text})sql\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"engine/store/migrations.h\"

namespace halcyon::engine {

std::span<const Migration> embeddedMigrations() noexcept
{
    static constexpr Migration kMigrations[] = {
${entries}    };
    return kMigrations;
}

} // namespace halcyon::engine
")
