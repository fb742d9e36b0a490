/*
 * memory: an array sorted by directory, then by name. One order serves both
 * lookups: of one path, and of all that is right in a directory.
 */
#include "store/memory.h"

#include <stdlib.h>
#include <string.h>

#include "envd/paths.h"
#include "envd/util.h"

/* To have been seen again is no news to the database more often than this. */
enum { SEEN_AGAIN_S = 3600 };

void memory_init(struct memory *memory)
{
	*memory = (struct memory){ 0 };
	if (uv_rwlock_init(&memory->lock) < 0)
		abort();        /* out of memory, as xcalloc */
}

void memory_deinit(struct memory *memory)
{
	for (size_t i = 0; i < memory->n; i++)
		record_free(memory->v[i]);
	free(memory->v);
	uv_rwlock_destroy(&memory->lock);
}

/* What follows is called with the lock held, up to the next such line. */

static size_t dir_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

/* The order: path against the name `name` in the directory dir[0..dir_n). */
static int compare(const char *path, const char *dir, size_t dir_n, const char *name)
{
	size_t n = dir_length(path);
	int r = memcmp(path, dir, n < dir_n ? n : dir_n);

	if (r)
		return r;
	if (n != dir_n)
		return n < dir_n ? -1 : 1;
	return strcmp(path_base(path), name);
}

/* Where the first is that is not before it. */
static size_t position(const struct memory *memory, const char *dir, size_t dir_n,
		       const char *name)
{
	size_t low = 0, high = memory->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(memory->v[middle]->prefix, dir, dir_n, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The record of that prefix, gone or not, or NULL; *at is where it belongs. */
static struct record *find(const struct memory *memory, const char *prefix, size_t *at)
{
	*at = position(memory, prefix, dir_length(prefix), path_base(prefix));
	if (*at < memory->n && !strcmp(memory->v[*at]->prefix, prefix))
		return memory->v[*at];
	return NULL;
}

static struct record *insert(struct memory *memory, size_t at, const char *prefix)
{
	struct record *record = xcalloc(1, sizeof(*record));

	if (memory->n == memory->cap) {
		memory->cap = memory->cap ? 2 * memory->cap : 64;
		memory->v = xrealloc(memory->v, memory->cap * sizeof(*memory->v));
	}
	memmove(&memory->v[at + 1], &memory->v[at], (memory->n - at) * sizeof(*memory->v));
	memory->v[at] = record;
	memory->n++;
	record->prefix = xstrdup(prefix);
	record->kind = xstrdup("");
	record->label = xstrdup("");
	return record;
}

static void touch(struct memory *memory, struct record *record)
{
	record->changed = ++memory->changes;
	memory->is_changed = true;
}

static void merge(struct memory *memory, struct record *loaded)
{
	size_t at;
	struct record *record = find(memory, loaded->prefix, &at);

	if (!record) {
		record = insert(memory, at, loaded->prefix);
		record_deinit(record);
		*record = *loaded;
		*loaded = (struct record){ 0 };
		memory->n_known++;
		return;
	}
	if (record->is_gone)
		return;
	if (loaded->first_seen < record->first_seen)
		record->first_seen = loaded->first_seen;
	if (loaded->last_used > record->last_used)
		record->last_used = loaded->last_used;
	record->uses += loaded->uses;
	touch(memory, record);
}

/* What follows takes the lock. */

size_t memory_count(struct memory *memory)
{
	size_t n;

	uv_rwlock_rdlock(&memory->lock);
	n = memory->n_known;
	uv_rwlock_rdunlock(&memory->lock);
	return n;
}

bool memory_see(struct memory *memory, const struct record *found, int64_t now)
{
	struct record *record;
	bool is_new;
	size_t at;

	uv_rwlock_wrlock(&memory->lock);
	record = find(memory, found->prefix, &at);
	is_new = !record || record->is_gone;
	if (!record)
		record = insert(memory, at, found->prefix);
	if (is_new) {
		record->is_gone = false;
		record->first_seen = now;
		record->last_used = record->uses = 0;
		memory->n_known++;
	}
	if (record_refresh(record, found) || is_new || now - record->last_seen >= SEEN_AGAIN_S) {
		record->last_seen = now;
		touch(memory, record);
	}
	uv_rwlock_wrunlock(&memory->lock);
	return is_new;
}

void memory_use(struct memory *memory, const char *prefix, int64_t now)
{
	struct record *record;
	size_t at;

	uv_rwlock_wrlock(&memory->lock);
	record = find(memory, prefix, &at);
	if (record && !record->is_gone) {
		record->last_used = now;
		record->uses++;
		touch(memory, record);
	}
	uv_rwlock_wrunlock(&memory->lock);
}

void memory_forget(struct memory *memory, const char *prefix)
{
	struct record *record;
	size_t at;

	uv_rwlock_wrlock(&memory->lock);
	record = find(memory, prefix, &at);
	if (record && !record->is_gone) {
		memory->n_known--;
		record->is_gone = true;
		touch(memory, record);
	} else if (!record && !memory->is_loaded) {
		record = insert(memory, at, prefix);        /* the database may have it */
		record->is_gone = true;
		touch(memory, record);
	}
	uv_rwlock_wrunlock(&memory->lock);
}

void memory_names_in(struct memory *memory, const char *dir, struct strings *names)
{
	size_t dir_n = strcmp(dir, "/") ? strlen(dir) : 0;

	uv_rwlock_rdlock(&memory->lock);
	for (size_t i = position(memory, dir, dir_n, ""); i < memory->n; i++) {
		const struct record *record = memory->v[i];

		if (dir_length(record->prefix) != dir_n || memcmp(record->prefix, dir, dir_n))
			break;
		if (!record->is_gone && *path_base(record->prefix))
			strings_add(names, path_base(record->prefix));
	}
	uv_rwlock_rdunlock(&memory->lock);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct record *)a)->prefix, ((const struct record *)b)->prefix);
}

