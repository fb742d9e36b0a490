/*
 * registry: every environment ever seen, remembered in SQLite (database.c)
 * and kept in memory (memory.c).
 *
 * It is a cache of the disk: what a scan cannot find again is not here. The
 * memory answers at once and from any thread; the database is read and written
 * by a thread of its own, never in front of an answer. Without a usable
 * database (another daemon has it, it is newer, the disk is full) the memory
 * works alone and registry_trouble() says why.
 */
#ifndef ENVD_REGISTRY_H
#define ENVD_REGISTRY_H

#include "store/record.h"

#include <uv.h>

struct registry;

/* Starts the thread, which opens `file`; `on_loaded` (NULL for none) is called
 * on the loop when what it held is in the memory (or could not be had), unless
 * the registry is being closed by then. Without a thread or handle to be had, the
 * memory works alone, registry_trouble() says so, and on_loaded is not called. */
struct registry *registry_open(uv_loop_t *loop, const char *file,
			       void (*on_loaded)(void *data), void *data);

/* Writes what is left and ends the thread; its handles close as the loop runs
 * (nothing is waited for here), then it is freed and on_closed is called. NULL, or
 * a second time: nothing happens. */
void registry_close(struct registry *registry, void (*on_closed)(void *data), void *data);

/* "" or what is wrong with the database. From the loop's thread. */
const char *registry_trouble(const struct registry *registry);

/* From any thread. */
size_t registry_count(struct registry *registry);

/* Remembers (or refreshes) an environment as it was just found, by its prefix.
 * True if that was not known before; until on_loaded, what the database knows
 * counts as not known. From the loop's thread. */
bool registry_see(struct registry *registry, const struct record *found);

/* It was activated now. From the loop's thread. */
void registry_use(struct registry *registry, const char *prefix);

/* It is gone from the disk: forget it. From the loop's thread. */
void registry_forget(struct registry *registry, const char *prefix);

/* Appends the names of the known environments that are right in the directory
 * dir, whatever they are called. From any thread. */
void registry_names_in(struct registry *registry, const char *dir, struct strings *names);

/* A copy of all records, sorted by path, as of now; to be freed. From any thread. */
struct records registry_records(struct registry *registry);

#endif
