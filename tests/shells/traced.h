/* traced: a shell under strace, which counts the processes that it starts. */
#ifndef TESTS_TRACED_H
#define TESTS_TRACED_H

#include "pty.h"

struct started {
	int processes;          /* forked by the shell or below it */
	int clients;            /* envd prompt */
	const char *lines;      /* what strace wrote; belongs to the world */
};

/* The shell at its first prompt at home, traced; skips the test where that
 * can't be. The terminal, and the shell's pid, are as ever. */
struct pty *traced_shell(const char *shell);

/* What was started since the last call. */
struct started traced_started(void);

/* settle_in, when the daemon has seen all that was done until now. */
void traced_settle(struct pty *p, const char *shell);

/* At many prompts, with and without a command, nothing is started, and the
 * prompt stays this; before, something was. */
void traced_is_idle(struct pty *p, const char *shell, const char *prompt);

#endif
