# Flags every target of ours uses, and halcyon_folder(): a folder is a static library.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_package(Threads REQUIRED)

add_library(halcyon_options INTERFACE)
target_compile_features(halcyon_options INTERFACE cxx_std_20)
target_include_directories(halcyon_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(halcyon_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast
    -Wno-missing-field-initializers # designated initialisers leave the rest at their defaults on purpose
    -fstack-protector-strong -fstack-clash-protection
    -fno-semantic-interposition) # nothing of ours is a shared library: our own calls may be inlined
target_compile_definitions(halcyon_options INTERFACE
    HALCYON_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_KEYWORDS
    $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
target_link_options(halcyon_options INTERFACE -Wl,-z,relro,-z,now)
target_link_libraries(halcyon_options INTERFACE Threads::Threads)
if(HALCYON_SANITIZE)
    target_compile_options(halcyon_options INTERFACE -fsanitize=${HALCYON_SANITIZE} -fno-omit-frame-pointer -g1)
    target_link_options(halcyon_options INTERFACE -fsanitize=${HALCYON_SANITIZE})
    # Assertions are on, and g++ takes the sanitizers' own code for reads of what is not set.
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1")
    target_compile_options(halcyon_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(HALCYON_SANITIZE STREQUAL "thread")
    # Debian's libtbb is not instrumented: parallel.h then runs the same calls on std::async.
    target_compile_definitions(halcyon_options INTERFACE HALCYON_STD_THREADS)
endif()
option(HALCYON_WERROR "Treat warnings as errors" OFF)
if(HALCYON_WERROR)
    # g++ 12 sees these in std::string's own code when it inlines concatenations (GCC bug 105651).
    target_compile_options(halcyon_options INTERFACE -Werror -Wno-error=restrict -Wno-error=stringop-overflow
        -Wno-error=array-bounds)
endif()

# -O3 only where it is felt, in the hot folders; it takes a third longer to compile.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

# halcyon_pch(name [flags...]): a precompiled header; its flags must be those of the folders that use it.
find_package(tl-expected REQUIRED)
function(halcyon_pch name)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE halcyon_options tl::expected)
    target_compile_options(${name} PRIVATE -fpch-preprocess ${ARGN})
    target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
endfunction()
function(halcyon_reuse_pch name pch)
    target_compile_options(halcyon_${name} PRIVATE -fpch-preprocess)
    set_target_properties(halcyon_${name} PROPERTIES PRECOMPILE_HEADERS_REUSE_FROM ${pch})
endfunction()
set(HALCYON_FAST $<$<CONFIG:Release>:-O3>)
set(HALCYON_HOT ${HALCYON_FAST} $<$<CONFIG:Release>:-flto> $<$<CONFIG:Release>:-ffat-lto-objects>)
set(HALCYON_RARELY_RUN $<$<CONFIG:Release>:-O1>)
halcyon_pch(halcyon_pch_usual)
halcyon_pch(halcyon_pch_fast ${HALCYON_FAST})
halcyon_pch(halcyon_pch_hot ${HALCYON_HOT})
halcyon_pch(halcyon_pch_rarely_run ${HALCYON_RARELY_RUN})

# halcyon_hot_folder(name) and halcyon_hot_program(name): optimised together at link time, in Release, which makes
# processing a tenth faster. Objects hold machine code too, so that the tests link them without that minute.
# halcyon_fast_folder(name): without that. halcyon_rarely_run(name): what no one waits for but the compiler.
function(halcyon_hot_folder name)
    target_compile_options(halcyon_${name} PRIVATE ${HALCYON_HOT})
    halcyon_reuse_pch(${name} halcyon_pch_hot)
endfunction()
function(halcyon_hot_program name)
    target_link_options(${name} PRIVATE $<$<CONFIG:Release>:-flto=auto>)
endfunction()
function(halcyon_fast_folder name)
    target_compile_options(halcyon_${name} PRIVATE ${HALCYON_FAST})
    halcyon_reuse_pch(${name} halcyon_pch_fast)
endfunction()
function(halcyon_rarely_run name)
    target_compile_options(halcyon_${name} PRIVATE ${HALCYON_RARELY_RUN})
    halcyon_reuse_pch(${name} halcyon_pch_rarely_run)
endfunction()

# Whole builds: six files of a folder in one compilation share what their headers cost, so names in anonymous
# namespaces must differ within a folder (those of ui/ do not: each widget has its kGap). After a change, more is
# compiled than needed: not for daily work.
option(HALCYON_UNITY "Compile several files of a folder at once" OFF)
if(HALCYON_UNITY)
    # What a file's own class holds looks to g++ as if a header's class held it.
    target_compile_options(halcyon_options INTERFACE -Wno-subobject-linkage)
endif()

# halcyon_folder(name SOURCES... [PUBLIC libs...] [PRIVATE libs...])
# A static library halcyon_<name>, alias Halcyon::<name>.
function(halcyon_folder name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(halcyon_${name} STATIC ${arg_SOURCES})
    add_library(Halcyon::${name} ALIAS halcyon_${name})
    target_link_libraries(halcyon_${name} PUBLIC halcyon_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    halcyon_reuse_pch(${name} halcyon_pch_usual)
    if(HALCYON_UNITY AND NOT name MATCHES "^ui_")
        set_target_properties(halcyon_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
    endif()
endfunction()
