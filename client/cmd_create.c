/*
 * envd create: a new environment, made by Python's own venv, run here and not
 * by the daemon: umask, proxies, locale, Ctrl-C and mounts are the shell's.
 */
#include "command.h"
#include "interpreter.h"

#include "envd/file.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CFG_LIMIT (16 * 1024)

/* Is the name free, and one that PATH can hold? */
static bool is_free(const char *directory, const char *shown)
{
	struct file file;

	if (strchr(directory, ':')) {
		fprintf(stderr, "envd: %s was not created: a path with a colon cannot be on "
				"PATH. Choose another name\n", shown);
		return false;
	}
	if (file_look(AT_FDCWD, directory, false, &file) == 0) {
		fprintf(stderr, "envd: %s exists already, and was left as it is. To see what "
				"it is: envd why\n", shown);
		return false;
	}
	return true;
}

/* -I: no module of the current directory, no PYTHON* variable has a say. */
static int run_venv(const char *python, const char *label, const char *directory)
{
	const char *argv[8] = { python, "-I", "-m", "venv" };
	int n = 4, status;
	pid_t pid;

	if (label) {
		argv[n++] = "--prompt";
		argv[n++] = label;
	}
	argv[n++] = directory;
	argv[n] = NULL;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execv(python, (char *const *)argv);
		_exit(127);
	}
	if (pid < 0)
		return -errno;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ECHILD;
}

/* Appends "3.11.2 " from the new pyvenv.cfg. */
static void add_version(struct buf *out, const char *directory)
{
	char *path = path_join(directory, "pyvenv.cfg");
	struct buf text = BUF_INIT;
	const char *line;

	if (file_read_small(AT_FDCWD, path, CFG_LIMIT, &text, NULL) == 0 &&
	    (line = strstr(text.data, "\nversion = ")) != NULL) {
		char *version;

		line += strlen("\nversion = ");
		version = xstrndup(line, strcspn(line, "\r\n"));
		text_visible(out, version);
		buf_addc(out, ' ');
		free(version);
	}
	buf_free(&text);
	free(path);
}

static int create(const struct paths *paths, const char *directory, const char *python,
		  const char *label)
{
	struct buf shown = BUF_INIT, line = BUF_INIT;
	int status = EXIT_NO;

	text_path(&shown, directory, paths->home);
	if (!is_free(directory, shown.data))
		goto out;
	if (run_venv(python, label, directory) < 0) {
		fprintf(stderr, "envd: creating %s failed; what was begun is still there\n",
			shown.data);
		goto out;
	}
	buf_addf(&line, "created %s with Python ", shown.data);
	add_version(&line, directory);
	buf_addc(&line, '(');
	text_path(&line, python, paths->home);
	buf_addc(&line, ')');
	puts(line.data);
	status = command_rule(DECIDE_CREATED, directory, 0, true);
out:
	buf_free(&shown);
	buf_free(&line);
	return status;
}

int cmd_create(int argc, char **argv)
{
	static const char *const known[] = { "--python=", "--prompt=", NULL };
	const char *flags[2] = { NULL, NULL };
	char *directory, *project, *python;
	struct paths paths;
	int n = command_options(argc, argv, known, flags), r;

	if (n < 0)
		return EXIT_USAGE;
	if (n > 1)
		return command_usage(argv[0], "one directory at a time");
	r = command_paths(&paths);
	if (r)
		return r;
	directory = command_directory(n == 1 ? argv[1] : ".venv");
	project = path_parent(directory);
	python = interpreter_find(flags[0], project);
	if (python) {
		r = create(&paths, directory, python, flags[1]);
	} else {
		struct buf shown = BUF_INIT;

		text_visible(&shown, flags[0] ? flags[0] : "python3");
		fprintf(stderr, "envd: there is no %s%s in those directories of PATH that only you "
				"or root can change. To name one: envd create --python=PATH\n",
			flags[0] && flags[0][0] >= '0' && flags[0][0] <= '9' ? "python" : "",
			shown.data);
		buf_free(&shown);
		r = EXIT_NO;
	}
	free(python);
	free(project);
	free(directory);
	paths_deinit(&paths);
	return r;
}
