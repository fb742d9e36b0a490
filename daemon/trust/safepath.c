/*
 * safepath: walks a path as the kernel does, judging each step, as OpenSSH's
 * safe_path() does for its keys.
 */
#include "trust/safepath.h"

#include "sys/access_list.h"
#include "sys/fstype.h"
#include "sys/special_paths.h"

#include "envd/paths.h"
#include "envd/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- judging ---- */

static void set_first(struct reason *reason, uint32_t code, const char *a, const char *b)
{
	if (reason->code == 0)
		reason_set(reason, code, a, b);
}

static void judge_owner(struct safepath *safepath, const char *path, const struct file *file)
{
	uid_t me = safepath->viewer->uid, trusted = safepath->viewer->trusted;
	bool is_trusted = trusted != 0 && file->uid == trusted;
	char uid[24];

	if (file->uid == 0 || (me != 0 && file->uid == me))
		return;
	if (me == 0) {
		set_first(&safepath->evidence->hard, REASON_ROOT_ONLY, path, NULL);
		return;
	}
	snprintf(uid, sizeof(uid), "%lu", (unsigned long)file->uid);
	set_first(is_trusted ? &safepath->evidence->owner : &safepath->evidence->hard,
		  REASON_OWNER, path, uid);
}

/*
 * A group of one's own is told by its number, because the list of a group's
 * members leaves out those who have it as their primary one.
 */
static void judge_group(struct safepath *safepath, const char *path, const struct file *file)
{
	const struct viewer *viewer = safepath->viewer;

	if (file->gid != viewer->gid || viewer->gid != viewer->uid)
		reasons_add(&safepath->evidence->soft, REASON_GROUP_WRITABLE, path, NULL);
}

/* In a sticky directory nobody can exchange what another has put there. */
static bool is_excused(const struct safepath *safepath, const char *path,
		       const struct file *file)
{
	return S_ISDIR(file->mode) && (file->mode & S_ISVTX) &&
	       strcmp(path, safepath->prefix) != 0 && !strings_has(safepath->dirs, path);
}

static void judge_mode(struct safepath *safepath, const char *path, const struct file *file)
{
	if (S_ISLNK(file->mode) || is_excused(safepath, path, file))
		return;
	if (file->mode & S_IWOTH)
		set_first(&safepath->evidence->hard, REASON_WRITABLE, path, NULL);
	if (access_list_lets_write(path, file->mode))
		reasons_add(&safepath->evidence->soft, REASON_ACL, path, NULL);
	else if (file->mode & S_IWGRP)
		judge_group(safepath, path, file);
}

void safepath_judge(struct safepath *safepath, const char *path, const struct file *file)
{
	const struct viewer *viewer = safepath->viewer;
	const char *type = NULL;

	if (!stringset_add(&safepath->done, path))
		return;
	if (viewer->fs_type_of)
		type = viewer->fs_type_of(viewer->fs_data, path);
	if (type && fstype_is_made_up(type)) {
		set_first(&safepath->evidence->weak, REASON_MADE_UP_MODES, path, type);
		return;
	}
	judge_owner(safepath, path, file);
	judge_mode(safepath, path, file);
}

/* ---- walking ---- */

static int before_step(void *data, const char *path)
{
	const struct safepath *safepath = data;

	if (stringset_has(&safepath->directories, path))
		return WALK_NO_LINK;
	return path_is_special(path) ? -EPERM : WALK_LOOK;
}

static int judge_step(void *data, const char *path, const struct file *file)
{
	struct safepath *safepath = data;

	safepath_judge(safepath, path, file);
	if (S_ISDIR(file->mode))
		stringset_add(&safepath->directories, path);
	return 0;
}

/* What is missing in a directory where everybody may make it, anybody can. */
static void judge_missing(struct safepath *safepath, const char *path)
{
	char *parent = path_parent(path);
	struct file file;

	if (file_look(AT_FDCWD, parent, false, &file) == 0 && S_ISDIR(file.mode) &&
	    (file.mode & S_IWOTH))
		set_first(&safepath->evidence->hard, REASON_WRITABLE, parent, NULL);
	free(parent);
}

/* The walk ended at `end`, which could not be looked at or not be followed. */
static void judge_end(struct safepath *safepath, const char *end, int error)
{
	if (error == -ENOENT)
		judge_missing(safepath, end);
	else if (error != -ENOTDIR && error != -ELOOP && !path_is_special(end))
		reasons_add(&safepath->evidence->soft, REASON_NO_ACCESS, end, NULL);
}

char *safepath_walk(struct safepath *safepath, const char *path)
{
	struct walk walk = { .before = before_step, .step = judge_step, .data = safepath };
	char *end, *rest;
	struct file root;
	int r;

	if (!stringset_has(&safepath->done, "/") && file_look(AT_FDCWD, "/", false, &root) == 0)
		safepath_judge(safepath, "/", &root);
	r = walk_path(&walk, "/", path, &end, &rest);
	if (r < 0) {
		judge_end(safepath, end, r);
		free(end);
		end = NULL;
	}
	free(rest);
	return end;
}

void safepath_deinit(struct safepath *safepath)
{
	stringset_free(&safepath->done);
	stringset_free(&safepath->directories);
}
