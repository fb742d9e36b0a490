/*
 * vcs_time: each version control's own directory is written when it has changed the
 * files of the project, because it keeps the list of them there. Where that
 * list lies deeper, or is written in place, that place is looked at too.
 */
#include "vcs/vcs_time.h"

#include "vcs/git_repo.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_LEVELS 128

static const char *const places[] = {
	".git", ".hg", ".sl",
	".jj", ".jj/working_copy",
	".svn", ".svn/wc.db",
	".bzr", ".bzr/checkout", ".bzr/checkout/dirstate",
	"_darcs", ".pijul", ".pijul/pristine", ".pijul/pristine/db",
	".fslckout", "_FOSSIL_",
};

static void add(struct vcs *vcs, const char *path, struct timespec wrote)
{
	if (vcs->path && time_compare(wrote, vcs->wrote) <= 0)
		return;
	free(vcs->path);
	vcs->path = xstrdup(path);
	vcs->wrote = wrote;
}

/* Looks at one place: 1 and *file when it is there, 0 when not. A link counts
 * by itself, too. */
static int look_at(struct vcs *vcs, const char *path, struct file *file)
{
	int r = file_look(AT_FDCWD, path, false, file);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	if (r == 0)
		add(vcs, path, file->mtime);
	if (r == 0 && S_ISLNK(file->mode)) {
		r = file_look(AT_FDCWD, path, true, file);
		if (r == 0)
			add(vcs, path, file->mtime);
	}
	if (r < 0)
		add(vcs, path, VCS_CANNOT_TELL);
	return r == 0;
}

static void look_at_git_directory(struct vcs *vcs, const char *git)
{
	char *lock = path_join(git, "index.lock");
	struct file file;

	if (!look_at(vcs, git, &file))
		add(vcs, git, VCS_CANNOT_TELL);
	if (file_look(AT_FDCWD, lock, false, &file) == 0)
		vcs->is_locked = true;
	free(lock);
}

/* A worktree's or submodule's .git is a file that names the directory. */
static void look_at_git_file(struct vcs *vcs, const char *git, const char *base)
{
	char *directory = git_repo_read_path(git, "gitdir: ", base), *name = NULL, *common = NULL;

	if (directory == NULL) {
		add(vcs, git, VCS_CANNOT_TELL);
		return;
	}
	look_at_git_directory(vcs, directory);
	name = path_join(directory, "commondir");
	common = git_repo_read_path(name, "", directory);
	if (common)
		look_at_git_directory(vcs, common);
	free(common);
	free(name);
	free(directory);
}

static void look_in(struct vcs *vcs, const char *dir)
{
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		char *path = path_join(dir, places[i]);
		struct file file;

		if (look_at(vcs, path, &file) && strcmp(places[i], ".git") == 0) {
			if (S_ISREG(file.mode))
				look_at_git_file(vcs, path, dir);
			else
				look_at_git_directory(vcs, path);
		}
		free(path);
	}
}

void vcs_look(struct vcs *vcs, const char *dir, const char *home)
{
	char *at = xstrdup(dir), *real_home = home ? path_real(home) : NULL;
	bool is_last = false;

	*vcs = (struct vcs){ 0 };
	for (int level = 0; level < MAX_LEVELS && !is_last; level++) {
		char *parent = path_parent(at);

		look_in(vcs, at);
		is_last = strcmp(at, "/") == 0 || same_string(at, real_home);
		free(at);
		at = parent;
	}
	free(at);
	free(real_home);
}

void vcs_deinit(struct vcs *vcs)
{
	free(vcs->path);
	*vcs = (struct vcs){ 0 };
}
