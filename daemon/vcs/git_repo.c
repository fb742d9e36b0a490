/*
 * git_repo: see git_repository-layout(5).
 *
 * A .git that is a file names another directory: of a linked work tree, of a
 * submodule. Any archive can bring such a file, so that directory must name
 * the work tree in turn.
 */
#include "vcs/git_repo.h"

#include "vcs/git_config.h"
#include "sys/follow.h"

#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONFIG_LIMIT (1024 * 1024)

/* ---- paths that files name ---- */

static char *find_target(const char *path, const char *base)
{
	char *from = path_real(base), *found = NULL;

	if (from && follow(from, path, &found) < 0) {
		free(found);
		found = NULL;
	}
	free(from);
	return found;
}

char *git_repo_read_path(const char *file, const char *start, const char *base)
{
	struct buf text = BUF_INIT;
	char *path = NULL;

	if (file_read_small(AT_FDCWD, file, PATH_LIMIT, &text, NULL) == 0 &&
	    starts_with(text.data, start)) {
		char *name = text.data + strlen(start);

		name[strcspn(name, "\r\n")] = '\0';
		if (name[0])
			path = find_target(name, base);
	}
	buf_free(&text);
	return path;
}

static bool is_same(const char *a, const char *b)
{
	struct file file, other;

	return a && file_look(AT_FDCWD, a, true, &file) == 0 &&
	       file_look(AT_FDCWD, b, true, &other) == 0 && file_is_same(&file, &other);
}

static bool has(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct file file;
	bool is = file_look(AT_FDCWD, path, false, &file) != -ENOENT;

	free(path);
	return is;
}

/* ---- its config ---- */

static bool read_config(struct git_config *config, const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct buf text = BUF_INIT;
	int r = file_read_small(AT_FDCWD, path, CONFIG_LIMIT, &text, NULL);
	bool is_good = r == -ENOENT || (r == 0 && git_config_read(config, text.data));

	buf_free(&text);
	free(path);
	return is_good;
}

/* A linked work tree has its own words on what is a work tree. */
static bool read_configs(struct git_config *config, const struct git_repo *repo)
{
	if (!read_config(config, repo->common, "config"))
		return false;
	if (strcmp(repo->common, repo->directory) != 0) {
		config->is_bare = false;
		free(config->worktree);
		config->worktree = NULL;
	}
	return !config->has_worktree_config ||
	       read_config(config, repo->directory, "config.worktree");
}

/* ---- which work tree is it about? ---- */

/* A linked work tree's directory has a file that names the .git there. */
static bool is_linked_from(const struct git_repo *repo, const char *git)
{
	char *file = path_join(repo->directory, "gitdir");
	char *back = git_repo_read_path(file, "", repo->directory);
	bool is = is_same(back, git);

	free(back);
	free(file);
	return is;
}

static bool is_about(const struct git_repo *repo, const struct git_config *config,
		     const char *root, const char *git, bool is_inside)
{
	char *tree;
	bool is;

	if (config->worktree == NULL)
		return is_inside || is_linked_from(repo, git);
	tree = find_target(config->worktree, repo->directory);
	is = is_same(tree, root);
	free(tree);
	return is;
}

/* ---- opening ---- */

static int fail(struct git_repo *repo, const char *culprit)
{
	if (repo->culprit == NULL)
		repo->culprit = xstrdup(culprit);
	return -EINVAL;
}

static bool is_mine(const struct file *file, uid_t uid)
{
	return file->uid == uid || file->uid == 0;
}

/* Finds out all about the directory, when that is known. */
static int inspect(struct git_repo *repo, const char *root, const char *git, bool is_inside)
{
	char *common = path_join(repo->directory, "commondir");
	struct git_config config = { 0 };
	int r = 1;

	if (has(repo->directory, "commondir"))
		repo->common = git_repo_read_path(common, "", repo->directory);
	else
		repo->common = xstrdup(repo->directory);
	if (repo->common == NULL) {
		r = fail(repo, common);
	} else if (!read_configs(&config, repo)) {
		char *path = path_join(repo->common, "config");

		r = fail(repo, path);
		free(path);
	} else if (!is_about(repo, &config, root, git, is_inside)) {
		r = fail(repo, git);
	}
	repo->is_sha256 = config.is_sha256;
	repo->is_bare = config.is_bare;
	git_config_deinit(&config);
	free(common);
	return r;
}

/* The directory that .git is or names. */
static int find_directory(struct git_repo *repo, const char *root, const char *git,
			  const struct file *file, uid_t uid)
{
	struct file directory;

	if (S_ISDIR(file->mode))
		repo->directory = xstrdup(git);
	else if (S_ISREG(file->mode))
		repo->directory = git_repo_read_path(git, "gitdir: ", root);
	if (repo->directory == NULL || !is_mine(file, uid) ||
	    file_look(AT_FDCWD, repo->directory, true, &directory) < 0 ||
	    !S_ISDIR(directory.mode) || !is_mine(&directory, uid))
		return fail(repo, git);
	/* git takes no directory without it for a repository, and looks above. */
	if (has(repo->directory, "HEAD"))
		return 1;
	return S_ISDIR(file->mode) ? 0 : fail(repo, git);
}

int git_repo_open(struct git_repo *repo, const char *root, uid_t uid)
{
	char *git = path_join(root, ".git");
	struct file file;
	int r = file_look(AT_FDCWD, git, false, &file);

	*repo = (struct git_repo){ 0 };
	if (r == -ENOENT || r == -ENOTDIR)
		r = 0;
	else if (r < 0)
		r = fail(repo, git);
	else
		r = find_directory(repo, root, git, &file, uid);
	if (r == 1)
		r = inspect(repo, root, git, S_ISDIR(file.mode));
	free(git);
	return r;
}

void git_repo_deinit(struct git_repo *repo)
{
	free(repo->directory);
	free(repo->common);
	free(repo->culprit);
	*repo = (struct git_repo){ 0 };
}

/* ---- is there anything in it? ---- */

/* Nothing but these; what can't be read has something. */
static bool has_only(const char *dir, const char *const *names)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	bool is = stream;

	while (is && (entry = readdir(stream))) {
		size_t i = 0;

		while (names[i] && strcmp(names[i], entry->d_name) != 0)
			i++;
		is = names[i];
	}
	if (stream)
		closedir(stream);
	return is;
}

bool git_repo_is_fresh(const struct git_repo *repo)
{
	static const char *const parts[] = { ".", "..", "info", "pack", NULL };
	static const char *const none[] = { ".", "..", NULL };
	char *objects = path_join(repo->common, "objects");
	char *pack = path_join(objects, "pack");
	bool is = has_only(objects, parts) && has_only(pack, none) &&
		  !has(objects, "info/alternates");

	free(pack);
	free(objects);
	return is;
}
