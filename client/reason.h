/*
 * reason: the words for each reason code, and the command that answers it.
 */
#ifndef ENVD_REASON_H
#define ENVD_REASON_H

#include "envd/protocol.h"

/* Appends the sentence, with its arguments made fit to be seen. */
void reason_say(struct buf *out, const struct reason *reason, const char *home);

/* The same behind the name of the environment `about` (or NULL): what lies in it is
 * "it" or "its FILE". */
void reason_say_of(struct buf *out, const struct reason *reason, const char *about,
		   const char *home);

/* In a few words, for a table: "its Python is gone". Never NULL. */
const char *reason_short(uint32_t code);

/* A path as it can be typed, in shells like sh; false when it has bytes that cannot be
 * shown. */
bool reason_add_typed(struct buf *out, const char *path, const char *home);

/* Appends `before` and "To activate it here: envd allow" or the like; false: there
 * is nothing to type. `directory` is the one that was asked about, NULL for the
 * shell's own. */
bool reason_add_remedy(struct buf *out, const char *before, const struct answer *answer,
		       const char *directory, const char *home);

/* Appends all of it in one line: which environment is not activated, why, and what
 * to type. `before` goes in front of a reason that does not tell that by itself. */
void reason_add_refusal(struct buf *out, const char *before, const struct answer *answer,
			const char *directory, const char *home);

#endif
