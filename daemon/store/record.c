#include "store/record.h"

#include <stdlib.h>

#include "envd/util.h"

void record_deinit(struct record *record)
{
	free(record->prefix);
	free(record->kind);
	free(record->label);
	free(record->project);
	free(record->version);
	free(record->python);
	reason_deinit(&record->state);
	*record = (struct record){ 0 };
}

void record_free(struct record *record)
{
	if (!record)
		return;
	record_deinit(record);
	free(record);
}

void record_copy(struct record *to, const struct record *from)
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

bool record_refresh(struct record *record, const struct record *found)
{
	bool is_news = replace(&record->kind, found->kind);

	is_news |= replace(&record->label, found->label ? found->label : "");
	is_news |= replace(&record->project, found->project);
	is_news |= replace(&record->version, found->version);
	is_news |= replace(&record->python, found->python);
	if (record->state.code != found->state.code ||
	    !same_string(record->state.a, found->state.a) ||
	    !same_string(record->state.b, found->state.b)) {
		reason_set(&record->state, found->state.code, found->state.a, found->state.b);
		is_news = true;
	}
	return is_news;
}

struct record *records_add(struct records *records)
{
	/* Grows at each power of two. */
	if ((records->n & (records->n - 1)) == 0)
		records->v = xrealloc(records->v,
				      (records->n ? 2 * records->n : 1) * sizeof(*records->v));
	records->v[records->n] = (struct record){ 0 };
	return &records->v[records->n++];
}

void records_free(struct records *records)
{
	for (size_t i = 0; i < records->n; i++)
		record_deinit(&records->v[i]);
	free(records->v);
	*records = (struct records){ 0 };
}
