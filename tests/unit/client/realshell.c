#include "realshell.h"

#include "envd/util.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define UTF8 "LC_ALL=C.UTF-8"
#define PLAIN "LC_ALL=C"

/* People's own commands and aliases of those names. */
#define MEDDLING \
	"function export { touch pwned; }; function unset { touch pwned; }\n" \
	"function hash { touch pwned; }; function printf { touch pwned; }\n" \
	"\\builtin alias builtin='touch pwned;' export='touch pwned;' unset='touch pwned;' " \
	"hash='touch pwned;'\n"

/* As the hook does where it can. */
#define ZSTAT "zmodload -F zsh/stat b:zstat\n__envd_zstat=1\n"

const struct mode modes[] = {
	{ "bash", { "bash", "--norc" }, UTF8, "", true },
	{ "bash", { "bash", "--norc" }, PLAIN, "", false },
	{ "bash", { "bash", "--norc", "-u" }, UTF8, "", false },
	{ "bash", { "bash", "--norc", "-e" }, UTF8, "", false },
	{ "bash", { "bash", "--norc", "-f" }, UTF8, "", false },
	{ "bash", { "bash", "--norc", "--posix" }, UTF8, "", false },
	{ "bash", { "bash", "--norc" }, UTF8, "shopt -s extglob nullglob nocasematch\nset -C\n", true },
	{ "bash", { "bash", "--norc" }, UTF8, "shopt -s expand_aliases\n" MEDDLING, true },
	{ "zsh", { "zsh", "-f" }, UTF8, "", true },
	{ "zsh", { "zsh", "-f" }, UTF8, ZSTAT, true },
	{ "zsh", { "zsh", "-f" }, PLAIN, "", false },
	{ "zsh", { "zsh", "-f", "-u" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-oksharrays" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-oksharrays" }, UTF8, ZSTAT, false },
	{ "zsh", { "zsh", "-f", "-onoglob" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-oshwordsplit" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-oextendedglob" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-oglobsubst" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-orcquotes" }, UTF8, "", false },
	{ "zsh", { "zsh", "-f", "-opromptsubst" }, UTF8, "setopt nullglob banghist magicequalsubst\n", false },
	{ "zsh", { "zsh", "-f" }, UTF8, MEDDLING, true },
	{ 0 },
};

const char *mode_name(const struct mode *mode)
{
	static char name[128];

	snprintf(name, sizeof(name), "%s %s %s %s %.20s", mode->arguments[0], mode->arguments[1],
		 mode->arguments[2] ? mode->arguments[2] : "", mode->locale, mode->before);
	return name;
}

/* In the child, which waits until the script is there. */
static void become_shell(const struct mode *mode, const char *dir, const int go[2],
			 const int output[2])
{
	char *path = xasprintf("/usr/bin/%s", mode->arguments[0]), byte;
	char *home = xasprintf("HOME=%s", dir), *script = xasprintf("%s.script", dir);
	char *argv[] = { (char *)mode->arguments[0], (char *)mode->arguments[1],
			 (char *)(mode->arguments[2] ? mode->arguments[2] : script),
			 mode->arguments[2] ? script : NULL, NULL };
	char *envp[] = { (char *)"PATH=/usr/bin:/bin", home, (char *)mode->locale, NULL };
	int null = open("/dev/null", O_RDONLY);

	close(go[1]);
	signal(SIGALRM, SIG_DFL);
	alarm(60);
	if (read(go[0], &byte, 1) != 1 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(output[1], STDOUT_FILENO) < 0 || chdir(dir) < 0)
		_exit(125);
	execve(path, argv, envp);
	_exit(124);
}

static void write_script(const char *dir, const struct buf *script)
{
	char *path = xasprintf("%s.script", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	cr_assert_eq(write_all(fd, script->data, script->len), 0, "%s", path);
	close(fd);
	free(path);
}

static void read_all(int fd, struct buf *out)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
}

int realshell_run(const struct mode *mode, const char *where,
		  void (*write_it)(struct buf *, pid_t, void *), void *data, struct buf *out)
{
	char *dir = xstrdup(where);     /* which may be gone after a while */
	struct buf script = BUF_INIT;
	int go[2], output[2], status;
	pid_t pid;

	cr_assert_eq(pipe2(go, O_CLOEXEC), 0);
	cr_assert_eq(pipe2(output, O_CLOEXEC), 0);
	fflush(NULL);
	pid = fork();
	cr_assert_geq(pid, 0);
	if (pid == 0)
		become_shell(mode, dir, go, output);
	close(go[0]);
	close(output[1]);
	buf_adds(&script, mode->before);
	write_it(&script, pid, data);
	write_script(dir, &script);
	buf_free(&script);
	free(dir);
	cr_assert_eq(write_all(go[1], "x", 1), 0);
	close(go[1]);
	read_all(output[0], out);
	close(output[0]);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 124)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
