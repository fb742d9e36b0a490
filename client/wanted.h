/*
 * wanted: what should be active, as a struct target that holds what it points to.
 */
#ifndef ENVD_WANTED_H
#define ENVD_WANTED_H

#include "change.h"

struct wanted {
	struct target target;
	char *prefix, *project, *label;
	char *shown;                    /* in front of a prompt: formatted; "" for none */
	char *identity, *executable;
	struct strings entries;
	struct variables sets;
};

/* What the answer has, that is ACTIVE. What no state could take away is left out. */
void wanted_from_answer(struct wanted *wanted, const struct answer *answer);

/* What is active already: state->prefix is set. It is shown in the format that holds
 * without an envd.ini. */
void wanted_from_state(struct wanted *wanted, const struct state *state);

/* Adds to `now` the values of the variables that either of them names. */
void wanted_add_values(const struct wanted *wanted, const struct state *state,
		       struct variables *now);

void wanted_deinit(struct wanted *wanted);

#endif
