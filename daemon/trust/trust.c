/*
 * trust: the table, as one small function a row. The order is the point: a
 * deny beats everything, what anybody else could exchange beats every grant,
 * and what speaks against an environment from the inside is only outweighed by
 * the user's own word about exactly that.
 */
#include "trust/trust.h"

#include "trust/accepted.h"
#include "trust/vetoes.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct asked {
	const struct env *env;
	const struct evidence *evidence;
	const struct decisions *decisions;
	const struct trust_rules *rules;
	const struct decision *bound;   /* about this very environment, no deny; or NULL */
	const struct reason *veto;      /* the first one that bound does not accept */
};

static bool set(struct trust *trust, enum verdict verdict, uint32_t code, const char *a,
		const char *b)
{
	trust->verdict = verdict;
	reason_set(&trust->reason, code, a, b);
	return true;
}

static bool set_reason(struct trust *trust, enum verdict verdict, const struct reason *reason)
{
	return set(trust, verdict, reason->code, reason->a, reason->b);
}

/* ---- the rows ---- */

static bool is_denied_path(const struct asked *asked, const char *path)
{
	const struct decision *decision = path ? decisions_find(asked->decisions, path) : NULL;

	return decision && decision->type == DECISION_DENY;
}

/* By whichever of its names the user denied it. */
static bool is_denied(const struct asked *asked, struct trust *trust)
{
	const struct env *env = asked->env;
	const char *const names[] = { env->real, env->prefix, env->pointer,
				      env->file ? env->file->path : NULL };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (is_denied_path(asked, names[i]))
			return set(trust, VERDICT_NO, REASON_DENIED, names[i], NULL);
	return false;
}

static bool is_others(const struct asked *asked, struct trust *trust)
{
	return asked->evidence->hard.code &&
	       set_reason(trust, VERDICT_NO, &asked->evidence->hard);
}

/* Nothing is there but a project's file, and its content is accepted. */
static bool is_file_allowed(const struct asked *asked, struct trust *trust)
{
	return asked->env->is_plain && !asked->veto &&
	       set(trust, VERDICT_YES, REASON_ALLOWED, asked->env->real, NULL);
}

static bool is_allowed(const struct asked *asked, struct trust *trust)
{
	return asked->bound && asked->bound->type == DECISION_ALLOW && !asked->veto &&
	       set(trust, VERDICT_YES, REASON_ALLOWED, asked->env->real, NULL);
}

static bool is_vetoed(const struct asked *asked, struct trust *trust)
{
	return asked->veto && set_reason(trust, VERDICT_ASK, asked->veto);
}

/* A deny may have been in the lines that could not be read. */
static bool is_in_the_dark(const struct asked *asked, struct trust *trust)
{
	const struct reason *trouble = decisions_trouble(asked->decisions);

	return trouble && set_reason(trust, VERDICT_ASK, trouble);
}

static bool is_created(const struct asked *asked, struct trust *trust)
{
	return asked->bound && asked->bound->type == DECISION_CREATED &&
	       set(trust, VERDICT_YES, REASON_CREATED, asked->env->real, NULL);
}

/* The nearest tree or root around it. One that has a denied directory between
 * itself and the environment says nothing. */
static bool is_in_tree(const struct asked *asked, struct trust *trust)
{
	const char *real = asked->env->real, *tree = NULL;
	const struct decision *allowed = decisions_find_tree(asked->decisions, real);
	const struct decision *denied = decisions_find_deny(asked->decisions, real);
	const struct strings *roots = asked->rules->roots;

	if (allowed)
		tree = allowed->path;
	for (size_t i = 0; roots && i < roots->n; i++)
		if (path_is_in(real, roots->v[i]) &&
		    (tree == NULL || strlen(roots->v[i]) > strlen(tree)))
			tree = roots->v[i];
	if (tree == NULL || (denied && strlen(denied->path) >= strlen(tree)))
		return false;
	trust->is_news = true;
	trust->is_to_store = asked->evidence->programs.n > 0 && asked->bound == NULL;
	trust->stored_as = DECISION_PINNED;
	return set(trust, VERDICT_YES, REASON_TREE, tree, NULL);
}

static bool was_witnessed(const struct asked *asked, struct trust *trust)
{
	if (asked->bound == NULL || asked->bound->type != DECISION_WITNESS)
		return false;
	if (asked->rules->is_policy_ask)
		return set(trust, VERDICT_ASK, REASON_POLICY_ASK, asked->env->real, NULL);
	return set(trust, VERDICT_YES, REASON_WITNESSED_BEFORE, asked->env->real, NULL);
}

static bool is_witnessed(const struct asked *asked, struct trust *trust)
{
	if (asked->evidence->witness.code != REASON_WITNESSED || asked->evidence->weak.code)
		return false;
	if (asked->rules->is_policy_ask)
		return set(trust, VERDICT_ASK, REASON_POLICY_ASK, asked->env->real, NULL);
	trust->is_news = true;
	trust->is_to_store = true;
	trust->stored_as = DECISION_WITNESS;
	return set(trust, VERDICT_YES, REASON_WITNESSED, asked->env->real, NULL);
}

