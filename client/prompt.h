/*
 * prompt: one run of the client for a shell's hook: what came in, what was
 * answered, what should be active. cmd_prompt.c fills it in, script.c prints it.
 */
#ifndef ENVD_PROMPT_H
#define ENVD_PROMPT_H

#include "shell.h"
#include "shelldir.h"
#include "wanted.h"

/* 1, 3, 7, 15 prompts without an answer before the next try. */
#define PROMPT_MAX_TRIES 3

struct prompt {
	const struct shell *shell;
	const char *action;
	uint64_t pid, n, deadline_ms, tries;
	struct settings settings;       /* the answer's, or what is left of the last one's;
					 * without the format */
	bool has_settings;              /* an answer came to this shell before */
	bool by_hand;
	char *directory;
	struct paths paths;
	struct shelldir dir;
	struct state state;
	struct variables now;
	struct answer answer;
	struct wanted wanted;           /* if has_target */
	bool has_target;
	bool is_asked;                  /* the daemon, which is in error: */
	int error;
	bool is_kept;                   /* the variables are the user's: leave them */
	bool is_held;                   /* no answer: this is what can be said without */
};

#endif
