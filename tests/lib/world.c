/*
 * world: makes and ends the directory, its environment and what runs in it.
 * The directory's name carries $ENVD_TEST_RUN, so that tests/run finds what a
 * crashed test left behind.
 */
#include "world.h"

#include "fail.h"
#include "processes.h"
#include "shells.h"
#include "spawn.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SYSTEM "/usr/local/bin:/usr/bin:/bin"
#define LEFT_MS     2000        /* a client may just be ending */

static struct world *open_worlds;

__attribute__((format(printf, 1, 2)))
static char *format(const char *text, ...)
{
	char *s = NULL;
	va_list args;

	va_start(args, text);
	if (vasprintf(&s, text, args) < 0)
		abort();
	va_end(args);
	return s;
}

/* ---- the environment --------------------------------------------------- */

static char **find_variable(const struct world *w, const char *name)
{
	size_t n = strlen(name);

	for (char **entry = w->env; entry && *entry; entry++) {
		if (strncmp(*entry, name, n) == 0 && (*entry)[n] == '=')
			return entry;
	}
	return NULL;
}

const char *world_getenv(const struct world *w, const char *name)
{
	char **entry = find_variable(w, name);

	return entry ? *entry + strlen(name) + 1 : NULL;
}

void world_setenv(struct world *w, const char *name, const char *value)
{
	char **entry = find_variable(w, name);

	if (entry) {
		free(*entry);
		*entry = w->env[--w->env_count];
		w->env[w->env_count] = NULL;
	}
	if (!value)
		return;
	w->env = realloc(w->env, (w->env_count + 2) * sizeof(*w->env));
	if (!w->env)
		abort();
	w->env[w->env_count++] = format("%s=%s", name, value);
	w->env[w->env_count] = NULL;
}

/* Sanitizers of the daemon and the client write into the world. */
static void pass_on(struct world *w)
{
	static const char *const plain[] = { "ENVD_DEADLINE_MS", "LSAN_OPTIONS" };
	static const char *const logged[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		world_setenv(w, plain[i], getenv(plain[i]));
	for (size_t i = 0; i < sizeof(logged) / sizeof(*logged); i++) {
		const char *outer = getenv(logged[i]);
		char *value = format("%s%sdetect_leaks=1:log_path=%s/sanitizer", outer ? outer : "",
				     outer && *outer ? ":" : "", w->root);

		world_setenv(w, logged[i], value);
		free(value);
	}
}

static void make_environment(struct world *w)
{
	static const char *const dirs[][2] = {
		{ "HOME", "home" }, { "XDG_RUNTIME_DIR", "run" }, { "XDG_STATE_HOME", "state" },
		{ "XDG_CONFIG_HOME", "config" }, { "XDG_DATA_HOME", "data" },
		{ "XDG_CACHE_HOME", "cache" }, { "TMPDIR", "tmp" },
	};
	const struct passwd *user = getpwuid(getuid());
	char *path = format("%s/bin:" PATH_SYSTEM, w->root);

	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		world_setenv(w, dirs[i][0], world_mkdir(w, dirs[i][1]));
		chmod(world_path(w, dirs[i][1]), 0700);
	}
	world_setenv(w, "PATH", path);
	world_setenv(w, "USER", user ? user->pw_name : "tester");
	world_setenv(w, "LOGNAME", user ? user->pw_name : "tester");
	world_setenv(w, "LANG", "C.UTF-8");
	world_setenv(w, "TERM", "xterm-256color");
	pass_on(w);
	free(path);
}

/* ---- start ------------------------------------------------------------- */

static void write_rc_files(struct world *w, const char *client)
{
	for (unsigned i = 0; i < shell_setup_count; i++) {
		const struct shell_setup *setup = &shell_setups[i];
		const char *hook = w->is_bare ? NULL : strstr(setup->hook, "%s");

		world_write(w, setup->rc, setup->prompts);
		if (setup->directory)
			world_mkdir(w, setup->directory);
		if (hook) {
			char *line = format("%.*s%s%s", (int)(hook - setup->hook), setup->hook,
					    client, hook + 2);

			world_append(w, setup->rc, line);
			free(line);
		}
	}
}

static struct world *make_world(bool is_bare)
{
	const char *run = getenv("ENVD_TEST_RUN"), *build = getenv("BUILD");
	struct world *w = calloc(1, sizeof(*w));
	char *template = format("/tmp/et-%s-XXXXXX", run ? run : "x"), *client;

