/*
 * Where the socket goes when XDG_RUNTIME_DIR is of no use: /tmp/envd-UID, or
 * when somebody has taken that, a name that nobody can guess. It is tried as a
 * user who does not exist, which takes root.
 */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "envd/buf.h"
#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <grp.h>
#include <sys/wait.h>

#define SKIP 77
#define SOMEBODY 1700000000ul

TestSuite(fallback, .init = scratch_init, .fini = scratch_empty);

/* In the child: a home of its own, and a runtime directory with that mode. */
static void become_somebody(mode_t runtime)
{
	uid_t uid = (uid_t)(SOMEBODY + (unsigned long)getpid());

	umask(022);
	if (mkdir(at("home"), 0755) < 0 || mkdir(at("run"), 0755) < 0 ||
	    mkdir(at("foreign"), 0700) < 0 || chmod(scratch, 0755) < 0 ||
	    chmod(at("run"), runtime) < 0 || chown(at("home"), uid, uid) < 0 ||
	    chown(at("run"), uid, uid) < 0 || setgroups(0, NULL) < 0 || setgid(uid) < 0 ||
	    setuid(uid) < 0)
		_exit(SKIP);
	setenv("HOME", at("home"), 1);
	setenv("XDG_RUNTIME_DIR", at("run"), 1);
	setenv("XDG_STATE_HOME", at("home/state"), 1);
	unsetenv("XDG_CONFIG_HOME");
}

/* A tree that the child made in /tmp, and nothing else. */
static void sweep(const char *path)
{
	if (starts_with(path, "/tmp/envd-"))
		nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Runs `body`, which returns the step that failed or 0, in such a child; its
 * argument is /tmp/envd-UID. */
static void as_somebody(mode_t runtime, int (*body)(const char *))
{
	static const char state[] = "home/state/envd/runtime";
	struct buf guessless = BUF_INIT;
	char *fallback;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		become_somebody(runtime);
		_exit(body(xasprintf("/tmp/envd-%lu", SOMEBODY + (unsigned long)getpid())));
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	fallback = xasprintf("/tmp/envd-%lu", SOMEBODY + (unsigned long)pid);
	sweep(fallback);
	if (file_read_small(AT_FDCWD, at(state), 100, &guessless, NULL) == 0)
		sweep(guessless.data);
	buf_free(&guessless);
	free(fallback);
	cr_assert(WIFEXITED(status), "signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status) == SKIP) {
		scratch_empty();        /* .fini is skipped too */
		cr_skip_test("optional: needs root, to become somebody else");
	}
	cr_assert_eq(WEXITSTATUS(status), 0, "step %d", WEXITSTATUS(status));
}

static bool is_private(const char *path)
{
	struct file file;

	return file_look(AT_FDCWD, path, false, &file) == 0 && S_ISDIR(file.mode) &&
	       (file.mode & 07777) == 0700 && file.uid == geteuid();
}

static int is_below_run(const char *fallback)
{
	struct paths paths;
	char *culprit;

	if (paths_init(&paths, &culprit) != 0)
		return 1;
	if (!path_is_in(paths.runtime, getenv("XDG_RUNTIME_DIR")) || !is_private(paths.runtime))
		return 2;
	paths_deinit(&paths);
	return access(fallback, F_OK) == 0 ? 3 : 0;
}

Test(fallback, is_not_used_when_the_runtime_directory_is_ours)
{
	as_somebody(0700, is_below_run);
}

static int is_below_fallback(const char *fallback)
{
	struct paths paths;
	char *culprit;

	if (paths_init(&paths, &culprit) != 0)
		return 1;
	if (!path_is_in(paths.runtime, fallback))
		return 2;
	if (!is_private(fallback) || !is_private(paths.runtime))
		return 3;
	paths_deinit(&paths);
	return 0;
}

Test(fallback, is_used_when_others_can_look_into_the_runtime_directory)
{
	as_somebody(0755, is_below_fallback);
}

Test(fallback, is_used_when_others_can_write_the_runtime_directory)
{
	as_somebody(0777, is_below_fallback);
}

static int a_foreign_one(const char *fallback)
{
	setenv("XDG_RUNTIME_DIR", at("foreign"), 1);
	return is_below_fallback(fallback);
}

Test(fallback, is_used_when_the_runtime_directory_is_another_s)
{
	as_somebody(0700, a_foreign_one);
}

static int a_link_to_ours(const char *fallback)
{
	char *link = xasprintf("%s/link", getenv("HOME"));

	if (symlink(getenv("XDG_RUNTIME_DIR"), link) < 0)
		return 10;
	setenv("XDG_RUNTIME_DIR", link, 1);
	free(link);
	return is_below_fallback(fallback);
}

Test(fallback, is_used_when_the_runtime_directory_is_a_link)
{
	as_somebody(0700, a_link_to_ours);
}

/* ---- somebody else was there first ---- */

static int is_elsewhere(const char *fallback)
{
	struct paths paths, again;
	char *culprit;

	if (paths_init(&paths, &culprit) != 0)
		return 1;
	if (path_is_in(paths.runtime, fallback) || path_is_in(paths.runtime, getenv("HOME")))
		return 2;
	if (!starts_with(paths.runtime, "/tmp/envd-") || !is_private(paths.runtime))
		return 3;
	if (paths_init(&again, &culprit) != 0 || strcmp(again.runtime, paths.runtime) != 0)
		return 4;               /* kept for the next process */
	paths_deinit(&paths);
	paths_deinit(&again);
	return 0;
}

static int a_squatted_link(const char *fallback)
{
	char *trap = xasprintf("%s/trap", getenv("HOME"));
	int step;

	if (mkdir(trap, 0700) < 0 || symlink(trap, fallback) < 0)
		return 10;
	step = is_elsewhere(fallback);
	if (step == 0 && rmdir(trap) < 0)
		step = 11;              /* something was made in it */
	free(trap);
	return step;
}

Test(fallback, a_link_in_its_place_is_not_followed)
{
	as_somebody(0755, a_squatted_link);
}

static int an_open_directory(const char *fallback)
{
	if (mkdir(fallback, 0700) < 0 || chmod(fallback, 0777) < 0)
		return 10;
	return is_elsewhere(fallback);
}

Test(fallback, an_open_directory_in_its_place_is_not_used)
{
	as_somebody(0755, an_open_directory);
}

/* Whoever can write what we keep about it could send us anywhere. */
static int a_planted_name(const char *fallback)
{
	char *state = xasprintf("%s/state", getenv("HOME")), *envd = path_join(state, "envd");
	int dirfd;

	if (symlink("/nowhere", fallback) < 0 || mkdir(state, 0700) < 0 || mkdir(envd, 0700) < 0)
		return 10;
	dirfd = open(envd, O_RDONLY | O_DIRECTORY);
	if (file_replace(dirfd, "runtime", "/", 1) < 0)
		return 11;
	close(dirfd);
	free(state);
	free(envd);
	return is_elsewhere(fallback);
}

Test(fallback, a_kept_name_that_is_not_ours_is_replaced)
{
	as_somebody(0755, a_planted_name);
}
