/*
 * index: the registry's rows in memory, guarded by a lock, so that a lookup
 * answers at once and from any thread. It remembers which rows the database
 * has not got yet; a row that was forgotten stays, hidden, until it is deleted
 * there too.
 */
#ifndef ENVD_INDEX_H
#define ENVD_INDEX_H

#include "env.h"
#include "row.h"

#include <uv.h>

struct index {
	uv_rwlock_t lock;
	struct row **v;                 /* by directory, then by name */
	size_t n, cap;
	size_t n_known;                 /* that are not gone */
	uint64_t changes;
	bool is_changed, is_loaded;
};

void index_init(struct index *index);
void index_deinit(struct index *index);

/* These are the registry's functions of the same names. `now` is in seconds. */
size_t index_count(struct index *index);
bool index_see(struct index *index, const struct env *env, int64_t now);
void index_use(struct index *index, const char *prefix, int64_t now);
void index_forget(struct index *index, const char *prefix);
void index_names_in(struct index *index, const char *dir, struct strings *names);

/* A copy of all known rows, sorted by path. */
struct rows index_rows(struct index *index);

/* Puts in what the database held; takes the rows' content. What is known
 * already was seen since, and stays. */
void index_load(struct index *index, struct rows *rows);

/* Is there anything new since index_changed() was last called? */
bool index_is_changed(struct index *index);

/* There is nowhere to save them: not before the next change. */
void index_put_off(struct index *index);

/* A copy of the rows that are not saved, and of those that are gone. */
struct rows index_changed(struct index *index);

/* That copy is in the database now. */
void index_saved(struct index *index, const struct rows *rows);

/* The database is a new one: nothing is saved. */
void index_unsave(struct index *index);

#endif
