/*
 * git_bytes: what is taken, from the front, off a file in one of git's binary formats.
 * Every number in it may be a lie; nothing is taken that is not there.
 */
#ifndef ENVD_GIT_BYTES_H
#define ENVD_GIT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct git_bytes {
	const unsigned char *at;
	size_t left;
};

/* NULL when there are not as many. */
const unsigned char *git_bytes_take(struct git_bytes *bytes, size_t n);

/* git's own form of a number: each further byte counts from one more than the last
 * could. False when it is cut off, or too large to be true. */
bool git_bytes_take_varint(struct git_bytes *bytes, size_t *out);

/* The highest byte first. */
uint32_t git_get_u16(const unsigned char *p);
uint32_t git_get_u32(const unsigned char *p);

#endif
