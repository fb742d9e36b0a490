/*
 * assess: evidence and trust for one environment.
 */
#ifndef ENVD_ASSESS_H
#define ENVD_ASSESS_H

#include "trust/evidence.h"
#include "trust/trust.h"

#include "envd/protocol.h"

struct server;

struct judge {
	struct server *server;
	struct strings roots;           /* as configured; a copy, since that may change */
	bool is_policy_ask, is_bin_pinned;
	bool is_quiet;                  /* nothing may come of it */
	bool is_witness_old;            /* only one that was stored before counts */
	struct mount_table *mounts;
	struct evidence evidence;
	struct trust trust;
};

/* On the loop. The flags are a question's. */
void judge_init(struct judge *judge, struct server *server, uint32_t flags);

/* In a worker: gathers the evidence alone, without a witness. `trusted` is
 * another user whose files are as one's own, or 0. */
void judge_gather(struct judge *judge, const struct env *env, uid_t trusted);

/* In a worker: gathers the evidence and asks trust. A witnessed yes is in
 * force at once. It may be run again, for another environment. */
void judge_run(struct judge *judge, const struct env *env);

/* On the loop: writes what is in force but not yet on disk, in the pool. */
void judge_store(struct judge *judge, const struct env *env);

void judge_deinit(struct judge *judge);

#endif
