/*
 * state: what we have changed in a shell, so that it can be taken away again. As
 * text it is the variable ENVD_STATE (see state_text.h).
 */
#ifndef ENVD_STATE_H
#define ENVD_STATE_H

#include "envd/protocol.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define STATE_MAX_KEPT  8
#define STATE_OLD_LIMIT (8 * 1024)      /* of all old values together */

struct state_variable {
	char *name;
	char *value, *old;      /* NULL: unset */
};

struct state_entry {
	char *path;
	unsigned copies;
};

struct state_entries {
	struct state_entry *v;
	size_t n;
};

struct state {
	char *prefix, *project;         /* NULL: nothing of ours is active */
	char *label;                    /* or NULL */
	char *identity, *executable;    /* absolute, or NULL */
	uint64_t inode;                 /* of prefix as it was judged; 0: not known */
	struct timespec btime;
	struct state_entry *entries;    /* of PATH, from the first on */
	size_t n_entries;
	struct state_variable *v;
	size_t n;
	char *off;                      /* or NULL */
	uint64_t keeper;
	struct state_entries kept;
	bool is_foreign;                /* another user's: it may take away, not bring back */
};

/* Behind those that are there. */
void state_add_entry(struct state *state, const char *path, unsigned copies);

/* That it may come back; the oldest is forgotten when there are many. */
void state_add_kept(struct state *state, const char *path, unsigned copies);
void state_forget_kept(struct state *state);

/* False when there is no room to keep `old`; then nothing was added. */
bool state_add_variable(struct state *state, const char *name, const char *value,
			const char *old);

/* NULL when it is none of those that were set. */
const struct state_variable *state_find(const struct state *state, const char *name);
/* NULL and "" are the same. */
void state_set_identity(struct state *state, const char *label, const char *identity,
			const char *executable);

/* Is what is active no environment, but what a project's file asks for? */
bool state_is_plain(const struct state *state);

void state_deinit(struct state *state);

#endif
