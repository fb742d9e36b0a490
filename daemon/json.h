/*
 * json: what SQLite's JSON functions leave to us. They copy bytes that are not
 * UTF-8 into a text that then no reader takes, and leave as they are the
 * characters that do something to a terminal.
 */
#ifndef ENVD_JSON_H
#define ENVD_JSON_H

#include <stdbool.h>

struct buf;

/* Appends the string with U+FFFD for each byte that is not UTF-8. True if
 * there was none. */
bool json_lossy(struct buf *out, const char *string);

/* Appends the string's bytes in base64. */
void json_base64(struct buf *out, const char *string);

/* Appends a JSON text with all that is not printable as \uXXXX. */
void json_escape(struct buf *out, const char *json);

#endif
