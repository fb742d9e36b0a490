/*
 * reason: the words for each reason code, and the command that answers it.
 */
#ifndef ENVD_REASON_H
#define ENVD_REASON_H

#include "envd/protocol.h"

/* Appends the sentence, with its arguments made fit to be seen. */
void reason_say(struct buf *out, const struct reason *reason, const char *home);

/* The few words for what is as it should be, and not decided. */
#define REASON_UNDECIDED "to be allowed"

/* In a few words, for a table: "python is missing". Never NULL. */
const char *reason_short(uint32_t code);

/* Appends `before` and what to type to have it on, or to mend it; false: nothing
 * would. `directory` is the one that was asked about, NULL for the shell's own. */
bool reason_add_remedy(struct buf *out, const char *before, const struct answer *answer,
		       const char *directory, const char *home);

#endif
