# halcyon_embed_text(target SYMBOL file ...): each file becomes a string constant
# `extern const std::string_view SYMBOL` in namespace halcyon::engine.
function(halcyon_embed_text target)
    set(pairs ${ARGN})
    while(pairs)
        list(POP_FRONT pairs symbol file)
        cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR} NORMALIZE)
        set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
        file(READ ${file} text)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
"#include <string_view>
namespace halcyon::engine {
extern const std::string_view @symbol@;
const std::string_view @symbol@ = R\"embedded(@text@)embedded\";
}
")
        target_sources(${target} PRIVATE ${output})
    endwhile()
endfunction()
