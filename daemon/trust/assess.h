/*
 * assess: evidence and trust for one environment, with what is remembered of it.
 */
#ifndef ENVD_ASSESS_H
#define ENVD_ASSESS_H

#include "sys/mounts.h"
#include "trust/facts.h"
#include "trust/trust.h"

#include "envd/protocol.h"

struct git_cache;

/* What it uses. */
struct assess_means {
	const char *home, *runtime;     /* as in struct paths; not copied */
	struct decisions *decisions;
	struct git_cache *git;
	struct mount_table *mounts;     /* given: dropped with the rest; may be NULL */
	const struct strings *roots;    /* as configured; copied, since that may change */
	bool is_policy_ask, is_bin_pinned;
};

struct assess {
	struct assess_means means;
	struct strings roots;
	bool is_quiet;                  /* nothing may come of it */
	bool is_witness_old;            /* only one that was stored before counts */
	struct evidence evidence;
	struct trust trust;
};

/* On the loop. The flags are a question's. */
void assess_init(struct assess *assess, const struct assess_means *means, uint32_t flags);

/* In a worker: gathers the evidence alone, without a witness. `trusted` is
 * another user whose files are as one's own, or 0. */
void assess_gather(struct assess *assess, const struct env *env, uid_t trusted);

/* In a worker: gathers the evidence and asks trust. A witnessed yes is in
 * force at once. It may be run again, for another environment. */
void assess_run(struct assess *assess, const struct env *env);

/* On the loop. */
void assess_deinit(struct assess *assess);

#endif
