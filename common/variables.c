/* variables: a list of variables, set or unset. */
#include "envd/protocol.h"

#include <stdlib.h>
#include <string.h>

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
