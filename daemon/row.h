/*
 * row: what the registry remembers of one environment.
 */
#ifndef ENVD_ROW_H
#define ENVD_ROW_H

#include "env.h"

struct row {
	char *prefix;                   /* the key */
	char *kind, *label;
	char *project, *version, *python;       /* may be NULL */
	struct reason state;
	int64_t first_seen, last_seen;  /* seconds since 1970 */
	int64_t last_used;              /* 0: never */
	int64_t uses;
	bool is_gone;                   /* to be deleted from the database */
	uint64_t changed;               /* number of its last change; 0: saved */
};

struct rows {
	struct row *v;
	size_t n;
};

void row_copy(struct row *to, const struct row *from);
void row_deinit(struct row *row);
void row_free(struct row *row);

/* Takes over what was found on disk. True if any of it is news. */
bool row_refresh(struct row *row, const struct env *env);

struct row *rows_add(struct rows *rows);        /* a zeroed one */
void rows_free(struct rows *rows);

#endif
