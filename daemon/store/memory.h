/*
 * memory: the registry's records in memory, guarded by a lock, so that a lookup
 * answers at once and from any thread. It remembers which records the database
 * has not got yet; a record that was forgotten stays, hidden, until it is deleted
 * there too.
 */
#ifndef ENVD_MEMORY_H
#define ENVD_MEMORY_H

#include "store/record.h"

#include <uv.h>

struct memory {
	uv_rwlock_t lock;
	struct record **v;                 /* by directory, then by name */
	size_t n, cap;
	size_t n_known;                 /* that are not gone */
	uint64_t changes;
	bool is_changed, is_loaded;
};

void memory_init(struct memory *memory);
void memory_deinit(struct memory *memory);

/* These are the registry's functions of the same names. `now` is in seconds. */
size_t memory_count(struct memory *memory);
bool memory_see(struct memory *memory, const struct record *found, int64_t now);
void memory_use(struct memory *memory, const char *prefix, int64_t now);
void memory_forget(struct memory *memory, const char *prefix);
void memory_names_in(struct memory *memory, const char *dir, struct strings *names);

/* A copy of all known records, sorted by path. */
struct records memory_records(struct memory *memory);

/* Puts in what the database held; takes the records' content. What is known
 * already was seen since, and stays. */
void memory_load(struct memory *memory, struct records *records);

/* Is there anything new since memory_changed() was last called? */
bool memory_is_changed(struct memory *memory);

/* There is nowhere to save them: not before the next change. */
void memory_put_off(struct memory *memory);

/* A copy of the records that are not saved, and of those that are gone. */
struct records memory_changed(struct memory *memory);

/* That copy is in the database now. */
void memory_saved(struct memory *memory, const struct records *records);

/* The database is a new one: nothing is saved. */
void memory_unsave(struct memory *memory);

#endif
