/*
 * change: what a shell's variables have to become. Pure: variables, the state
 * and what should be on come in, the new variables come out.
 *
 * What we put there is taken away by subtraction, wherever it stands by now: a
 * variable gets its old value back only while it has ours, and what the user
 * added meanwhile stays.
 */
#ifndef ENVD_CHANGE_H
#define ENVD_CHANGE_H

#include "state.h"

#include "envd/protocol.h"

/* What should be on. */
struct target {
	const char *prefix;
	const char *project;
	const char *label;              /* sanitised */
	bool is_plain;                  /* no environment: prefix is the project's file */
	const struct variables *vars;   /* of that file; may be NULL, as prepend */
	const struct strings *prepend;
	uint64_t inode;                 /* which directory prefix is; 0: not known */
	struct timespec btime;
};

/* How a shell's variables relate to what we did. */
enum hand {
	HAND_NONE = 0,          /* all is as we left it, or nothing was done */
	HAND_OTHER,             /* the user has another environment on: leave all alone */
	HAND_OTHER_BESIDE,      /* conda's was put on above ours: take ours away */
	HAND_TAKEN_OFF,         /* the user took ours off, in part: take off the rest */
};

/* `by_hand`: the shell has a venv's own activate script in force
 * (_OLD_VIRTUAL_PATH). `is_new`: the shell's first prompt, so PATH may have
 * been rebuilt by its start-up files. */
enum hand change_hand(const struct state *state, const struct variables *now, bool by_hand,
		      bool is_new);

/*
 * From `now` and *state to the target (NULL: nothing on). *state becomes the
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

/* The variables that are looked at and set; ends with NULL. */
extern const char *const change_names[];

#endif
