/* make_decision: what speaks against it, and the decision. */
#include "serve/make_decision.h"

#include "find/meant.h"
#include "trust/vetoes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const enum decision_type decision_types[] = {
	[DECIDE_ALLOW] = DECISION_ALLOW,
	[DECIDE_ALLOW_TREE] = DECISION_TREE,
	[DECIDE_DENY] = DECISION_DENY,
	[DECIDE_CREATED] = DECISION_CREATED,
};

static int refuse_for(struct outcome_of *outcome, int error, const struct reason *reason)
{
	return outcome_refuse(outcome, error, reason->code, reason->a, reason->b);
}

/* A decision that is about a path only: deny, or a tree. */
static int decide_path(struct deciding *deciding, struct decision *decision)
{
	const char *path = deciding->env.kind ? deciding->env.real : deciding->request.path;
	char *real = path_real(path);
	struct file file;
	int r = 0;

	if (deciding->request.type == DECIDE_ALLOW_TREE &&
	    (real == NULL || file_look(AT_FDCWD, real, true, &file) < 0 ||
	     !S_ISDIR(file.mode)))
		r = outcome_refuse(&deciding->outcome, -ENOTDIR, REASON_NO_DIRECTORY, path,
				   NULL);
	*decision = (struct decision){
		.type = decision_types[deciding->request.type], .when = time(NULL),
		.path = real ? real : xstrdup(path), .uid = geteuid(),
	};
	return r;
}

static bool was_shown(const struct decision_request *request, const struct reason *veto)
{
	for (size_t i = 0; i < request->accepted.n; i++) {
		const struct reason *shown = &request->accepted.v[i];

		if (shown->code == veto->code &&
		    strcmp(shown->a, veto->a ? veto->a : "") == 0 &&
		    strcmp(shown->b, veto->b ? veto->b : "") == 0)
			return true;
	}
	return false;
}

/* What speaks against it the user has to know of: from an earlier `allow` of the
 * very same, or because he was shown it just now. */
static int check_vetoes(struct deciding *deciding)
{
	const struct decision_request *request = &deciding->request;
	const struct evidence *evidence = &deciding->assess.evidence;
	struct decisions *decisions = deciding->services->decisions;
	bool is_asking = request->type != DECIDE_CREATED && !(request->flags & DECIDE_YES);
	struct reasons all = { 0 }, fresh = { 0 };
	int r = 0;

	decisions_lock(decisions);
	decisions_refresh(decisions);
	vetoes_find(&deciding->env, evidence, decisions, &all, &fresh);
	decisions_unlock(decisions);
	for (size_t i = 0; i < all.n && i < DECIDE_MAX_STEPS; i++) {
		outcome_add(&deciding->outcome, all.v[i].code, all.v[i].a, all.v[i].b);
		if (all.v[i].code == REASON_FILE_ASKS)
			projectfile_say(deciding->env.file, &deciding->outcome.steps);
	}
	for (size_t i = 0; i < fresh.n && r == 0 && is_asking; i++) {
		deciding->outcome.is_to_accept = !was_shown(request, &fresh.v[i]);
		if (deciding->outcome.is_to_accept)
			r = refuse_for(&deciding->outcome, -EPERM, &fresh.v[i]);
	}
	reasons_free(&all);
	reasons_free(&fresh);
	return r;
}

/* A decision about the very environment. */
static int decide_env(struct deciding *deciding, struct decision *decision)
{
	const struct decision_request *request = &deciding->request;
	const struct evidence *evidence = &deciding->assess.evidence;
	uid_t trusted = request->flags & DECIDE_TRUST_OWNER ? request->owner : 0;
	int r;

	if (trusted && geteuid() == 0)
		return outcome_refuse(&deciding->outcome, -EPERM, REASON_NOT_FOR_ROOT, NULL, NULL);
	if (deciding->env.kind == NULL)
		return outcome_refuse(&deciding->outcome, -ENOENT, REASON_NO_ENVIRONMENT,
				      request->path, NULL);
	if (deciding->env.state.code)
		return refuse_for(&deciding->outcome, -EINVAL, &deciding->env.state);
	assess_gather(&deciding->assess, &deciding->env, trusted);
	if (evidence->hard.code)
		return refuse_for(&deciding->outcome, -EPERM, &evidence->hard);
	r = check_vetoes(deciding);
	if (r == 0)
		trust_to_decision(decision, decision_types[request->type], &deciding->env,
				  evidence);
	return r;
}

static int decide(struct deciding *deciding, struct decision *decision)
{
	uint32_t type = deciding->request.type;

	if (type != DECIDE_ALLOW_TREE)
		meant_find(deciding->request.path, deciding->services->paths->home,
			   deciding->services->registry, &deciding->env);
	if (type == DECIDE_ALLOW_TREE || type == DECIDE_DENY)
		return decide_path(deciding, decision);
	return decide_env(deciding, decision);
}

/* What the project's file asks for is kept under that file's own name, so that
 * it outlives the environment. */
static int accept_file(struct deciding *deciding, const struct decision *decision)
{
	const struct reasons *soft = &deciding->assess.evidence.soft;
	struct decision file;
	int r = 0;

	for (size_t i = 0; i < soft->n && r == 0; i++) {
		if (soft->v[i].code != REASON_FILE_ASKS ||
		    strcmp(soft->v[i].a, decision->path) == 0)
			continue;
		decision_copy(&file, decision);
		free(file.path);
		file.path = xstrdup(soft->v[i].a);
		file.type = DECISION_ALLOW;
		r = decisions_set(deciding->services->decisions, &file);
		decision_deinit(&file);
	}
	return r;
}

int make_decision(struct deciding *deciding)
{
	struct decisions *decisions = deciding->services->decisions;
	struct decision decision = { 0 };
	int r = decide(deciding, &decision);

	if (r == 0 && deciding->request.type == DECIDE_ALLOW)
		r = accept_file(deciding, &decision);
	if (r == 0)
		r = decisions_set(decisions, &decision);
	decision_deinit(&decision);
	return r;
}