	if (!w)
		abort();
	if (!mkdtemp(template))
		test_fail("%s: %s", template, strerror(errno));
	w->is_bare = is_bare;
	w->root = realpath(template, NULL);
	w->build = realpath(build && *build ? build : "build", NULL);
	w->next = open_worlds;
	open_worlds = w;
	free(template);
	make_environment(w);
	w->home = strdup(world_path(w, "home"));
	world_mkdir(w, "bin");
	client = format("%s/envd", w->build ? w->build : "build");
	if (!is_bare && access(client, X_OK) != 0)
		test_fail("%s: %s", client, strerror(errno));
	if (!is_bare && symlink(client, world_path(w, "bin/envd")) != 0)
		test_fail("bin/envd: %s", strerror(errno));
	write_rc_files(w, client);
	free(client);
	return w;
}

struct world *world_new(void)
{
	return make_world(false);
}

struct world *world_new_bare(void)
{
	return make_world(true);
}

/* ---- end --------------------------------------------------------------- */

static bool count(pid_t pid, const char *name, void *data)
{
	(void)pid;
	(void)name;
	++*(int *)data;
	return false;
}

static bool kill_left(pid_t pid, const char *name, void *data)
{
	fprintf(data, "left running: %s (pid %ld)\n", name, (long)pid);
	kill(pid, SIGKILL);
	return true;
}

/* For tests/run, which shows them when the test fails. */
static void keep_screens(struct world *w)
{
	const char *dir = getenv("ENVD_TEST_SCREENS");
	char *path;

	if (!dir || !*dir || w->pty_count == 0)
		return;
	path = format("%s/%s::%s", dir, criterion_current_test->category,
		      criterion_current_test->name);
	for (size_t i = 0; i < w->pty_count; i++) {
		char *text = pty_describe(w->ptys[i]);

		tree_write(path, text, O_APPEND);
		free(text);
	}
	free(path);
}

static void end_processes(struct world *w, FILE *complaints)
{
	long long deadline = test_now_ms() + LEFT_MS;
	int left, status;

	keep_screens(w);
	for (size_t i = 0; i < w->pty_count; i++)
		pty_close(w->ptys[i]);
	if (world_daemon_pid(w) != 0) {
		char *out = world_run(w, &status, "envd", "daemon", "stop", NULL);

		if (status != 0)
			fprintf(complaints, "envd daemon stop: status %d: %s\n", status, out);
		free(out);
	}
	do {
		left = 0;
		processes_of(w->root, count, &left);
	} while (left > 0 && test_now_ms() < deadline && usleep(2000) == 0);
	if (left > 0)
		processes_of(w->root, kill_left, complaints);
}

static void read_sanitizer_reports(struct world *w, FILE *complaints)
{
	glob_t found = { 0 };

	if (glob(world_path(w, "sanitizer.*"), 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			char *report = tree_read(found.gl_pathv[i]);

			/* LeakSanitizer also warns when it is killed at work. */
			if (report && (strstr(report, "ERROR: ") ||
				       strstr(report, "runtime error: ")))
				fprintf(complaints, "a sanitizer says:\n%s\n", report);
			free(report);
		}
	}
	globfree(&found);
}

/* Returns what is wrong, "" if nothing. The world is gone after this. */
static char *end_world(struct world *w)
{
	struct world **link = &open_worlds;
	char *text = NULL;
	size_t length;
	FILE *complaints = open_memstream(&text, &length);
	int r;

	if (!complaints)
		abort();
	while (*link && *link != w)
		link = &(*link)->next;
	if (*link)
		*link = w->next;
	end_processes(w, complaints);
	read_sanitizer_reports(w, complaints);
	r = tree_remove(w->root);
	if (r < 0)
		fprintf(complaints, "%s: can't remove: %s\n", w->root, strerror(-r));
	fclose(complaints);
	for (size_t i = 0; i < w->env_count; i++)
		free(w->env[i]);
	for (size_t i = 0; i < w->string_count; i++)
		free(w->strings[i]);
	free(w->env);
	free(w->strings);
	free(w->ptys);
	free(w->build);
	free(w->home);
	free(w->root);
	free(w);
	return text;
}

void world_close(struct world *w)
{
	char *complaints = end_world(w);

	if (*complaints)
		test_fail("world_close: %s", complaints);
	free(complaints);
}

void world_fini(void)
{
	bool is_bad = false;

	while (open_worlds) {
		char *complaints = end_world(open_worlds);

		if (*complaints) {
			fprintf(stderr, "world_fini: %s\n", complaints);
			is_bad = true;
		}
		free(complaints);
	}
	if (is_bad)
		abort();
}
