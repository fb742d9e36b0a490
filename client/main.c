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
	  "make an environment (.venv) and have it on",
	  "PYTHON is a program's path, or a version such as 3.12; else python3 is taken.\n",
	  cmd_create, false },
	{ "ls", "[--json]", "list every known environment", NULL, cmd_ls, false },
	{ "status", "", "what is on here and why; the daemon's health", NULL, cmd_status, false },
	{ "why", "[DIRECTORY]", "each step of the decision for a directory", NULL, cmd_why, false },
	{ "allow", "[--yes] [--trust-owner=USER] [DIRECTORY] | --tree DIRECTORY",
	  "have the environment here on from now on",
	  "DIRECTORY is the environment or its project; else the one here. If something\n"
	  "speaks against it, it is shown and you are asked, but for --yes.\n"
	  "--trust-owner allows one that belongs to another user.\n"
	  "--tree allows all that is yours below DIRECTORY.\n", cmd_allow, false },
	{ "deny", "[DIRECTORY]", "never have the environment here on", NULL, cmd_deny, false },
	{ "trust", "ls [--json] | forget [--yes] DIRECTORY | forget [--yes] --gone",
	  "what was decided: list it, take it back",
	  "--gone takes back what is about environments that are no longer there.\n",
	  cmd_trust, false },
	{ "on", "", "back to automatic in this shell", NULL, cmd_off, false },
	{ "off", "", "nothing on in this shell until it leaves this tree",
	  "The same as deactivate.\n", cmd_off, false },
	{ "exec", "[-C DIRECTORY] PROGRAM [ARGUMENT ...]",
	  "run a program with the environment here on",
	  "With -C, in DIRECTORY, and with the environment there. Without one that was\n"
	  "allowed nothing is run, and the exit status is 126.\n", cmd_exec, false },
	{ "export", "[-C DIRECTORY] [SHELL | --json | --dotenv]",
	  "print the environment's variables, for a script",
	  "SHELL is sh (if none is given) or one that has a hook. In a script:\n"
	  "eval \"$(envd export)\"\n", cmd_export, false },
	{ "hook", "SHELL", "print a shell's hook, for its start-up file",
	  "SHELL is bash, zsh, fish, pwsh, xonsh, elvish, nu or tcsh. In ~/.bashrc: "
	  "eval \"$(envd hook bash)\"\n",
	  cmd_hook, false },
	{ "daemon", "start|stop|restart|status", "the daemon, which starts by itself", NULL,
	  cmd_daemon, false },
	{ "prompt", "...", "for the hooks", NULL, cmd_prompt, true },
};

static void print_usage(FILE *out)
{
	fputs("usage: envd COMMAND [ARGUMENT ...]\n"
	      "       envd --help | --version\n\n"
	      "The project's Python environment is on while you are in the project.\n\n", out);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!commands[i].is_hidden)
			fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].summary);
	fputs("\n'envd COMMAND --help' says more; so does envd(1).\n", out);
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
	fprintf(stderr, "envd: no command '%s'", shown.data);
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
