/*
 * buf: the one growing byte string.
 *
 * `data` is never NULL and always has a NUL at data[len]; a buf starts as
 * BUF_INIT and buf_free() leaves it usable. Out of memory ends the process.
 */
#ifndef ENVD_BUF_H
#define ENVD_BUF_H

#include <stddef.h>

struct buf {
	char *data;
	size_t len, cap;
};

extern char buf_nothing[1];
#define BUF_INIT { .data = buf_nothing }

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_adds(struct buf *b, const char *string);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Drops the first n bytes; n is at most len. */
void buf_consume(struct buf *b, size_t n);

/* Empties it and keeps the memory. */
void buf_reset(struct buf *b);

/* Gives the string to the caller, who frees it; b is empty afterwards. */
char *buf_detach(struct buf *b);

void buf_free(struct buf *b);

#endif
