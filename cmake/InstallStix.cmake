# The STIX 2.1 library by itself: `cmake --install` puts headers, static libraries and a CMake package in place, so that another
# project can say find_package(parley_stix) and link parley::parley_stix. packaging/consumer is one, built by the tests.
include(CMakePackageConfigHelpers)

set(modules base text json stix)
install(TARGETS parley_options parley_base parley_text parley_json parley_stix EXPORT parley_stix ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(module ${modules})
  file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${module}/*.h")
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/parley/${module})
endforeach()
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/parley_stix)
install(EXPORT parley_stix NAMESPACE parley:: DESTINATION ${package_dir} FILE parley_stix-targets.cmake)
configure_package_config_file(cmake/parley_stix-config.cmake.in "${CMAKE_BINARY_DIR}/parley_stix-config.cmake" INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${CMAKE_BINARY_DIR}/parley_stix-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/parley_stix-config.cmake" "${CMAKE_BINARY_DIR}/parley_stix-config-version.cmake" DESTINATION ${package_dir})

if(PARLEY_TESTS)
  # Installs into a folder of the build tree and builds the consumer against it, as another project would.
  add_test(NAME stix/TheInstalledPackageCanBeUsed
    COMMAND ${CMAKE_COMMAND} -DBUILD=${CMAKE_BINARY_DIR} -DSOURCE=${CMAKE_SOURCE_DIR}/packaging/consumer "-DSANITIZE=${PARLEY_SANITIZE}"
            -DCOMPILER=${CMAKE_CXX_COMPILER} -P ${CMAKE_SOURCE_DIR}/cmake/TestConsumer.cmake)
  set_tests_properties(stix/TheInstalledPackageCanBeUsed PROPERTIES TIMEOUT 600)
endif()
