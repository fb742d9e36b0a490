/*
 * wanted: what should be on, as a struct target that holds what it points to.
 */
#ifndef ENVD_WANTED_H
#define ENVD_WANTED_H

#include "change.h"

struct wanted {
	struct target target;
	char *prefix, *project, *label;
	char *shown;                    /* in front of a prompt: formatted; "" for none */
	struct variables vars;
	struct strings prepend;
};

/* What the answer has, that is ACTIVE. Variables that no project may set are left
 * out, although the daemon has tested them: no state could take them away. */
void wanted_from_answer(struct wanted *wanted, const struct answer *answer);

/* What is on already: state->prefix is set. `label` is shown with it, in the format
 * that holds without an envd.ini. */
void wanted_from_state(struct wanted *wanted, const struct state *state, const char *label);

/* Adds to `now` the values of those that a project asks for, or has got. */
void wanted_add_values(const struct wanted *wanted, const struct state *state,
		       struct variables *now);

void wanted_deinit(struct wanted *wanted);

#endif
