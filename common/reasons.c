/* reasons: reasons, lists of them, and what both programs know of a code. */
#include "envd/reasons.h"

#include "envd/util.h"

#include <stdlib.h>

static const struct meaning {
	uint32_t code;
	unsigned scope;
	const char *word;
} meanings[] = {
#define REASON(number, name, scope, word, brief, sentence, remedy) { number, scope, word },
#include "envd/reasons.inc"
#undef REASON
};

static const struct meaning *find(uint32_t code)
{
	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (meanings[i].code == code)
			return &meanings[i];
	return NULL;
}

const char *reason_word(uint32_t code)
{
	const struct meaning *meaning = find(code);

	return meaning && meaning->word ? meaning->word : "other";
}

unsigned reason_scope(uint32_t code)
{
	const struct meaning *meaning = find(code);

	return meaning ? meaning->scope : 0;
}

void reason_set(struct reason *reason, uint32_t code, const char *a, const char *b)
{
	struct reason old = *reason;    /* a and b may point into it */

	*reason = (struct reason){ .code = code, .a = xstrdup(a), .b = xstrdup(b) };
	reason_deinit(&old);
}

void reason_deinit(struct reason *reason)
{
	free(reason->a);
	free(reason->b);
	*reason = (struct reason){ 0 };
}

void reasons_add(struct reasons *list, uint32_t code, const char *a, const char *b)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n] = (struct reason){ 0 };
	reason_set(&list->v[list->n++], code, a, b);
}

void reasons_free(struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		reason_deinit(&list->v[i]);
	free(list->v);
	*list = (struct reasons){ 0 };
}
