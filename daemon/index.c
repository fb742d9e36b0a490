/*
 * index: an array sorted by directory, then by name. One order serves both
 * lookups: of one path, and of all that is right in a directory.
 */
#include "index.h"

#include <stdlib.h>
#include <string.h>

#include "envd/paths.h"
#include "envd/util.h"

/* To have been seen again is no news to the database more often than this. */
enum { SEEN_AGAIN_S = 3600 };

void index_init(struct index *index)
{
	*index = (struct index){ 0 };
	if (uv_rwlock_init(&index->lock) < 0)
		abort();        /* out of memory, as xcalloc */
}

void index_deinit(struct index *index)
{
	for (size_t i = 0; i < index->n; i++)
		row_free(index->v[i]);
	free(index->v);
	uv_rwlock_destroy(&index->lock);
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
static size_t position(const struct index *index, const char *dir, size_t dir_n,
		       const char *name)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(index->v[middle]->prefix, dir, dir_n, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The row of that prefix, gone or not, or NULL; *at is where it belongs. */
static struct row *find(const struct index *index, const char *prefix, size_t *at)
{
	*at = position(index, prefix, dir_length(prefix), path_base(prefix));
	if (*at < index->n && !strcmp(index->v[*at]->prefix, prefix))
		return index->v[*at];
	return NULL;
}

static struct row *insert(struct index *index, size_t at, const char *prefix)
{
	struct row *row = xcalloc(1, sizeof(*row));

	if (index->n == index->cap) {
		index->cap = index->cap ? 2 * index->cap : 64;
		index->v = xrealloc(index->v, index->cap * sizeof(*index->v));
	}
	memmove(&index->v[at + 1], &index->v[at], (index->n - at) * sizeof(*index->v));
	index->v[at] = row;
	index->n++;
	row->prefix = xstrdup(prefix);
	row->kind = xstrdup("");
	row->label = xstrdup("");
	return row;
}

static void touch(struct index *index, struct row *row)
{
	row->changed = ++index->changes;
	index->is_changed = true;
}

static void merge(struct index *index, struct row *loaded)
{
	size_t at;
	struct row *row = find(index, loaded->prefix, &at);

	if (!row) {
		row = insert(index, at, loaded->prefix);
		row_deinit(row);
		*row = *loaded;
		*loaded = (struct row){ 0 };
		index->n_known++;
		return;
	}
	if (row->is_gone)
		return;
	if (loaded->first_seen < row->first_seen)
		row->first_seen = loaded->first_seen;
	if (loaded->last_used > row->last_used)
		row->last_used = loaded->last_used;
	row->uses += loaded->uses;
	touch(index, row);
}

/* What follows takes the lock. */

size_t index_count(struct index *index)
{
	size_t n;

	uv_rwlock_rdlock(&index->lock);
	n = index->n_known;
	uv_rwlock_rdunlock(&index->lock);
	return n;
}

bool index_see(struct index *index, const struct env *env, int64_t now)
{
	struct row *row;
	bool is_new;
	size_t at;

	uv_rwlock_wrlock(&index->lock);
	row = find(index, env->prefix, &at);
	is_new = !row || row->is_gone;
	if (!row)
		row = insert(index, at, env->prefix);
	if (is_new) {
		row->is_gone = false;
		row->first_seen = now;
		row->last_used = row->uses = 0;
		index->n_known++;
	}
	if (row_refresh(row, env) || is_new || now - row->last_seen >= SEEN_AGAIN_S) {
		row->last_seen = now;
		touch(index, row);
	}
	uv_rwlock_wrunlock(&index->lock);
	return is_new;
}

void index_use(struct index *index, const char *prefix, int64_t now)
{
	struct row *row;
	size_t at;

	uv_rwlock_wrlock(&index->lock);
	row = find(index, prefix, &at);
	if (row && !row->is_gone) {
		row->last_used = now;
		row->uses++;
		touch(index, row);
	}
	uv_rwlock_wrunlock(&index->lock);
}

void index_forget(struct index *index, const char *prefix)
{
	struct row *row;
	size_t at;

	uv_rwlock_wrlock(&index->lock);
	row = find(index, prefix, &at);
	if (row && !row->is_gone) {
		index->n_known--;
		row->is_gone = true;
		touch(index, row);
	} else if (!row && !index->is_loaded) {
		row = insert(index, at, prefix);        /* the database may have it */
		row->is_gone = true;
		touch(index, row);
	}
	uv_rwlock_wrunlock(&index->lock);
}

void index_names_in(struct index *index, const char *dir, struct strings *names)
{
	size_t dir_n = strcmp(dir, "/") ? strlen(dir) : 0;

	uv_rwlock_rdlock(&index->lock);
	for (size_t i = position(index, dir, dir_n, ""); i < index->n; i++) {
		const struct row *row = index->v[i];

		if (dir_length(row->prefix) != dir_n || memcmp(row->prefix, dir, dir_n))
			break;
		if (!row->is_gone && *path_base(row->prefix))
			strings_add(names, path_base(row->prefix));
	}
	uv_rwlock_rdunlock(&index->lock);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->prefix, ((const struct row *)b)->prefix);
}

struct rows index_rows(struct index *index)
{
	struct rows rows = { 0 };

	uv_rwlock_rdlock(&index->lock);
	for (size_t i = 0; i < index->n; i++)
		if (!index->v[i]->is_gone)
			row_copy(rows_add(&rows), index->v[i]);
	uv_rwlock_rdunlock(&index->lock);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), by_path);
	return rows;
}

void index_load(struct index *index, struct rows *rows)
{
	uv_rwlock_wrlock(&index->lock);
	for (size_t i = 0; i < rows->n; i++)
		merge(index, &rows->v[i]);
	index->is_loaded = true;
	uv_rwlock_wrunlock(&index->lock);
}

bool index_is_changed(struct index *index)
{
	bool is_changed;

	uv_rwlock_rdlock(&index->lock);
	is_changed = index->is_changed;
	uv_rwlock_rdunlock(&index->lock);
	return is_changed;
}

void index_put_off(struct index *index)
{
	uv_rwlock_wrlock(&index->lock);
	index->is_changed = false;
	uv_rwlock_wrunlock(&index->lock);
}

struct rows index_changed(struct index *index)
{
	struct rows rows = { 0 };

	uv_rwlock_wrlock(&index->lock);
	for (size_t i = 0; i < index->n; i++)
		if (index->v[i]->changed)
			row_copy(rows_add(&rows), index->v[i]);
	index->is_changed = false;
	uv_rwlock_wrunlock(&index->lock);
	return rows;
}

void index_saved(struct index *index, const struct rows *rows)
{
	size_t kept = 0, at = 0;

	/* Both are in the same order: one pass finds each row's copy. */
	uv_rwlock_wrlock(&index->lock);
	for (size_t i = 0; i < index->n; i++) {
		struct row *row = index->v[i];

		if (at < rows->n && !strcmp(rows->v[at].prefix, row->prefix)) {
			if (rows->v[at++].changed == row->changed)
				row->changed = 0;
		}
		if (row->is_gone && !row->changed)
			row_free(row);
		else
			index->v[kept++] = row;
	}
	index->n = kept;
	uv_rwlock_wrunlock(&index->lock);
}

void index_unsave(struct index *index)
{
	uv_rwlock_wrlock(&index->lock);
	for (size_t i = 0; i < index->n; i++)
		touch(index, index->v[i]);
	uv_rwlock_wrunlock(&index->lock);
}
