/*
 * json: objects for programs to read, which do nothing to a terminal either: all
 * that is not printable is \uXXXX, and what is not UTF-8 is U+FFFD, with the bytes
 * beside it.
 */
#ifndef ENVD_JSON_H
#define ENVD_JSON_H

#include <stdbool.h>
#include <stdint.h>

struct buf;

/* What a command prints is one list, of objects that each have a line: `row` begins
 * the next one in `out`, which is empty at first, and `finish` ends the list. */
void json_row(struct buf *out);
void json_finish(struct buf *out);

/* Ends an object. */
void json_end(struct buf *out);

/* "NAME":[ and the objects in it, each to be ended, and ]. */
void json_array(struct buf *out, const char *name);
void json_object(struct buf *out);
void json_array_end(struct buf *out);

/* Appends "NAME":"STRING", or null for NULL, and before it a comma unless it is the
 * first in its object; behind it NAME_b64 if the string is not UTF-8. */
void json_string(struct buf *out, const char *name, const char *string);

void json_number(struct buf *out, const char *name, int64_t number);

/* A time in seconds since 1970, as 2026-01-31T12:00:00Z; null for 0 and before. */
void json_time(struct buf *out, const char *name, int64_t time);

#endif
