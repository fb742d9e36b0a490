/*
 * change: what a shell's variables have to become. Pure: variables, the state
 * and what should be active come in, the new variables come out.
 *
 * What we put there is taken away by subtraction, wherever it stands by now: a
 * variable gets its old value back only while it has ours, and what the user
 * added meanwhile stays.
 */
#ifndef ENVD_CHANGE_H
#define ENVD_CHANGE_H

#include "state.h"

#include "envd/protocol.h"

/* What should be active. */
struct target {
	const char *prefix;
	const char *project;
	const char *label;              /* sanitised */
	const struct strings *entries;  /* in front of PATH, in this order; each once */
	const struct variables *sets;   /* each once; NULL value: unset */
	const char *identity;           /* what must be there for it to stay, besides */
	const char *executable;         /* prefix; NULL or "": nothing */
	uint64_t inode;                 /* which directory prefix is; 0: not known */
	struct timespec btime;
};

/*
 * From `now` and *state to the target (NULL: nothing is to be active). *state becomes the
 * new one, to be put in ENVD_STATE (which is among the edits). Appends to
 * `edits` only what differs; a NULL value is to be unset.
 */
void change_make(struct state *state, const struct variables *now,
		 const struct target *target, bool is_new, struct variables *edits);

/*
 * The same for a program that is started with the target on, whatever is on
 * here, be it by hand, and whatever was switched off. Appends the variables
 * that activation sets in any case.
 */
void change_for_child(struct state *state, const struct variables *now,
		      const struct target *target, struct variables *edits);

/* The variables that are looked at in any case; ends with NULL. What the state
 * and the target name has to be in `now` as well. */
extern const char *const change_names[];

/* Those, and the state, as they are in this process. */
void change_read(struct variables *now, struct state *state);

#endif
