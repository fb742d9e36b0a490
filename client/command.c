/* command: what all subcommands share. */
#include "command.h"

#include "envd/file.h"
#include "envd/process.h"
#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int command_usage(const char *name, const char *format, ...)
{
	struct buf shown = BUF_INIT;
	char *message = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&message, format, args) < 0)
		abort();
	va_end(args);
	text_visible(&shown, message);
	fprintf(stderr, "envd %s: %s; see 'envd %s --help'\n", name, shown.data, name);
	buf_free(&shown);
	free(message);
	return EXIT_USAGE;
}

int command_paths(struct paths *paths)
{
	char *culprit;
	int r;

	*paths = (struct paths){ 0 };
	if (!process_is_ordinary()) {
		fputs("envd: refuses to run with another user's rights, or as nobody\n", stderr);
		return EXIT_NO;
	}
	r = paths_init(paths, &culprit);
	if (r < 0)
		fprintf(stderr, "envd: %s cannot be used: %s\n", culprit, strerror(-r));
	free(culprit);
	if (r < 0)
		paths_deinit(paths);
	return r < 0 ? EXIT_NO : 0;
}

/* Does the word give the option? Then *value is what is behind "=", or NULL. */
static bool is_option(const char *word, const char *known, const char **value)
{
	size_t n = strcspn(known, "=");

	if (strncmp(word, known, n) != 0 || (word[n] && word[n] != '='))
		return false;
	*value = word[n] == '=' ? word + n + 1 : NULL;
	return true;
}

/* Takes one option at argv[i]. Returns how many words it took, or -1. */
static int take_option(char **argv, int i, const char *const known[], const char *flags[])
{
	const char *value;
	size_t k = 0;

	while (known[k] && !is_option(argv[i], known[k], &value))
		k++;
	if (known[k] == NULL) {
		command_usage(argv[0], "unknown option '%s'", argv[i]);
		return -1;
	}
	if (!ends_with(known[k], "=")) {
		flags[k] = "";
		if (value)
			command_usage(argv[0], "%s takes no value", known[k]);
		return value ? -1 : 1;
	}
	flags[k] = value ? value : argv[i + 1];
	if (flags[k] == NULL || *flags[k] == '\0') {
		command_usage(argv[0], "%.*s needs a value", (int)strcspn(known[k], "="),
			      known[k]);
		return -1;
	}
	return value ? 1 : 2;
}

int command_options(int argc, char **argv, const char *const known[], const char *flags[])
{
	bool is_end = false;
	int left = 0;

	for (int i = 1; i < argc; ) {
		int taken;

		if (is_end || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[++left] = argv[i++];
			continue;
		}
		is_end = strcmp(argv[i], "--") == 0;
		taken = is_end ? 1 : take_option(argv, i, known, flags);
		if (taken < 0)
			return -1;
		i += taken;
	}
	return left;
}

char *command_directory(const char *argument)
{
	const char *logical = getenv("PWD");
	struct file here, named;
	char *cwd, *result;

	if (logical == NULL || !path_is_clean(logical) ||
	    file_look(AT_FDCWD, ".", true, &here) < 0 ||
	    file_look(AT_FDCWD, logical, true, &named) < 0 || !file_is_same(&here, &named))
		cwd = path_real(".");
	else
		cwd = xstrdup(logical);
	result = path_clean(cwd ? cwd : "/", argument ? argument : "");
	free(cwd);
	return result;
}

int command_confirm(const char *question)
{
	char answer[16] = "";
	ssize_t n;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return -1;
	fflush(stdout);
	fprintf(stderr, "%s [y/N] ", question);
	n = read(STDIN_FILENO, answer, sizeof(answer) - 1);
	if (n <= 0)
		fputc('\n', stderr);
	return n > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

int command_failed(int error)
{
	return error == -EPERM ? EXIT_NO : EXIT_NO_DAEMON;
}
