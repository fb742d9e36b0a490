/*
 * text: the one sanitiser. Every byte that comes from a file, a name or the
 * other program passes through here before it reaches a terminal or a log.
 */
#ifndef ENVD_TEXT_H
#define ENVD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* Decodes one UTF-8 sequence of s[0..n), n > 0. Returns its length and sets
 * *code; 0 when the bytes there are not valid UTF-8 (overlong, surrogate,
 * above U+10FFFF, cut off). */
size_t text_decode(const char *s, size_t n, uint32_t *code);

bool text_is_utf8(const char *string);

/* Is it harmless on a terminal? Not so: C0, DEL, C1, bidirectional marks and
 * overrides, line and paragraph separators, zero-width characters, tags. */
bool text_is_printable(uint32_t code);

/* Columns that a printable code point takes: 0 (combining), 1 or 2. */
int text_width_of(uint32_t code);

/* Columns of a whole string as text_visible() would show it. */
size_t text_width(const char *string);

/* Appends the string with everything that is not printable, and each byte
 * that is not UTF-8, as a visible escape: \n, \x1b, \u{202e}. */
void text_visible(struct buf *out, const char *string);

/* The same for a path; what lies in `home` begins with ~. home may be NULL. */
void text_path(struct buf *out, const char *path, const char *home);

/* Appends s[0..n) as it may stand in a prompt: `?` for all that is not
 * printable and for ' " $ ` \ % ! ; which some shell's prompt would interpret. */
void text_tame(struct buf *out, const char *s, size_t n);

/* Appends a prompt label: the same, of at most TEXT_LABEL_COLUMNS columns;
 * spaces and tabs at the ends are dropped. */
#define TEXT_LABEL_COLUMNS 40
void text_label(struct buf *out, const char *string);

/* A string as one printable word that no shell interprets: every byte but
 * A-Z a-z 0-9 . / _ - + @ is written %XX. */
void percent_encode(struct buf *out, const char *string);

/* The reverse. False when it is malformed or would hold a NUL; what was
 * appended until then stays. */
bool percent_decode(struct buf *out, const char *s, size_t n);

#endif
