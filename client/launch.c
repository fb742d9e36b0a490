/* launch: starting the daemon. */
#include "launch.h"

#include "envd/process.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *own_name = "";

void launch_set_name(const char *name)
{
	own_name = name ? name : "";
}

char *launch_own_path(void)
{
	if (own_name[0] == '/' && access(own_name, X_OK) == 0)
		return path_clean("/", own_name);
	return process_own_path();
}

char *launch_daemon_path(void)
{
	static const char *const places[] = { "envd-daemon", ENVD_LIBEXEC_WAY "envd-daemon" };
	char *own = launch_own_path(), *real = own ? path_real(own) : NULL, *found = NULL;

	for (size_t i = 0; real && !found && i < COUNT_OF(places); i++) {
		char *dir = path_parent(real), *path = path_clean(dir, places[i]);

		if (access(path, X_OK) == 0)
			found = xstrdup(path);
		free(path);
		free(dir);
	}
	free(real);
	free(own);
	return found;
}

/* What the daemon may know of us. The sanitizers' options are for tests. */
static char **make_environment(void)
{
	static const char *const names[] = {
		"HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "XDG_RUNTIME_DIR",
		"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
		"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
	};
	char **environment = xcalloc(COUNT_OF(names) + 2, sizeof(*environment));
	size_t n = 0;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (value)
			environment[n++] = xasprintf("%s=%s", names[i], value);
	}
	environment[n] = xstrdup("PATH=/usr/bin:/bin");
	return environment;
}

static void close_all(void)
{
	int null = open("/dev/null", O_RDWR);

	for (int fd = 0; fd <= 2 && null >= 0; fd++)
		dup2(null, fd);
	process_close_from(3);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_daemon(const char *path, char **environment)
{
	char *argv[] = { (char *)path, NULL };

	setsid();
	reset_signals();
	close_all();
	umask(077);
	if (chdir("/") == 0)
		execve(path, argv, environment);
	_exit(127);
}

static int start(struct launch *launch)
{
	char *path = launch_daemon_path(), **environment;

	if (path == NULL)
		return -ENOENT;
	environment = make_environment();
	launch->pid = fork();
	if (launch->pid == 0)
		run_daemon(path, environment);
	for (char **p = environment; *p; p++)
		free(*p);
	free(environment);
	free(path);
	if (launch->pid < 0) {
		launch->pid = 0;
		return -errno;
	}
	return 0;
}

/* Has the one that we started failed to start at all? If it ended because
 * there is another one, that may have been one on its way out, so after a while
 * (longer each time) it is started again. */
static int check(struct launch *launch)
{
	int status;

	if (waitpid(launch->pid, &status, WNOHANG) != launch->pid)
		return 0;
	launch->pid = 0;
	launch->pause = launch->last_pause = 2 * launch->last_pause + 1;
	return WIFEXITED(status) && WEXITSTATUS(status) == 127 ? -ENOEXEC : 0;
}

int launch_try(struct launch *launch, const struct paths *paths)
{
	char *name;

	if (launch->pid)
		return check(launch);
	if (launch->pause > 0) {
		launch->pause--;
		return 0;
	}
	if (launch->lock < 0) {
		name = path_join(paths->runtime, "start.lock");
		launch->lock = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		free(name);
		if (launch->lock < 0)
			return -errno;
	}
	if (flock(launch->lock, LOCK_EX | LOCK_NB) < 0)
		return 0;
	return start(launch);
}

void launch_done(struct launch *launch)
{
	if (launch->lock >= 0)
		close(launch->lock);
	*launch = (struct launch)LAUNCH_INIT;
}
