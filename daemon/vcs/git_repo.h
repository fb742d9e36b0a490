/*
 * git_repo: the repository that has its work tree at a directory, found as git
 * finds it. It only reads; git itself is never run.
 */
#ifndef ENVD_GIT_REPO_H
#define ENVD_GIT_REPO_H

#include <stdbool.h>
#include <sys/types.h>

struct git_repo {
	char *directory;        /* of this work tree: HEAD, index and its lock */
	char *common;           /* of the repository: config and objects */
	bool is_sha256, is_bare;
	char *culprit;          /* when it can't be told: the file that leaves it open */
};

/*
 * 1: there is one; 0: none; -EINVAL: it can't be told, since .git is neither
 * the user's nor root's, can't be understood, or leads to a place that does not
 * lead back. *repo is to be deinited in each case.
 */
int git_repo_open(struct git_repo *repo, const char *root, uid_t uid);
void git_repo_deinit(struct git_repo *repo);

/* Has nothing ever been brought into it? `git init` has made it, then. */
bool git_repo_is_fresh(const struct git_repo *repo);

/*
 * The path in a file of git's that has one line: `start`, and a path relative
 * to `base`. Canonical, to be freed; NULL when there is none, or when it leads
 * to where looking is not safe.
 */
char *git_repo_read_path(const char *file, const char *start, const char *base);

#endif
