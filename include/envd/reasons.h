/*
 * reasons: why something is as it is. Codes travel, the client words them (and
 * makes their arguments fit to be seen). They are in one table, reasons.inc.
 */
#ifndef ENVD_REASONS_H
#define ENVD_REASONS_H

#include <stddef.h>
#include <stdint.h>

/* Where a reason may stand. */
enum reason_scope {
	SCOPE_STEP = 1,         /* what `envd why` passed on its way */
	SCOPE_STOP = 2,         /* ends the walk, and no environment is named */
	SCOPE_BROKEN = 4,       /* there is an environment that cannot be used */
	SCOPE_REFUSED = 8,      /* not activated as long as it is so */
	SCOPE_CONCERN = 16,     /* speaks against trusting it, until the user accepts
				 * exactly this: it is kept in the decision */
	SCOPE_WAY = 32,         /* a concern of the way to the environment, if its path
				 * is not inside: other projects' ways stay accepted */
	SCOPE_DOUBT = 64,       /* nothing speaks against it, and nothing for it */
	SCOPE_TRUSTED = 128,    /* why it is trusted */
	SCOPE_REPLY = 256,      /* what a command is told */
};

enum reason_code {
	REASON_NONE = 0,
#define REASON(number, name, scope, word, brief, sentence, remedy) REASON_##name = number,
#include "envd/reasons.inc"
#undef REASON
};

struct reason {
	uint32_t code;
	char *a, *b;            /* owned; may be NULL; NULL and "" are the same on the wire */
};

/* Copies a and b. Frees what was there. */
void reason_set(struct reason *reason, uint32_t code, const char *a, const char *b);
void reason_deinit(struct reason *reason);

struct reasons {
	struct reason *v;
	size_t n;
};

void reasons_add(struct reasons *list, uint32_t code, const char *a, const char *b);
void reasons_free(struct reasons *list);

/* The word for it in JSON; "other" for a code that has none. Never NULL. */
const char *reason_word(uint32_t code);

/* Of enum reason_scope, or several of them; 0 for a code that is not known. */
unsigned reason_scope(uint32_t code);

#endif
