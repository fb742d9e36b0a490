/*
 * variables: lists of environment variables: those of a shell, set or unset, and
 * what activating makes of some.
 */
#ifndef ENVD_VARIABLES_H
#define ENVD_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct variable {
	char *name;
	char *value;            /* NULL: unset */
};

struct variables {
	struct variable *v;
	size_t n;
};

void variables_add(struct variables *list, const char *name, const char *value);
const char *variables_find(const struct variables *list, const char *name);
bool variables_has(const struct variables *list, const char *name);
void variables_set(struct variables *list, const char *name, char *value);  /* takes value */
void variables_free(struct variables *list);

/* What a variable becomes while an environment is active. */
enum set_type {
	SET_VALUE = 1,
	SET_LABEL,              /* what the environment is called in this shell */
	SET_UNSET,
};

struct set {
	uint32_t type;
	char *name, *value;     /* value: of SET_VALUE, else NULL */
};

struct sets {
	struct set *v;
	size_t n;
};

/* Behind those that are there, unless one has that name already. Copies. */
void sets_add(struct sets *list, enum set_type type, const char *name, const char *value);
void sets_copy(struct sets *to, const struct sets *from);       /* adds each */
void sets_free(struct sets *list);

#endif
