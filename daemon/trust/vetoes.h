/*
 * vetoes: what speaks against an environment and the user can accept, and what of it
 * is accepted.
 */
#ifndef ENVD_VETOES_H
#define ENVD_VETOES_H

#include "find/env.h"
#include "trust/decisions.h"
#include "trust/facts.h"

/* The decision about this very environment, no deny; or NULL. */
const struct decision *vetoes_find_bound(const struct env *env,
					 const struct evidence *evidence,
					 const struct decisions *decisions);

/* `all` that there are, with each program that is new in a pinned bin, and those that
 * no decision has accepted, which comes first in the table's row. Appends; all may be
 * NULL. */
void vetoes_find(const struct env *env, const struct evidence *evidence,
		 const struct decisions *decisions, struct reasons *all, struct reasons *fresh);

#endif
