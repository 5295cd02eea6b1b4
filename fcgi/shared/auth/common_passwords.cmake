# Compile the list into C: cmake -DLIST=common_passwords.txt -DOUT=file.inc -P common_passwords.cmake
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${LIST} passwords REGEX "^[^#]")
set(rows "/* Made from common_passwords.txt by common_passwords.cmake. */\n")
foreach(password IN LISTS passwords)
  if(NOT password MATCHES "^[!-~][!-~][!-~][!-~][!-~][!-~][!-~][!-~]+$" OR password MATCHES "[A-Z]")
    message(FATAL_ERROR "${LIST}: '${password}' is not 8 or more printable characters in lower case")
  endif()
  string(REPLACE "\\" "\\\\" password "${password}")
  string(REPLACE "\"" "\\\"" password "${password}")
  string(APPEND rows "{\"${password}\", sizeof(\"${password}\") - 1},\n")
endforeach()
file(WRITE ${OUT} "${rows}")
