/*
 * git_tracked: what somebody's repository brought along is not the user's own work,
 * whatever else speaks for it. It can't be told while git is writing, or was
 * killed in it, nor by an index that is damaged or of an unknown kind.
 */
#include "vcs/git_tracked.h"

#include "vcs/git_cache.h"
#include "vcs/git_index.h"
#include "vcs/git_repo.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_LIMIT (64 * 1024 * 1024)
#define MAX_LEVELS 128

struct tracing {
	const struct git_findings *findings;
	const struct git_view *view;
	const char *path;
	char *inner;            /* the last repository that was found, or NULL */
};

static void add(struct reasons *list, uint32_t code, const char *path)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].code == code && same_string(list->v[i].a, path))
			return;
	reasons_add(list, code, path, NULL);
}

static void veto(struct tracing *tracing, uint32_t code, const char *path)
{
	add(tracing->findings->vetoes, code, path);
}

/* ---- one index ---- */

/* What a split index leaves to the shared one counts too. */
static void ask_shared(struct git_index_answer *answer, const char *directory,
		       const struct git_index_question *question)
{
	struct git_index_question second = *question;
	struct git_index_answer rest = { .verdict = GIT_INDEX_UNCLEAR };
	char *path = xasprintf("%s/sharedindex.%s", directory, answer->shared);
	struct buf bytes = BUF_INIT;

	second.id = answer->shared;
	if (file_read_bytes(AT_FDCWD, path, INDEX_LIMIT, &bytes, NULL) == 0)
		git_index_ask(&rest, bytes.data, bytes.len, &second);
	/* Which of its entries are deleted is not looked at. */
	if (rest.shared[0] || (rest.verdict == GIT_INDEX_TRACKED && answer->has_deleted))
		rest.verdict = GIT_INDEX_UNCLEAR;
	git_index_answer_deinit(answer);
	*answer = rest;
	buf_free(&bytes);
	free(path);
}

static void read_index(struct git_index_answer *answer, struct git_cache *cache,
		       const struct git_repo *repo, const char *index,
		       const struct git_index_question *question)
{
	struct buf bytes = BUF_INIT;
	struct file file;

	if (file_read_bytes(AT_FDCWD, index, INDEX_LIMIT, &bytes, &file) < 0) {
		*answer = (struct git_index_answer){ .verdict = GIT_INDEX_UNCLEAR };
	} else {
		git_index_ask(answer, bytes.data, bytes.len, question);
		if (answer->shared[0])
			ask_shared(answer, repo->directory, question);
		if (cache)
			git_cache_add(cache, &file, question, answer);
	}
	buf_free(&bytes);
}

/* Is there none, although there should be one? A clone writes it last, after
 * all the files. */
static bool is_missing(const struct git_repo *repo)
{
	return !repo->is_bare && !git_repo_is_fresh(repo);
}

/* The index that is there, as `file`. */
static void ask_file(struct tracing *tracing, const struct git_repo *repo, const char *index,
		     const struct file *file, const struct git_index_question *question,
		     struct git_index_answer *answer)
{
	struct git_cache *cache = tracing->view->cache;

	supports_add(tracing->findings->supports, index, CONDITION_SAME, file);
	if (!cache || !git_cache_find(cache, file, question, answer))
		read_index(answer, cache, repo, index, question);
}

static void ask_index(struct tracing *tracing, const struct git_repo *repo, const char *index,
		      const struct git_index_question *question, struct git_index_answer *answer)
{
	struct file file;
	int r = file_look(AT_FDCWD, index, false, &file);

	*answer = (struct git_index_answer){ 0 };
	if (r == 0) {
		ask_file(tracing, repo, index, &file, question, answer);
		return;
	}
	supports_add(tracing->findings->supports, index, CONDITION_ABSENT, NULL);
	if (r != -ENOENT || is_missing(repo))
		answer->verdict = GIT_INDEX_UNCLEAR;
}

