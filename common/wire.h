/*
 * wire: the bytes of the protocol's messages, for the files that write and read
 * them. Nobody else includes this.
 *
 * Every put_x has a mirrored get_x. What is read comes from anybody: a reader that
 * ran over its end, or met what cannot be, has failed, and gives zeros and empty
 * strings from then on. So a decoder is straight-line and asks once, in
 * reader_is_done(), whether all was there and nothing is left. Strings have their
 * length in front and a NUL behind; NULL is sent as an empty one.
 */
#ifndef ENVD_WIRE_H
#define ENVD_WIRE_H

#include "envd/buf.h"
#include "envd/reasons.h"
#include "envd/variables.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

void put_u32(struct buf *out, uint32_t n);
void put_u64(struct buf *out, uint64_t n);
void put_string(struct buf *out, const char *string);
void put_time(struct buf *out, struct timespec t);
void put_reason(struct buf *out, const struct reason *reason);
void put_reasons(struct buf *out, const struct reasons *list);
void put_variables(struct buf *out, const struct variables *list);

/* Starts a frame; frame_end() fills in its length. `type`: an enum message.
 * Returns where it began. */
size_t frame_begin(struct buf *out, uint16_t type);
void frame_end(struct buf *out, size_t start);

struct reader {
	const unsigned char *p;
	size_t left;
	bool failed;
};
#define READER(bytes, n) { .p = (bytes), .left = (n) }

uint32_t get_u32(struct reader *r);
uint64_t get_u64(struct reader *r);
char *get_string(struct reader *r);     /* to be freed */
struct timespec get_time(struct reader *r);
void get_reason(struct reader *r, struct reason *reason);
void get_reasons(struct reader *r, struct reasons *list);
void get_variables(struct reader *r, struct variables *list);

/* The number of things to come, each of which takes `least` bytes at least. */
size_t get_count(struct reader *r, size_t least);

/* Was all of it read, and nothing missing? */
bool reader_is_done(const struct reader *r);

#endif
