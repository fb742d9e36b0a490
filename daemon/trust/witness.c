/* witness: the `seen` files of live shells against the times on disk. */
#include "trust/witness.h"

#include "envd/paths.h"
#include "envd/shell_name.h"
#include "envd/util.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_SHELLS 1024

void ages_add(struct ages *ages, const char *path, struct timespec mtime)
{
	if (ages->oldest_path == NULL || time_compare(mtime, ages->oldest) < 0) {
		free(ages->oldest_path);
		ages->oldest_path = xstrdup(path);
		ages->oldest = mtime;
	}
	if (ages->newest_path == NULL || time_compare(mtime, ages->newest) > 0) {
		free(ages->newest_path);
		ages->newest_path = xstrdup(path);
		ages->newest = mtime;
	}
}

void ages_deinit(struct ages *ages)
{
	free(ages->oldest_path);
	free(ages->newest_path);
	*ages = (struct ages){ 0 };
}

/*
 * Files get the time of the kernel's last tick, so an environment made right
 * after the question may have the question's own time: equal counts as since.
 *
 * The same tick for version control: `git init` and then a prompt often share
 * one, and that git has ended before the environment was born. But one that
 * still writes, or that wrote in the very tick the environment was born in,
 * may have brought it.
 */
static bool vcs_wrote_since(const struct vcs *vcs, const struct ages *ages,
			    struct timespec t0)
{
	int order;

	if (vcs->path == NULL)
		return false;
	order = time_compare(vcs->wrote, t0);
	return order > 0 ||
	       (order == 0 && (vcs->is_locked || time_compare(ages->birth, t0) <= 0));
}

void witness_judge(struct reason *reason, const char *prefix, const struct ages *ages,
		   const struct vcs *vcs, struct timespec t0, struct timespec now)
{
	if (!time_is_known(ages->birth))
		reason_set(reason, REASON_NO_BIRTH_TIME, prefix, NULL);
	else if (time_compare(ages->birth, t0) < 0)
		reason_set(reason, REASON_OLDER_FILE, prefix, NULL);
	else if (time_compare(ages->birth, now) > 0)
		reason_set(reason, REASON_FUTURE_FILE, prefix, NULL);
	else if (ages->oldest_path == NULL)
		reason_set(reason, REASON_NOT_SEEN, prefix, NULL);
	else if (time_compare(ages->oldest, t0) < 0)
		reason_set(reason, REASON_OLDER_FILE, ages->oldest_path, NULL);
	else if (time_compare(ages->newest, now) > 0)
		reason_set(reason, REASON_FUTURE_FILE, ages->newest_path, NULL);
	else if (vcs_wrote_since(vcs, ages, t0))
		reason_set(reason, REASON_VCS_WROTE, vcs->path, NULL);
	else
		reason_set(reason, REASON_WITNESSED, prefix, NULL);
}

/* ---- what the shells saw ---- */

static bool is_mine(int fd, const struct viewer *viewer)
{
	struct file file;

	return file_look_fd(fd, &file) == 0 && file.uid == viewer->uid &&
	       (file.mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* What one shell saw: true when it settles the matter. */
static bool ask_shell(struct reason *reason, const char *directory, const char *prefix,
		      const struct ages *ages, const struct vcs *vcs)
{
	char *parent = path_parent(prefix);
	struct timespec t0, now;
	struct seen seen;

	seen_read(&seen, directory);
	if (seen_knows(&seen, parent, &t0)) {
		/* Not the coarse clock: since Linux 6.13 a file's time may be
		 * finer than that and lie before it. */
		clock_gettime(CLOCK_REALTIME, &now);
		witness_judge(reason, prefix, ages, vcs, t0, now);
	}
	seen_deinit(&seen);
	free(parent);
	return reason->code == REASON_WITNESSED;
}

static void ask_shells(struct reason *reason, const char *prefix, const struct ages *ages,
		       const struct viewer *viewer)
{
	char *directory = path_join(viewer->runtime, "s");
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd >= 0 && is_mine(fd, viewer) ? fdopendir(fd) : NULL;
	struct dirent *entry;
	bool is_settled = false;
	struct vcs vcs;

	vcs_look(&vcs, prefix, viewer->home);
	for (int n = 0; stream && !is_settled && n < MAX_SHELLS && (entry = readdir(stream)); n++) {
		char *shell = path_join(directory, entry->d_name);

		if (shell_name_is_alive(entry->d_name) == 1)
			is_settled = ask_shell(reason, shell, prefix, ages, &vcs);
		free(shell);
	}
	vcs_deinit(&vcs);
	if (stream)
		closedir(stream);
	else if (fd >= 0)
		close(fd);
	free(directory);
}

void witness_look(struct reason *reason, const char *prefix, const struct ages *ages,
		  const struct viewer *viewer)
{
	reason_set(reason, REASON_NOT_SEEN, prefix, NULL);
	if (viewer->runtime)
		ask_shells(reason, prefix, ages, viewer);
}