static bool is_unknown(const struct asked *asked, struct trust *trust)
{
	const struct evidence *evidence = asked->evidence;

	if (evidence->weak.code)
		return set_reason(trust, VERDICT_ASK, &evidence->weak);
	if (evidence->witness.code && evidence->witness.code != REASON_WITNESSED)
		return set_reason(trust, VERDICT_ASK, &evidence->witness);
	return set(trust, VERDICT_ASK, REASON_NOT_SEEN, asked->env->real, NULL);
}

/* ---- what they found besides ---- */

static void note(struct trust *trust, uint32_t code, const char *a, const char *b)
{
	reasons_add(&trust->steps, REASON_ROW_NOTE, NULL, NULL);
	reasons_add(&trust->steps, code, a, b);
}

static void note_replaced(const struct asked *asked, struct trust *trust)
{
	const char *real = asked->env->real;

	if (asked->bound == NULL && decisions_find(asked->decisions, real))
		note(trust, REASON_REPLACED, real, NULL);
}

/* Of what is accepted, all that was found is told; and who was asked. */
static void note_found(const struct asked *asked, struct trust *trust)
{
	const struct reasons *lists[] = { &asked->evidence->soft, &asked->evidence->notes };

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			note(trust, lists[i]->v[j].code, lists[i]->v[j].a, lists[i]->v[j].b);
}

/* Row 0 (whose shell is it?) is the caller's. */
static const struct row {
	int number;
	bool (*matches)(const struct asked *asked, struct trust *trust);
	const char *question;           /* what `envd why` says it asked */
	void (*note)(const struct asked *asked, struct trust *trust);   /* or NULL */
} rows[] = {
	{ 1, is_denied,       "did you deny it?", NULL },
	{ 2, is_others,       "must it be refused in any case?", NULL },
	{ 3, is_file_allowed, "did you allow this .envd.ini, as it is now?", NULL },
	{ 3, is_allowed,      "did you allow it, as it is now?", note_replaced },
	{ 4, is_vetoed,       "is there a concern that you have not accepted?", note_found },
	{ 5, is_in_the_dark,  "is the file with your decisions damaged?", NULL },
	{ 5, is_created,      "did 'envd create' make it?", NULL },
	{ 5, is_in_tree,      "is it below a directory that you trust as a whole?", NULL },
	{ 6, was_witnessed,   "was it created earlier, while your shell watched?", NULL },
	{ 6, is_witnessed,    "was it created just now, while your shell watched?", NULL },
	{ 7, is_unknown,      "does it need your approval?", NULL },
};

/* ---- the table ---- */

static void add_step(struct trust *trust, const struct row *row, bool is_match)
{
	reasons_add(&trust->steps, is_match ? REASON_ROW_MATCHED : REASON_ROW_PASSED,
		    row->question, NULL);
}

/* All rows up to the first that matches. */
static void walk_rows(const struct asked *asked, struct trust *trust)
{
	bool is_match = false;

	for (size_t i = 0; i < COUNT_OF(rows) && !is_match; i++) {
		if (rows[i].matches == is_file_allowed && !asked->env->is_plain)
			continue;
		trust->row = rows[i].number;
		is_match = rows[i].matches(asked, trust);
		add_step(trust, &rows[i], is_match);
		if (!is_match && rows[i].note)
			rows[i].note(asked, trust);
	}
	reasons_add(&trust->steps, trust->reason.code, trust->reason.a, trust->reason.b);
}

void trust_decide(struct trust *trust, const struct env *env,
		  const struct evidence *evidence, const struct decisions *decisions,
		  const struct trust_rules *rules)
{
	struct asked asked = {
		.env = env, .evidence = evidence, .decisions = decisions, .rules = rules,
		.bound = vetoes_find_bound(env, evidence, decisions),
	};

	struct reasons fresh = { 0 };

	*trust = (struct trust){ 0 };
	vetoes_find(env, evidence, decisions, NULL, &fresh);
	asked.veto = fresh.n ? &fresh.v[0] : NULL;
	walk_rows(&asked, trust);
	reasons_free(&fresh);
}

void trust_deinit(struct trust *trust)
{
	reason_deinit(&trust->reason);
	reasons_free(&trust->steps);
	*trust = (struct trust){ 0 };
}

void trust_to_decision(struct decision *decision, enum decision_type type,
		       const struct env *env, const struct evidence *evidence)
{
	*decision = (struct decision){
		.type = type, .path = xstrdup(env->real),
		.uid = evidence->prefix.uid, .inode = evidence->prefix.inode,
		.btime = evidence->prefix.btime,
		.cfg_inode = evidence->identity.inode, .cfg_size = evidence->identity.size,
		.when = (int64_t)time(NULL),
	};
	for (size_t i = 0; i < evidence->soft.n; i++)
		accepted_add(decision, &evidence->soft.v[i]);
	if (evidence->owner.code)
		accepted_add(decision, &evidence->owner);
	for (size_t i = 0; i < evidence->programs.n; i++)
		accepted_add(decision, &(struct reason){ .code = REASON_NEW_PROGRAM,
						   .a = evidence->programs.v[i] });
}
