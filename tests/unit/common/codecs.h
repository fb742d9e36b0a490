/*
 * codecs: each message of the protocol, with a sample in which no field is
 * like another, and its decoder. A new message is a line here.
 */
#ifndef TESTS_CODECS_H
#define TESTS_CODECS_H

#include "envd/protocol.h"

struct codec {
	const char *name;
	enum message type;
	void (*sample)(struct buf *frame);

	/* Decodes, and encodes what came out; 0 or -EBADMSG. */
	int (*decode)(const void *body, size_t n, struct buf *again);
};

extern const struct codec codecs[];     /* ends with a NULL name */

/* The samples themselves, to be deinited. */
void sample_question(struct question *x);
void sample_answer(struct answer *x);

#endif
