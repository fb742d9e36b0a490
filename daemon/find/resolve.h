/*
 * resolve: which environment lies nearest to a directory, and what must still
 * be true for that to hold. It only looks, in a worker; trust is asked later.
 */
#ifndef ENVD_RESOLVE_H
#define ENVD_RESOLVE_H

#include "find/env.h"
#include "store/registry.h"

struct resolve_scope {
	const char *home;
	const char *ceiling;            /* a directory to stop at, or NULL */
	struct registry *registry;      /* NULL: no unconventional names */
	const struct mount_table *mounts;
	bool with_steps;
};

/*
 * Walks from question->directory upwards, by its logical name first, then by
 * its physical one. Fills in outcome (NOTHING, REFUSED, or UNKNOWN when it is
 * another directory than the shell's), flags, conditions, places, reason and
 * steps of *answer. Returns 1 when there is an environment: *env then has it,
 * the outcome is REFUSED with env->state as reason when that is broken, and
 * is otherwise left for trust to say.
 */
int resolve(const struct question *question, const struct resolve_scope *scope,
	    struct answer *answer, struct env *env);

#endif
