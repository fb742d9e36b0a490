/* vetoes: see vetoes.h. */
#include "trust/vetoes.h"

#include "trust/accepted.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <stdlib.h>

struct looking {
	const struct env *env;
	const struct evidence *evidence;
	const struct decisions *decisions;
	const struct decision *bound;
};

const struct decision *vetoes_find_bound(const struct env *env,
					 const struct evidence *evidence,
					 const struct decisions *decisions)
{
	const struct decision *decision = decisions_find(decisions, env->real);

	if (decision == NULL || decision->type == DECISION_DENY)
		return NULL;
	return env->is_plain ||
	       decision_is_bound(decision, &evidence->prefix, &evidence->identity) ?
	       decision : NULL;
}

/* What a project's file says is accepted in the decision about that file, which
 * outlives the environment's. */
static bool is_accepted(const struct looking *l, const struct reason *veto)
{
	const struct decision *decision = l->bound;

	if (veto->code == REASON_FILE_ASKS)
		decision = decisions_find(l->decisions, veto->a);
	return decision && accepted_has(decision, veto);
}

/* A program of a pinned bin, as it is kept. */
static bool is_pinned(const struct decision *decision, const char *program)
{
	return accepted_has(decision, &(struct reason){ .code = REASON_NEW_PROGRAM,
							   .a = (char *)program });
}

/* What was not in bin when the decision was made. Before there is one, nothing is
 * new. */
static void find_new_programs(const struct looking *l, struct reasons *fresh)
{
	const struct strings *programs = &l->evidence->programs;
	const struct decision *bound = l->bound;

	if (programs->n == 0 || bound == NULL || l->env->is_plain)
		return;
	if (!is_pinned(bound, "")) {
		reasons_add(fresh, REASON_NOT_PINNED, l->env->real, NULL);
		return;
	}
	for (size_t i = 1; i < programs->n; i++) {
		const char *program = programs->v[i];
		char *dir, *path;

		if (is_pinned(bound, program))
			continue;
		dir = env_real_entry(l->env, 0);
		path = path_clean(dir, program);
		reasons_add(fresh, REASON_NEW_PROGRAM, path, NULL);
		free(path);
		free(dir);
	}
}

void vetoes_find(const struct env *env, const struct evidence *evidence,
		 const struct decisions *decisions, struct reasons *all, struct reasons *fresh)
{
	struct looking l = {
		.env = env, .evidence = evidence, .decisions = decisions,
		.bound = vetoes_find_bound(env, evidence, decisions),
	};
	const struct reasons *soft = &evidence->soft;
	size_t n;

	for (size_t i = 0; i < soft->n; i++) {
		const struct reason *veto = &soft->v[i];

		if (all)
			reasons_add(all, veto->code, veto->a, veto->b);
		if (!is_accepted(&l, veto))
			reasons_add(fresh, veto->code, veto->a, veto->b);
	}
	n = fresh->n;
	find_new_programs(&l, fresh);
	for (; all && n < fresh->n; n++)
		reasons_add(all, fresh->v[n].code, fresh->v[n].a, fresh->v[n].b);
}
