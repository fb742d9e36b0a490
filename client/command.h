/*
 * command: what a subcommand is, and what all of them share. The table is in
 * main.c; usage is printed from it.
 */
#ifndef ENVD_COMMAND_H
#define ENVD_COMMAND_H

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/protocol.h"

#include <stdbool.h>

enum exit_status {
	EXIT_DONE = 0,
	EXIT_NO = 1,            /* not found, refused */
	EXIT_USAGE = 2,
	EXIT_NO_DAEMON = 3,
	EXIT_NOT_GRANTED = 126, /* of exec and export: no environment to be had */
	EXIT_NO_COMMAND = 127,  /* of exec, as of a shell */
};

struct command {
	const char *name;
	const char *arguments;  /* for usage; "" for none */
	const char *summary;    /* one line */
	const char *help;       /* more lines, or NULL */
	int (*run)(int argc, char **argv);      /* argv[0] is the command's name */
	bool is_hidden;         /* for the hooks, not for people */
};

int cmd_allow(int argc, char **argv);
int cmd_create(int argc, char **argv);
int cmd_daemon(int argc, char **argv);
int cmd_deny(int argc, char **argv);
int cmd_exec(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_hook(int argc, char **argv);
int cmd_ls(int argc, char **argv);
int cmd_off(int argc, char **argv);
int cmd_prompt(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_trust(int argc, char **argv);
int cmd_why(int argc, char **argv);

/* Says on stderr what is wrong with the words of a command, and how to get
 * help. Returns EXIT_USAGE. */
int command_usage(const char *name, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* paths_init(), with a message; not for a process that is not ordinary
 * (process.h). 0, or an exit status, and *paths is zeroed. */
int command_paths(struct paths *paths);

/* Takes the options that `known` lists, each a flag ("--json") or with a value
 * ("--python="), out of argv; flags[i] becomes "" or the value. Returns how
 * many other words are left in argv[1...], or -1 after a message. */
int command_options(int argc, char **argv, const char *const known[], const char *flags[]);

/* The directory a command means: its argument, or the shell's own by its
 * logical name; clean, absolute, to be freed. */
char *command_directory(const char *argument);

/* Tells the daemon the user's word about a path (clean, absolute), and the user
 * what came of it; when all is well and is_quiet, nothing. Asks him first where
 * he has to know something; `flags` are DECIDE_... . An exit status. */
int command_rule(enum decision_request_type type, const char *path, uint32_t flags, bool is_quiet);

/* Asks on the terminal: 1 yes, 0 no, -1 there is no terminal. */
int command_confirm(const char *question);

/* The exit status for a negative errno of connect_ask(). */
int command_failed(int error);

#endif
