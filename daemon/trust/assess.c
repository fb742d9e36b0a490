/* assess: evidence and trust. */
#include "trust/assess.h"

#include "sys/log.h"
#include "serve/server.h"
#include "trust/accepted.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void judge_init(struct judge *judge, struct server *server, uint32_t flags)
{
	*judge = (struct judge){ .server = server, .is_quiet = flags & QUESTION_QUIET,
				 .is_witness_old = flags & QUESTION_GRANTED,
				 .is_policy_ask = server->config.is_policy_ask,
				 .is_bin_pinned = server->config.is_bin_pinned,
				 .mounts = mounts_take(server->mounts) };
	for (size_t i = 0; i < server->config.roots.n; i++)
		strings_add(&judge->roots, server->config.roots.v[i]);
}

static const char *type_of(const void *mounts, const char *path)
{
	const struct mount *mount = mount_table_find(mounts, path);

	return mount ? mount->type : NULL;
}

/* Without `with_witness` no shell's `seen` is read: there may be a thousand. */
static void gather(struct judge *judge, const struct env *env, uid_t trusted,
		   bool with_witness)
{
	struct viewer viewer = {
		.uid = geteuid(), .gid = getegid(), .trusted = trusted,
		.is_bin_pinned = judge->is_bin_pinned,
		.home = judge->server->paths->home,
		.runtime = with_witness ? judge->server->paths->runtime : NULL,
		.fs_type_of = type_of, .fs_data = judge->mounts,
		.git = judge->server->git,
	};

	evidence_gather(&judge->evidence, env, &viewer);
}

void judge_gather(struct judge *judge, const struct env *env, uid_t trusted)
{
	gather(judge, env, trusted, false);
}

/* Is there a decision about exactly this environment, as it is now? And whom
 * does it trust? */
static bool is_decided(struct judge *judge, const struct env *env, uid_t *trusted)
{
	struct server *server = judge->server;
	char *path = path_join(env->real, "pyvenv.cfg");
	const struct decision *decision;
	struct file prefix, cfg;
	bool is = !env->is_plain && file_look(AT_FDCWD, env->real, false, &prefix) == 0 &&
		  file_look(AT_FDCWD, path, false, &cfg) == 0;

	decisions_lock(server->decisions);
	decisions_refresh(server->decisions);
	decision = decisions_find(server->decisions, env->real);
	is = is && decision && decision_is_bound(decision, &prefix, &cfg);
	*trusted = is && decision->type == DECISION_ALLOW ? accepted_owner(decision) : 0;
	decisions_unlock(server->decisions);
	free(path);
	return is;
}

void judge_run(struct judge *judge, const struct env *env)
{
	struct server *server = judge->server;
	struct strings roots = { 0 };
	struct trust_rules rules = { .is_policy_ask = judge->is_policy_ask, .roots = &roots };
	uid_t trusted;
	bool is_known = is_decided(judge, env, &trusted);

	evidence_deinit(&judge->evidence);
	trust_deinit(&judge->trust);
	gather(judge, env, trusted, !judge->is_witness_old && !is_known);
	for (size_t i = 0; i < judge->roots.n; i++) {
		char *real = path_real(judge->roots.v[i]);

		if (real)
			strings_add(&roots, real);
		free(real);
	}
	decisions_lock(server->decisions);
	trust_decide(&judge->trust, env, &judge->evidence, server->decisions, &rules);
	if (judge->is_quiet)
		judge->trust.is_to_store = false;
	if (judge->trust.is_to_store) {
		struct decision decision;

		trust_to_decision(&decision, judge->trust.stored_as, env, &judge->evidence);
		decisions_put(server->decisions, &decision);
		decision_deinit(&decision);
	}
	decisions_unlock(server->decisions);
	strings_free(&roots);
}

void judge_deinit(struct judge *judge)
{
	strings_free(&judge->roots);
	mount_table_drop(judge->mounts);
	evidence_deinit(&judge->evidence);
	trust_deinit(&judge->trust);
}

/* ---- writing, behind the answer ---- */

static void run_store(uv_work_t *work)
{
	struct server *server = work->data;
	int r;

	r = decisions_commit(server->decisions);
	if (r < 0)
		log_warn(r, "%s/decisions: cannot write", server->paths->state);
}

static void on_stored(uv_work_t *work, int status)
{
	(void)status;
	server_release(work->data);
	free(work);
}

void judge_store(struct judge *judge, const struct env *env)
{
	uv_work_t *work = xcalloc(1, sizeof(*work));

	log_info("%s: seen to appear, on from now on", env->prefix);
	work->data = judge->server;
	server_hold(judge->server);
	uv_queue_work(judge->server->loop, work, run_store, on_stored);
}
