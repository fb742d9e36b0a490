/*
 * outcome: what came of the user's word about a path, as a command is told it.
 */
#ifndef ENVD_OUTCOME_H
#define ENVD_OUTCOME_H

#include "envd/protocol.h"

struct outcome_of {
	struct reason refusal;          /* code 0: it is done */
	struct reasons steps;           /* what was accepted, or forgotten */
	bool is_to_accept;              /* refused unless the user knows of the steps */
};

/* Makes it a refusal; returns `error`. */
int outcome_refuse(struct outcome_of *outcome, int error, uint32_t code, const char *a,
		   const char *b);

/* One step more, as long as a frame and an eye can hold them. */
void outcome_add(struct outcome_of *outcome, uint32_t code, const char *a, const char *b);

/* As the answer; `about` is the path that it is about. */
void outcome_encode(struct buf *out, const struct outcome_of *outcome, const char *about);

void outcome_deinit(struct outcome_of *outcome);

#endif
