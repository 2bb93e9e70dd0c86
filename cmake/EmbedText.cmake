# parley_embed(TARGET FILE NAME): FILE becomes the header FILE.h with `inline constexpr char NAME[]`, for TARGET's own sources.
# Run as a script with IN, OUT and NAME set, it does the writing.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${IN}" text)
  get_filename_component(name "${IN}" NAME)
  file(WRITE "${OUT}" "// Made from ${name}; change that.\n#pragma once\ninline constexpr char ${NAME}[] = R\"EMBEDDED(${text})EMBEDDED\";\n")
  return()
endif()

set(parley_embed_script "${CMAKE_CURRENT_LIST_FILE}")
function(parley_embed target file name)
  set(in "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded/${file}.h")
  add_custom_command(OUTPUT "${out}" COMMAND ${CMAKE_COMMAND} -DIN=${in} -DOUT=${out} -DNAME=${name} -P "${parley_embed_script}"
    DEPENDS "${in}" "${parley_embed_script}" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/embedded")
endfunction()