struct records memory_records(struct memory *memory)
{
	struct records records = { 0 };

	uv_rwlock_rdlock(&memory->lock);
	for (size_t i = 0; i < memory->n; i++)
		if (!memory->v[i]->is_gone)
			record_copy(records_add(&records), memory->v[i]);
	uv_rwlock_rdunlock(&memory->lock);
	if (records.n)
		qsort(records.v, records.n, sizeof(*records.v), by_path);
	return records;
}

void memory_load(struct memory *memory, struct records *records)
{
	uv_rwlock_wrlock(&memory->lock);
	for (size_t i = 0; i < records->n; i++)
		merge(memory, &records->v[i]);
	memory->is_loaded = true;
	uv_rwlock_wrunlock(&memory->lock);
}

bool memory_is_changed(struct memory *memory)
{
	bool is_changed;

	uv_rwlock_rdlock(&memory->lock);
	is_changed = memory->is_changed;
	uv_rwlock_rdunlock(&memory->lock);
	return is_changed;
}

void memory_put_off(struct memory *memory)
{
	uv_rwlock_wrlock(&memory->lock);
	memory->is_changed = false;
	uv_rwlock_wrunlock(&memory->lock);
}

struct records memory_changed(struct memory *memory)
{
	struct records records = { 0 };

	uv_rwlock_wrlock(&memory->lock);
	for (size_t i = 0; i < memory->n; i++)
		if (memory->v[i]->changed)
			record_copy(records_add(&records), memory->v[i]);
	memory->is_changed = false;
	uv_rwlock_wrunlock(&memory->lock);
	return records;
}

void memory_saved(struct memory *memory, const struct records *records)
{
	size_t kept = 0, at = 0;

	/* Both are in the same order: one pass finds each record's copy. */
	uv_rwlock_wrlock(&memory->lock);
	for (size_t i = 0; i < memory->n; i++) {
		struct record *record = memory->v[i];

		if (at < records->n && !strcmp(records->v[at].prefix, record->prefix)) {
			if (records->v[at++].changed == record->changed)
				record->changed = 0;
		}
		if (record->is_gone && !record->changed)
			record_free(record);
		else
			memory->v[kept++] = record;
	}
	memory->n = kept;
	uv_rwlock_wrunlock(&memory->lock);
}

void memory_unsave(struct memory *memory)
{
	uv_rwlock_wrlock(&memory->lock);
	for (size_t i = 0; i < memory->n; i++)
		touch(memory, memory->v[i]);
	uv_rwlock_wrunlock(&memory->lock);
}
