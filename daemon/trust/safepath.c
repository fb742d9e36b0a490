/*
 * safepath: walks a path as the kernel does, judging each step, as OpenSSH's
 * safe_path() does for its keys.
 */
#include "trust/safepath.h"

#include "sys/fstype.h"

#include "envd/buf.h"
#include "envd/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define MAX_LINKS 40            /* as the kernel */

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

/* Any error but "there is none" counts as one: it could not be told. */
static bool has_acl(const char *path)
{
	return lgetxattr(path, "system.posix_acl_access", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != ENOTSUP);
}

/*
 * A group of one's own is told by its number, because the list of a group's
 * members leaves out those who have it as their primary one. With an access
 * list, the group's bits of the mode are the most that any entry of the list
 * gives, so it need only be looked at when those bits let somebody write.
 */
static void judge_group(struct safepath *safepath, const char *path, const struct file *file)
{
	const struct viewer *viewer = safepath->viewer;

	if (has_acl(path))
		reasons_add(&safepath->evidence->soft, REASON_ACL, path, NULL);
	else if (file->gid != viewer->gid || viewer->gid != viewer->uid)
		reasons_add(&safepath->evidence->soft, REASON_GROUP_WRITABLE, path, NULL);
}

/* In a sticky directory nobody can exchange what another has put there. */
static bool is_excused(const struct safepath *safepath, const char *path,
		       const struct file *file)
{
	return S_ISDIR(file->mode) && (file->mode & S_ISVTX) &&
	       strcmp(path, safepath->prefix) != 0 && strcmp(path, safepath->bin) != 0;
}

static void judge_mode(struct safepath *safepath, const char *path, const struct file *file)
{
	if (S_ISLNK(file->mode) || is_excused(safepath, path, file))
		return;
	if (file->mode & S_IWOTH)
		set_first(&safepath->evidence->hard, REASON_WRITABLE, path, NULL);
	if (file->mode & S_IWGRP)
		judge_group(safepath, path, file);
}

void safepath_judge(struct safepath *safepath, const char *path, const struct file *file)
{
	const struct viewer *viewer = safepath->viewer;
	const char *type = NULL;

	if (strings_has(&safepath->done, path))
		return;
	strings_add(&safepath->done, path);
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

struct walk {
	struct buf at;          /* canonical so far, "" for the root */
	char *rest;             /* what is still to be walked */
	int links;
};

/* Looking there can mount something, or means another thing to each process. */
static bool is_refused(const char *path)
{
	static const char *const places[] = { "/net", "/proc", "/dev", "/sys" };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (strcmp(path, places[i]) == 0)
			return true;
	return false;
}

static void go_up(struct buf *at)
{
	char *slash = strrchr(at->data, '/');

	at->len = slash ? (size_t)(slash - at->data) : 0;
	if (slash)
		*slash = '\0';
}

/* Puts the target of the link at walk->at before the rest. */
static bool go_through(struct walk *walk)
{
	char *target = file_link_target(AT_FDCWD, walk->at.data), *rest;

	if (target == NULL || ++walk->links > MAX_LINKS) {
		free(target);
		return false;
	}
	if (target[0] == '/')
		buf_reset(&walk->at);
	else
		go_up(&walk->at);
	rest = xasprintf("%s/%s", target, walk->rest);
	free(walk->rest);
	walk->rest = rest;
	free(target);
	return true;
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

/* One part. False: it ends here. */
static bool walk_part(struct safepath *safepath, struct walk *walk, const char *part)
{
	struct file file;
	int r;

	if (strcmp(part, "") == 0 || strcmp(part, ".") == 0)
		return true;
	if (strcmp(part, "..") == 0) {
		go_up(&walk->at);
		return true;
	}
	buf_addc(&walk->at, '/');
	buf_adds(&walk->at, part);
	if (is_refused(walk->at.data))
		return false;
	r = file_look(AT_FDCWD, walk->at.data, false, &file);
	if (r == -ENOENT)
		judge_missing(safepath, walk->at.data);
	else if (r < 0 && r != -ENOTDIR)
		reasons_add(&safepath->evidence->soft, REASON_NO_ACCESS, walk->at.data, NULL);
	if (r < 0)
		return false;
	safepath_judge(safepath, walk->at.data, &file);
	return !S_ISLNK(file.mode) || go_through(walk);
}

char *safepath_walk(struct safepath *safepath, const char *path)
{
	struct walk walk = { .at = BUF_INIT, .rest = xstrdup(path) };
	bool is_good = true;
	char *real = NULL;
	struct file root;

	if (file_look(AT_FDCWD, "/", false, &root) == 0)
		safepath_judge(safepath, "/", &root);
	while (is_good && walk.rest[0] && walk.at.len <= PATH_LIMIT) {
		size_t n = strcspn(walk.rest, "/");
		char *part = xstrndup(walk.rest, n);

		if (walk.rest[n] == '/')
			n++;
		memmove(walk.rest, walk.rest + n, strlen(walk.rest + n) + 1);
		is_good = walk_part(safepath, &walk, part);
		free(part);
	}
	if (is_good && walk.rest[0] == '\0')
		real = walk.at.len ? buf_detach(&walk.at) : xstrdup("/");
	buf_free(&walk.at);
	free(walk.rest);
	return real;
}

void safepath_deinit(struct safepath *safepath)
{
	strings_free(&safepath->done);
}
