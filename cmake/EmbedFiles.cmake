# parley_embed_files(TARGET DIR OTHERWISE): all files under DIR, or under OTHERWISE when DIR has no index.html, become the source embedded_files.cc
# of TARGET: their bytes, what gzip makes of them, and a tag by their content, as web/files.h describes them. Nothing is downloaded or built for it.
# Run as a script with DIR and OUT set, it does the writing.

if(CMAKE_SCRIPT_MODE_FILE)
  find_program(gzip gzip REQUIRED)
  get_filename_component(folder "${OUT}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  file(GLOB_RECURSE files RELATIVE "${DIR}" "${DIR}/*")
  list(SORT files)
  set(arrays "")
  set(table "")
  set(number 0)
  # "0x1f,0x8b," of a file's bytes, in lines that a compiler takes.
  function(bytes_of file out)
    file(READ "${file}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
    string(REGEX REPLACE "(0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],0x[0-9a-f][0-9a-f],)" "\\1\n" hex "${hex}")
    set(${out} "${hex}" PARENT_SCOPE)
  endfunction()
  foreach(file ${files})
    if(file MATCHES "(^|/)\\.")
      continue()  # of an editor, or of git
    endif()
    if(NOT file MATCHES "^[A-Za-z0-9._/-]+$")
      message(FATAL_ERROR "${DIR}/${file}: a file that is served has a name of letters, digits and . _ - /")
    endif()
    bytes_of("${DIR}/${file}" plain)
    execute_process(COMMAND "${gzip}" -9nc "${DIR}/${file}" OUTPUT_FILE "${OUT}.gz" RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "gzip -9nc ${DIR}/${file}: ${failed}")
    endif()
    bytes_of("${OUT}.gz" packed)
    file(REMOVE "${OUT}.gz")
    file(SHA256 "${DIR}/${file}" hash)
    string(SUBSTRING "${hash}" 0 16 hash)
    # An array has one element at least, which is not counted.
    string(APPEND arrays "constexpr unsigned char kPlain${number}[] = {${plain}0};\nconstexpr unsigned char kPacked${number}[] = {${packed}0};\n")
    string(APPEND table "    {\"/${file}\", \"${hash}\", text(kPlain${number}), text(kPacked${number})},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  file(WRITE "${OUT}.new" "// Made from ${number} files of the browser's side; change those.
#include \"web/files.h\"

namespace parley::web {
namespace {

template <std::size_t N>
std::string_view text(const unsigned char (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N - 1};
}

${arrays}
}  // namespace

std::span<const EmbeddedFile> embedded_files() {
  static const EmbeddedFile kFiles[] = {
${table}  };
  return kFiles;
}

}  // namespace parley::web
")
  file(RENAME "${OUT}.new" "${OUT}")
  return()
endif()

set(parley_embed_files_script "${CMAKE_CURRENT_LIST_FILE}")
function(parley_embed_files target dir otherwise)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${dir}/*")
  if(NOT EXISTS "${dir}/index.html")
    set(dir "${otherwise}")
    file(GLOB_RECURSE files CONFIGURE_DEPENDS "${dir}/*")
  endif()
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded/embedded_files.cc")
  add_custom_command(OUTPUT "${out}" COMMAND ${CMAKE_COMMAND} -DDIR=${dir} -DOUT=${out} -P "${parley_embed_files_script}"
    DEPENDS ${files} "${parley_embed_files_script}" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
endfunction()
