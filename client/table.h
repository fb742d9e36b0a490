/*
 * table: the one way to print rows. Columns are aligned by what they take on a
 * terminal; the widest ones are cut (with "…") until a row fits its width.
 */
#ifndef ENVD_TABLE_H
#define ENVD_TABLE_H

#include "envd/buf.h"
#include "envd/util.h"

#include <stdint.h>

struct table {
	const char *const *heads;       /* ends with NULL */
	struct strings cells;           /* row by row, one a head, fit to be seen */

	/* The colour of a cell in column `coloured`, or NULL; NULL: no colours. */
	const char *(*colour_of)(const char *cell);
	size_t coloured;
};

/* Appends all, with heads. width: columns of the terminal; 0: without end.
 * Cells are cut at their end, those of column `keep_end` at their beginning. */
void table_print(const struct table *table, size_t width, size_t keep_end, struct buf *out);

/* Adds a cell: how long ago a time was (seconds since 1970; 0: never). */
void table_add_ago(struct table *table, int64_t then, int64_t now);

/* Columns of standard output, or 0 when it is no terminal. */
size_t table_terminal_width(void);

#endif
