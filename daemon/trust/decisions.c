/*
 * decisions: the file, read whole and rewritten whole.
 *
 * Whatever is not exactly as decision_list_format() writes it is trouble: the
 * good lines hold, nothing is granted automatically, and nothing is written,
 * since that would drop the lines that could not be read.
 */
#include "trust/decisions.h"

#include "trust/decision_list.h"

#include "envd/buf.h"
#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LIMIT (4 * 1024 * 1024)
#define LOCK_WAIT_MS 2000

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

/* Reads it into an empty list. -1 when it is good or not there, else the number
 * of the bad line, 0 for the whole; *identity is zeroed when there is none. */
static int read_list(int dirfd, const char *name, struct decision_list *list,
		     struct file *identity)
{
	struct buf text = BUF_INIT;
	int r = file_look(dirfd, name, false, identity), bad = 0;

	if (r == -ENOENT) {
		*identity = (struct file){ 0 };
		return -1;
	}
	if (r == 0)
		r = file_read_small(dirfd, name, LIMIT, &text, identity);
	if (r == 0 && identity->uid == geteuid() && !(identity->mode & (S_IWGRP | S_IWOTH)))
		bad = decision_list_parse(list, text.data);
	buf_free(&text);
	return bad;
}

static int open_directory(const struct decisions *decisions)
{
	char *dir = path_parent(decisions->file);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = fd < 0 ? -errno : fd;

	free(dir);
	return r;
}

static void load(struct decisions *decisions)
{
	int dirfd = open_directory(decisions), bad = dirfd == -ENOENT ? -1 : 0;

	decision_list_deinit(&decisions->list);
	reason_deinit(&decisions->bad);
	decisions->identity = (struct file){ 0 };
	if (dirfd >= 0) {
		bad = read_list(dirfd, path_base(decisions->file), &decisions->list,
				&decisions->identity);
		close(dirfd);
	}
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

/* Takes the lock that all writers of the file take, waiting a little: one that
 * was stopped while it holds it must not stop us. A descriptor or -errno. */
static int take_lock(int dirfd, const char *name)
{
	char *lock = xasprintf("%s.lock", name);
	int fd = openat(dirfd, lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r = fd < 0 ? -errno : 0;
	int64_t deadline = monotonic_ms() + LOCK_WAIT_MS;

	free(lock);
	while (r == 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			r = -errno;
		else if (monotonic_ms() > deadline)
			r = -EBUSY;
		else
			nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
	}
	if (r == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return r;
}

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

static int write_list(int dirfd, const char *name, const struct decision_list *list)
{
	struct buf text = BUF_INIT;
	int r;

	decision_list_format(&text, list);
	r = text.len > LIMIT ? -EFBIG : file_replace(dirfd, name, text.data, text.len);
	buf_free(&text);
	return r;
}

/* Writes the file as it is there now, with the changes put in and without what
 * is gone (NULL for none). */
static int rewrite(const struct decisions *decisions, const struct decision_list *changes,
		   const struct decision_list *gone)
{
	int dirfd = open_directory(decisions), lock = dirfd, r;
	const char *name = path_base(decisions->file);
	struct decision_list list = { 0 };
	struct file identity;

	if (dirfd >= 0)
		lock = take_lock(dirfd, name);
	r = lock;
	if (lock >= 0) {
		r = read_list(dirfd, name, &list, &identity) < 0 ? 0 : -EBADMSG;
		for (size_t i = 0; r == 0 && i < changes->n; i++)
			decision_list_put(&list, &changes->v[i]);
		if (gone)
			decision_list_subtract(&list, gone);
		if (r == 0)
			r = write_list(dirfd, name, &list);
		decision_list_deinit(&list);
		close(lock);
	}
	if (dirfd >= 0)
		close(dirfd);
	return r;
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
		r = rewrite(decisions, &changes, gone);
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
