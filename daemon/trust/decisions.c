/*
 * decisions: the file's, and those that are to be written to it.
 *
 * While the file is in trouble, the good lines hold, and nothing is granted
 * automatically.
 */
#include "trust/decisions.h"

#include "trust/decision_list.h"
#include "trust/decisions_file.h"

#include "envd/buf.h"
#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct decisions {
	char *file;
	pthread_mutex_t writing;        /* the file; taken before the lock */
	pthread_mutex_t lock;           /* all that follows; nobody writes meanwhile */
	struct decision_list list;      /* of the file, with `waiting` put in */
	struct decision_list waiting;   /* to be committed */
	struct file identity;           /* of what was read; zeroed: no file */
	struct reason bad;              /* what is wrong with the file */
	struct reason lost;             /* why a `deny` could not be kept */
};

/* ---- reading ---- */

static void set_bad(struct decisions *decisions, int line)
{
	char *number = xasprintf("%d", line);

	reason_set(&decisions->bad, REASON_DECISIONS_BAD, decisions->file,
		   line > 0 ? number : NULL);
	free(number);
}

static void load(struct decisions *decisions)
{
	int bad;

	decision_list_deinit(&decisions->list);
	reason_deinit(&decisions->bad);
	bad = decisions_file_read(decisions->file, &decisions->list, &decisions->identity);
	if (bad >= 0)
		set_bad(decisions, bad);
	for (size_t i = 0; i < decisions->waiting.n; i++)
		decision_list_put(&decisions->list, &decisions->waiting.v[i]);
}

struct decisions *decisions_new(const char *file)
{
	struct decisions *decisions = xcalloc(1, sizeof(*decisions));

	decisions->file = xstrdup(file);
	pthread_mutex_init(&decisions->writing, NULL);
	pthread_mutex_init(&decisions->lock, NULL);
	load(decisions);
	return decisions;
}

void decisions_free(struct decisions *decisions)
{
	if (decisions == NULL)
		return;
	decision_list_deinit(&decisions->list);
	decision_list_deinit(&decisions->waiting);
	reason_deinit(&decisions->bad);
	reason_deinit(&decisions->lost);
	pthread_mutex_destroy(&decisions->writing);
	pthread_mutex_destroy(&decisions->lock);
	free(decisions->file);
	free(decisions);
}

void decisions_lock(struct decisions *decisions)
{
	pthread_mutex_lock(&decisions->lock);
}

void decisions_unlock(struct decisions *decisions)
{
	pthread_mutex_unlock(&decisions->lock);
}

const struct reason *decisions_trouble(const struct decisions *decisions)
{
	if (decisions->bad.code)
		return &decisions->bad;
	return decisions->lost.code ? &decisions->lost : NULL;
}

bool decisions_refresh(struct decisions *decisions)
{
	const struct file *was = &decisions->identity;
	struct file is;

	if (file_look(AT_FDCWD, decisions->file, false, &is) < 0)
		is = (struct file){ 0 };
	/* The time of change, too: inodes are used again, and a chmod counts. */
	if (file_is_same(was, &is) && time_compare(was->ctime, is.ctime) == 0 &&
	    was->size == is.size)
		return false;
	load(decisions);
	return true;
}

void decisions_list(const struct decisions *decisions, struct decision_list *list)
{
	decision_list_copy(list, &decisions->list);
}

const struct decision *decisions_find(const struct decisions *decisions, const char *path)
{
	return decision_list_find(&decisions->list, path, false);
}

const struct decision *decisions_find_tree(const struct decisions *decisions,
					   const char *path)
{
	return decision_list_find_above(&decisions->list, path, DECISION_TREE);
}

const struct decision *decisions_find_deny(const struct decisions *decisions,
					   const char *path)
{
	return decision_list_find_above(&decisions->list, path, DECISION_DENY);
}

/* ---- writing ---- */

/* Can what is written of it be read again? */
static bool is_sound(const struct decision *decision)
{
	struct buf line = BUF_INIT;
	struct decision check;
	bool is;

	decision_format(&line, decision);
	line.data[line.len - 1] = '\0';
	is = decision_parse(&check, line.data);
	decision_deinit(&check);
	buf_free(&line);
	return is;
}

/* A "no" that could not be kept: it holds while we live, and nothing is granted
 * automatically until something could be written again. */
static void lose(struct decisions *decisions, const struct decision *one, int error)
{
	if (one == NULL || one->type != DECISION_DENY)
		return;
	decision_list_put(&decisions->waiting, one);
	reason_set(&decisions->lost, REASON_CANNOT_WRITE, decisions->file, strerror(-error));
}

/* Writes what waits, and `one`, without what is gone; NULL for none. */
static int write_all_of(struct decisions *decisions, const struct decision *one,
			const struct decision_list *gone)
{
	struct decision_list changes, waited;
	int r = 0;

	pthread_mutex_lock(&decisions->writing);
	decisions_lock(decisions);
	decision_list_copy(&waited, &decisions->waiting);
	decisions_unlock(decisions);

	decision_list_copy(&changes, &waited);
	if (one)
		decision_list_put(&changes, one);
	if (changes.n || gone) {
		r = decisions_file_change(decisions->file, &changes, gone);
		decisions_lock(decisions);
		if (r == 0) {
			decision_list_subtract(&decisions->waiting, &waited);
			reason_deinit(&decisions->lost);
		} else {
			lose(decisions, one, r);
		}
		load(decisions);
		decisions_unlock(decisions);
	}
	pthread_mutex_unlock(&decisions->writing);
	decision_list_deinit(&changes);
	decision_list_deinit(&waited);
	return r;
}

int decisions_set(struct decisions *decisions, const struct decision *decision)
{
	return is_sound(decision) ? write_all_of(decisions, decision, NULL) : -EINVAL;
}

void decisions_put(struct decisions *decisions, const struct decision *decision)
{
	if (!is_sound(decision))
		return;
	decision_list_put(&decisions->waiting, decision);
	decision_list_put(&decisions->list, decision);
}

int decisions_forget(struct decisions *decisions, const struct decision_list *gone)
{
	return write_all_of(decisions, NULL, gone);
}

int decisions_commit(struct decisions *decisions)
{
	return write_all_of(decisions, NULL, NULL);
}
