/* assess: evidence and trust. */
#include "trust/assess.h"

#include "trust/accepted.h"
#include "trust/evidence.h"

#include "envd/paths.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void assess_init(struct assess *assess, const struct assess_means *means, uint32_t flags)
{
	*assess = (struct assess){ .means = *means, .is_quiet = flags & QUESTION_QUIET,
				   .is_witness_old = flags & QUESTION_GRANTED };
	for (size_t i = 0; i < means->roots->n; i++)
		strings_add(&assess->roots, means->roots->v[i]);
	assess->means.roots = NULL;
}

static const char *type_of(const void *mounts, const char *path)
{
	const struct mount *mount = mount_table_find(mounts, path);

	return mount ? mount->type : NULL;
}

/* Without `with_witness` no shell's `seen` is read: there may be a thousand. */
static void gather(struct assess *assess, const struct env *env, uid_t trusted,
		   bool with_witness)
{
	struct viewer viewer = {
		.uid = geteuid(), .gid = getegid(), .trusted = trusted,
		.is_bin_pinned = assess->means.is_bin_pinned,
		.home = assess->means.home,
		.runtime = with_witness ? assess->means.runtime : NULL,
		.fs_type_of = type_of, .fs_data = assess->means.mounts,
		.git = assess->means.git,
	};

	evidence_gather(&assess->evidence, env, &viewer);
}

void assess_gather(struct assess *assess, const struct env *env, uid_t trusted)
{
	gather(assess, env, trusted, false);
}

/* Is there a decision about exactly this environment, as it is now? And whom
 * does it trust? */
static bool is_decided(struct assess *assess, const struct env *env, uid_t *trusted)
{
	struct decisions *decisions = assess->means.decisions;
	const struct decision *decision;
	struct file prefix, cfg;
	bool is = env->identity && file_look(AT_FDCWD, env->real, false, &prefix) == 0 &&
		  file_look(AT_FDCWD, env->identity, false, &cfg) == 0;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	decision = decisions_find(decisions, env->real);
	is = is && decision && decision_is_bound(decision, &prefix, &cfg);
	*trusted = is && decision->type == DECISION_ALLOW ? accepted_owner(decision) : 0;
	decisions_unlock(decisions);
	return is;
}

void assess_run(struct assess *assess, const struct env *env)
{
	struct decisions *decisions = assess->means.decisions;
	struct strings roots = { 0 };
	struct trust_rules rules = { .is_policy_ask = assess->means.is_policy_ask,
				     .roots = &roots };
	uid_t trusted;
	bool is_known = is_decided(assess, env, &trusted);

	evidence_deinit(&assess->evidence);
	trust_deinit(&assess->trust);
	gather(assess, env, trusted, !assess->is_witness_old && !is_known);
	for (size_t i = 0; i < assess->roots.n; i++) {
		char *real = path_real(assess->roots.v[i]);

		if (real)
			strings_add(&roots, real);
		free(real);
	}
	decisions_lock(decisions);
	trust_decide(&assess->trust, env, &assess->evidence, decisions, &rules);
	if (assess->is_quiet)
		assess->trust.is_to_store = false;
	if (assess->trust.is_to_store) {
		struct decision decision;

		trust_to_decision(&decision, assess->trust.stored_as, env, &assess->evidence);
		decisions_put(decisions, &decision);
		decision_deinit(&decision);
	}
	decisions_unlock(decisions);
	strings_free(&roots);
}

void assess_deinit(struct assess *assess)
{
	strings_free(&assess->roots);
	mount_table_drop(assess->means.mounts);
	evidence_deinit(&assess->evidence);
	trust_deinit(&assess->trust);
}
