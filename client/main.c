/* envd: the program people type and the shells' hooks run. See envd(1). */
#include "command.h"
#include "launch.h"

#include "envd/text.h"
#include "envd/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command commands[] = {
	{ "create", "[--python=PYTHON] [--prompt=LABEL] [DIRECTORY]",
	  "create an environment (.venv), trusted and active",
	  "PYTHON is the path of a program, or a version such as 3.12. Default: python3.\n"
	  "LABEL is shown in the prompt. DIRECTORY is the new one. Default: .venv\n",
	  cmd_create, false },
	{ "ls", "[--json]", "list the environments that envd knows", NULL, cmd_ls, false },
	{ "status", "", "what is active here and why; how the daemon is", NULL, cmd_status, false },
	{ "why", "[DIRECTORY]", "explain what is activated in a directory, and why",
	  "Default: this directory. The last line is the result.\n", cmd_why, false },
	{ "allow", "[--yes] [--trust-owner=USER] [DIRECTORY] | --tree DIRECTORY",
	  "trust this environment and activate it from now on",
	  "DIRECTORY is the environment or its project. Default: the one here.\n"
	  "If there are concerns, they are shown, and you are asked to confirm.\n\n"
	  "  --yes               accept all concerns without a question\n"
	  "  --trust-owner=USER  trust it although it belongs to this other user\n"
	  "  --tree DIRECTORY    trust all environments of yours below DIRECTORY\n",
	  cmd_allow, false },
	{ "deny", "[DIRECTORY]", "never activate this environment",
	  "DIRECTORY is the environment or its project. To take it back: envd trust forget\n",
	  cmd_deny, false },
	{ "trust", "ls [--json] | forget [--yes] DIRECTORY | forget [--yes] --gone",
	  "list what you allowed and denied, or forget it",
	  "  --gone  forget what is about environments that no longer exist\n"
	  "  --yes   ask no question\n"
	  "  --json  for programs\n",
	  cmd_trust, false },
	{ "on", "", "activate again after 'envd off' or deactivate", NULL, cmd_off, false },
	{ "off", "", "deactivate until this shell leaves the project",
	  "The same as the command deactivate. To activate again: envd on\n", cmd_off, false },
	{ "exec", "[-C DIRECTORY] PROGRAM [ARGUMENT ...]",
	  "run a program in this environment",
	  "With -C, go to DIRECTORY first, and take the environment there. Without a trusted\n"
	  "environment nothing is run, and the exit status is 126.\n", cmd_exec, false },
	{ "export", "[-C DIRECTORY] [SHELL | --json | --dotenv]",
	  "print this environment's variables, for a script",
	  "SHELL is sh, which is the default, or one that 'envd hook' knows. In a script:\n"
	  "eval \"$(envd export)\"\n", cmd_export, false },
	{ "hook", "SHELL", "print the hook for a shell's start-up file",
	  "SHELL is bash, zsh, fish, pwsh, xonsh, elvish, nu or tcsh. In ~/.bashrc: "
	  "eval \"$(envd hook bash)\"\n",
	  cmd_hook, false },
	{ "daemon", "start|stop|restart|status",
	  "start or stop the daemon, which starts by itself",
	  "After an update of envd: envd daemon restart\n", cmd_daemon, false },
	{ "prompt", "...", "for the hooks", NULL, cmd_prompt, true },
};

static void print_usage(FILE *out)
{
	fputs("usage: envd COMMAND [ARGUMENT ...]\n"
	      "       envd --help | --version\n\n"
	      "envd activates a project's Python environment when you enter the project's\n"
	      "directory, and deactivates it when you leave. An environment that you create is\n"
	      "trusted; one that came from elsewhere is not activated before 'envd allow'.\n\n",
	      out);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!commands[i].is_hidden)
			fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
	fputs("\nMore about a command: envd COMMAND --help; about all: man envd\n", out);
}

static void print_help(const struct command *command)
{
	printf("usage: envd %s%s%s\n\n%c%s.\n", command->name, *command->arguments ? " " : "",
	       command->arguments, command->summary[0] - ('a' <= command->summary[0] &&
	       command->summary[0] <= 'z' ? 'a' - 'A' : 0), command->summary + 1);
	if (command->help)
		printf("\n%s", command->help);
}

/* How many letters have to be added, dropped, exchanged (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[33], n = strlen(b);

	if (n >= COUNT_OF(row) || strlen(a) >= COUNT_OF(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; *a; a++, i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (*a != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

static int unknown(const char *word)
{
	const char *nearest = NULL;
	struct buf shown = BUF_INIT;
	size_t least = 3;

	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		size_t d = commands[i].is_hidden ? least : distance(word, commands[i].name);

		if (d < least && d < strlen(word)) {
			least = d;
			nearest = commands[i].name;
		}
	}
	text_visible(&shown, word);
	fprintf(stderr, "envd: there is no command '%s'", shown.data);
	if (nearest)
		fprintf(stderr, "; did you mean '%s'?\n", nearest);
	else
		fputs("; see 'envd --help'\n", stderr);
	buf_free(&shown);
	return EXIT_USAGE;
}

static int run(int argc, char **argv)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strcmp(argv[0], commands[i].name) != 0)
			continue;
		if (!commands[i].is_hidden && argc > 1 &&
		    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
			print_help(&commands[i]);
			return EXIT_DONE;
		}
		return commands[i].run(argc, argv);
	}
	return unknown(argv[0]);
}

int main(int argc, char **argv)
{
	if (argc > 0)
		launch_set_name(argv[0]);
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("envd " ENVD_VERSION);
		return EXIT_DONE;
	}
	return run(argc - 1, argv + 1);
}
