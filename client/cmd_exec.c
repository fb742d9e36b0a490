/*
 * envd exec: one program in the directory's environment, in this process:
 * umask, descriptors, signals and the exit status are the program's own.
 */
#include "command.h"
#include "grant.h"

#include "envd/text.h"
#include "envd/util.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The options end at the first word that is none. Returns where the program's
 * words begin, or -1 after a message. */
static int parse(int argc, char **argv, const char **directory)
{
	int i = 1;

	while (i < argc && argv[i][0] == '-' && argv[i][1]) {
		const char *word = argv[i++];

		if (strcmp(word, "--") == 0)
			break;
		if (strncmp(word, "-C", 2) != 0) {
			command_usage(argv[0], "unknown option '%s'", word);
			return -1;
		}
		*directory = word[2] ? word + 2 : i < argc ? argv[i++] : "";
		if (**directory == '\0') {
			command_usage(argv[0], "-C needs a directory");
			return -1;
		}
	}
	if (i == argc)
		command_usage(argv[0], "no program is given");
	return i < argc ? i : -1;
}

/* As `cd` does it, by the logical name. */
static int enter(const char *argument)
{
	char *directory = command_directory(argument);
	int r = chdir(directory);

	if (r < 0)
		fprintf(stderr, "envd exec: the directory cannot be entered: %s\n",
			strerror(errno));
	else
		setenv("PWD", directory, 1);
	free(directory);
	return r < 0 ? EXIT_NOT_GRANTED : EXIT_DONE;
}

static int start(char **words)
{
	struct buf shown = BUF_INIT;
	int error;

	execvp(words[0], words);
	error = errno;
	text_visible(&shown, words[0]);
	if (error == ENOENT && !strchr(words[0], '/'))
		fprintf(stderr, "envd exec: %s: not found\n", shown.data);
	else
		fprintf(stderr, "envd exec: %s: %s\n", shown.data, strerror(error));
	buf_free(&shown);
	return error == ENOENT ? EXIT_NO_COMMAND : EXIT_NOT_GRANTED;
}

int cmd_exec(int argc, char **argv)
{
	const char *directory = NULL;
	struct variables edits = { 0 };
	struct paths paths;
	int at = parse(argc, argv, &directory), status;

	if (at < 0)
		return EXIT_USAGE;
	if (command_paths(&paths) != 0)
		return EXIT_NOT_GRANTED;
	status = grant_make(argv[0], &paths, directory, &edits);
	for (size_t i = 0; i < edits.n; i++) {
		if (edits.v[i].value)
			setenv(edits.v[i].name, edits.v[i].value, 1);
		else
			unsetenv(edits.v[i].name);
	}
	if (status == EXIT_DONE && directory)
		status = enter(directory);
	if (status == EXIT_DONE)
		status = start(argv + at);
	variables_free(&edits);
	paths_deinit(&paths);
	return status;
}
