#include "row.h"

#include <stdlib.h>

#include "envd/util.h"

static const struct {
	uint32_t code;
	const char *word;
} words[] = {
	{ REASON_NO_CFG, "no-cfg" },
	{ REASON_BAD_CFG, "bad-cfg" },
	{ REASON_NO_PYTHON, "no-python" },
	{ REASON_DANGLING, "dangling-link" },
	{ REASON_NO_HOME, "no-base-python" },
	{ REASON_VERSION_CHANGED, "version-changed" },
	{ REASON_NO_ACCESS, "no-access" },
	{ REASON_POINTER_EMPTY, "pointer-empty" },
	{ REASON_POINTER_LOST, "pointer-lost" },
	{ REASON_POINTER_REFUSED, "pointer-refused" },
	{ REASON_COLON, "colon-in-path" },
};

const char *row_state_word(const struct row *row)
{
	uint32_t code = row->state.code;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (words[i].code == code)
			return words[i].word;
	return code ? "other" : NULL;
}

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
