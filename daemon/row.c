#include "row.h"

#include <stdlib.h>

#include "envd/util.h"

void row_deinit(struct row *row)
{
	free(row->prefix);
	free(row->kind);
	free(row->label);
	free(row->project);
	free(row->version);
	free(row->python);
	reason_deinit(&row->state);
	*row = (struct row){ 0 };
}

void row_free(struct row *row)
{
	if (!row)
		return;
	row_deinit(row);
	free(row);
}

void row_copy(struct row *to, const struct row *from)
{
	*to = *from;
	to->prefix = xstrdup(from->prefix);
	to->kind = xstrdup(from->kind);
	to->label = xstrdup(from->label);
	to->project = xstrdup(from->project);
	to->version = xstrdup(from->version);
	to->python = xstrdup(from->python);
	to->state = (struct reason){ 0 };
	reason_set(&to->state, from->state.code, from->state.a, from->state.b);
}

static bool replace(char **string, const char *value)
{
	char *old = *string;

	if (same_string(old, value))
		return false;
	*string = xstrdup(value);
	free(old);
	return true;
}

bool row_refresh(struct row *row, const struct env *env)
{
	bool is_news = replace(&row->kind, env->kind);

	is_news |= replace(&row->label, env->label ? env->label : "");
	is_news |= replace(&row->project, env->project);
	is_news |= replace(&row->version, env->version);
	is_news |= replace(&row->python, env->python);
	if (row->state.code != env->state.code || !same_string(row->state.a, env->state.a) ||
	    !same_string(row->state.b, env->state.b)) {
		reason_set(&row->state, env->state.code, env->state.a, env->state.b);
		is_news = true;
	}
	return is_news;
}

struct row *rows_add(struct rows *rows)
{
	/* Grows at each power of two. */
	if ((rows->n & (rows->n - 1)) == 0)
		rows->v = xrealloc(rows->v, (rows->n ? 2 * rows->n : 1) * sizeof(*rows->v));
	rows->v[rows->n] = (struct row){ 0 };
	return &rows->v[rows->n++];
}

void rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		row_deinit(&rows->v[i]);
	free(rows->v);
	*rows = (struct rows){ 0 };
}
