/*
 * trust: may this environment be activated? One ordered table (trust.c); the
 * first row that matches decides. What lies inside a project may only veto,
 * only what lies outside it may grant. Pure: all facts come in.
 */
#ifndef ENVD_TRUST_H
#define ENVD_TRUST_H

#include "trust/decisions.h"
#include "find/env.h"
#include "trust/facts.h"

enum verdict {
	VERDICT_YES = 1,
	VERDICT_ASK,            /* not before the user says so */
	VERDICT_NO,
};

struct trust_rules {
	bool is_policy_ask;             /* [trust] policy = ask */
	const struct strings *roots;    /* [trust] roots, canonical; may be NULL */
};

struct trust {
	enum verdict verdict;
	int row;                        /* of the table */
	struct reason reason;
	bool is_news;                   /* a yes that the user should be told of */
	bool is_to_store;               /* keep it as a decision: a witnessed yes, a pinned bin */
	enum decision_type stored_as;

	/* Each row looked at, for `envd why`: ROW_PASSED, or ROW_MATCHED and the
	 * reason, which comes last; after ROW_NOTE, what a row found besides. */
	struct reasons steps;
};

void trust_decide(struct trust *trust, const struct env *env,
		  const struct evidence *evidence, const struct decisions *decisions,
		  const struct trust_rules *rules);
void trust_deinit(struct trust *trust);

/* Fills in the decision that an `allow` (CREATED, WITNESS) of this would be:
 * bound to what is there, with the soft vetoes of now accepted. */
void trust_to_decision(struct decision *decision, enum decision_type type,
		       const struct env *env, const struct evidence *evidence);

#endif
