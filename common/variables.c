/* variables: see variables.h. */
#include "envd/variables.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

void variables_add(struct variables *list, const char *name, const char *value)
{
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = (struct variable){ .name = xstrdup(name), .value = xstrdup(value) };
}

static struct variable *find(const struct variables *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return &list->v[i];
	return NULL;
}

const char *variables_find(const struct variables *list, const char *name)
{
	const struct variable *variable = find(list, name);

	return variable ? variable->value : NULL;
}

bool variables_has(const struct variables *list, const char *name)
{
	return find(list, name) != NULL;
}

void variables_set(struct variables *list, const char *name, char *value)
{
	struct variable *variable = find(list, name);

	if (variable) {
		free(variable->value);
		variable->value = value;
		return;
	}
	variables_add(list, name, value);
	free(value);
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

void sets_add(struct sets *list, enum set_type type, const char *name, const char *value)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return;
	list->v = xrealloc(list->v, (list->n + 1) * sizeof(*list->v));
	list->v[list->n++] = (struct set){
		.type = type, .name = xstrdup(name),
		.value = type == SET_VALUE ? xstrdup(value) : NULL,
	};
}

void sets_copy(struct sets *to, const struct sets *from)
{
	for (size_t i = 0; i < from->n; i++)
		sets_add(to, from->v[i].type, from->v[i].name, from->v[i].value);
}

void sets_free(struct sets *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].value);
	}
	free(list->v);
	*list = (struct sets){ 0 };
}
