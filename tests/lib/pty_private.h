/* pty_private: what pty.c and pty_line.c share. */
#ifndef TESTS_PTY_PRIVATE_H
#define TESTS_PTY_PRIVATE_H

#include "screen.h"

#include <stdbool.h>
#include <sys/types.h>

struct pty {
	struct screen *screen;
	char *program;          /* as it was started: "bash --noprofile -i" */
	pid_t pid;
	int master;
	bool hung_up, reaped;
	bool edits_lines;       /* its first prompt was not in canonical mode */
	bool had_prompt;
	bool needs_newline;     /* before the next prompt, since the last send */
	int status;
	unsigned long newlines_sent;    /* screen_newlines() at the last send */
	unsigned color;                 /* of the last marker that had one */
	char *prompt;
};

/* Reads all output that is there. */
void pty_drain(struct pty *p);

/* Has the shell's line editor the terminal? False if it never has. */
bool pty_is_editing(const struct pty *p);

/* Does the process that has the terminal wait for input?
 * (A predicate for pty_wait_for.) */
bool pty_is_idle(struct pty *p, void *data);

/* Is there a prompt now, be it the old one? */
bool pty_at_prompt(struct pty *p);

#endif
