/* forget: which decisions are meant, and taking them away. */
#include "serve/forget.h"

#include "find/meant.h"
#include "trust/decision_list.h"
#include "trust/decision_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_about(const struct deciding *deciding, const struct decision *decision,
		     const char *real)
{
	const struct projectfile *file = deciding->env.file;
	char *project = file ? path_real(file->path) : NULL;
	bool is = strcmp(decision->path, deciding->request.path) == 0 ||
		  same_string(decision->path, real) ||
		  same_string(decision->path, deciding->env.real) ||
		  same_string(decision->path, project);

	free(project);
	return is;
}

/* A place that is not to be seen at this moment may be back later, and what was
 * denied stays denied. */
static bool is_gone(const struct deciding *deciding, const struct decision *decision)
{
	struct reason state = { 0 };
	bool is;

	if (decision->type == DECISION_DENY)
		return false;
	decision_look(&state, decision, deciding->assess.means.mounts);
	is = state.code == REASON_PATH_GONE || state.code == REASON_REPLACED;
	reason_deinit(&state);
	return is;
}

static void add_step(struct deciding *deciding, const struct decision *decision)
{
	static const uint32_t codes[] = {
		[DECISION_ALLOW] = REASON_ALLOWED, [DECISION_DENY] = REASON_DENIED,
		[DECISION_TREE] = REASON_TREE, [DECISION_CREATED] = REASON_CREATED,
		[DECISION_WITNESS] = REASON_WITNESSED_BEFORE,
	};

	if (decision->type != DECISION_PINNED)
		outcome_add(&deciding->outcome, codes[decision->type], decision->path, NULL);
}

/* Appends to `gone` what is to be forgotten. */
static void collect(struct deciding *deciding, bool is_all, struct decision_list *gone)
{
	struct decisions *decisions = deciding->services->decisions;
	char *real = path_real(deciding->request.path);
	struct decision_list all;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	decisions_list(decisions, &all);
	decisions_unlock(decisions);
	for (size_t i = 0; i < all.n && !job_is_stopped(deciding->job); i++) {
		const struct decision *one = &all.v[i];

		if (is_all ? !is_gone(deciding, one) : !is_about(deciding, one, real))
			continue;
		decision_list_put(gone, one);
		add_step(deciding, one);
		deciding->outcome.is_to_accept |= one->type == DECISION_DENY;
	}
	decision_list_deinit(&all);
	free(real);
}

/* What is no longer denied may be active at the next prompt. */
int forget_decisions(struct deciding *deciding)
{
	const struct decision_request *request = &deciding->request;
	struct outcome_of *outcome = &deciding->outcome;
	bool is_all = request->type == DECIDE_FORGET_GONE;
	struct decision_list gone = { 0 };
	int r = 0;

	if (!is_all)
		meant_find(request->path, deciding->services->paths->home,
			   deciding->services->registry, &deciding->env);
	collect(deciding, is_all, &gone);
	outcome->is_to_accept = outcome->is_to_accept && !(request->flags & DECIDE_YES);
	if (gone.n == 0 && !is_all)
		r = outcome_refuse(outcome, -ENOENT, REASON_NO_DECISION, request->path, NULL);
	else if (outcome->is_to_accept)
		r = outcome_refuse(outcome, -EPERM, REASON_DENIED, request->path, NULL);
	else if (gone.n)
		r = decisions_forget(deciding->services->decisions, &gone);
	decision_list_deinit(&gone);
	return r;
}