/* ---- one repository ---- */

/* A path as the repository at `root` names it. */
static const char *name_in(const char *path, const char *root)
{
	path += strcmp(root, "/") == 0 ? 0 : strlen(root);
	return *path == '/' ? path + 1 : path;
}

/* An entry as a path; one that is too long for that is the question's. */
static void veto_entry(struct tracing *tracing, const char *root, const char *entry)
{
	char *path = path_join(root, entry);

	veto(tracing, REASON_TRACKED, strlen(path) <= PATH_LIMIT ? path : tracing->path);
	free(path);
}

/* UNCLEAR: git is writing, or was killed in it. Not while a commit's message is
 * edited: its lock is then all that the index will be. What that tracks is
 * tracked. */
static void ask_lock(struct tracing *tracing, const struct git_repo *repo, const char *lock,
		     const struct git_index_question *question, struct git_index_answer *answer)
{
	struct file file;
	int r = file_look(AT_FDCWD, lock, false, &file);

	*answer = (struct git_index_answer){ 0 };
	if (r == 0) {
		ask_file(tracing, repo, lock, &file, question, answer);
	} else if (r != -ENOENT) {
		supports_add(tracing->findings->supports, lock, CONDITION_PRESENT, NULL);
		answer->verdict = GIT_INDEX_UNCLEAR;
	}
}

static void ask_repository(struct tracing *tracing, const struct git_repo *repo, const char *root)
{
	struct git_index_question question = {
		.path = name_in(tracing->path, root), .is_sha256 = repo->is_sha256,
		.inner = tracing->inner ? name_in(tracing->inner, root) : NULL,
	};
	char *index = path_join(repo->directory, "index");
	char *lock = path_join(repo->directory, "index.lock");
	struct git_index_answer answer, next;

	/* The lock first: what it becomes then is the index that is read. */
	ask_lock(tracing, repo, lock, &question, &next);
	ask_index(tracing, repo, index, &question, &answer);
	if (answer.verdict == GIT_INDEX_TRACKED)
		veto_entry(tracing, root, answer.entry);
	else if (next.verdict == GIT_INDEX_TRACKED)
		veto_entry(tracing, root, next.entry);
	else if (next.verdict == GIT_INDEX_UNCLEAR)
		veto(tracing, REASON_VCS_BUSY, lock);
	else if (answer.verdict == GIT_INDEX_UNCLEAR)
		veto(tracing, REASON_VCS_UNCLEAR, index);
	else
		add(tracing->findings->notes, REASON_UNTRACKED, index);
	git_index_answer_deinit(&next);
	git_index_answer_deinit(&answer);
	free(lock);
	free(index);
}

static void look_at(struct tracing *tracing, const char *root)
{
	struct git_repo repo;
	int r = git_repo_open(&repo, root, tracing->view->uid);

	if (r < 0)
		veto(tracing, REASON_VCS_UNCLEAR, repo.culprit);
	if (r > 0)
		ask_repository(tracing, &repo, root);
	if (r != 0) {
		free(tracing->inner);
		tracing->inner = xstrdup(root);
	}
	git_repo_deinit(&repo);
}

/* An automounter would look for whatever is named there. */
static bool is_automount(const struct git_view *view, const char *dir)
{
	return view->fs_type_of &&
	       same_string(view->fs_type_of(view->fs_data, dir), "autofs");
}

void git_tracked_look(const struct git_findings *findings, const struct git_view *view,
		      const char *path)
{
	struct tracing tracing = { .findings = findings, .view = view, .path = path };
	char *at = xstrdup(path);
	bool is_last = false;

	for (int level = 0; level < MAX_LEVELS && !is_last; level++) {
		char *parent = path_parent(at);

		if (!is_automount(view, at))
			look_at(&tracing, at);
		is_last = strcmp(at, "/") == 0;
		free(at);
		at = parent;
	}
	free(at);
	free(tracing.inner);
}
