/* reasons: reasons and variables, and lists of them. */
#include "envd/protocol.h"

#include <stdlib.h>
#include <string.h>

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

void variables_add(struct variables *list, const char *name, const char *value)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = (struct variable){ .name = xstrdup(name), .value = xstrdup(value) };
}

const char *variables_find(const struct variables *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return list->v[i].value;
	return NULL;
}

void variables_free(struct variables *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].value);
	}
	free(list->v);
	*list = (struct variables){ 0 };
}
