/* shells: how each real shell is started for a test, and its rc file. */
#ifndef TESTS_SHELLS_H
#define TESTS_SHELLS_H

#include <stdbool.h>

/* What the shells say in words of their own: formats, a %s for each argument.
 * A shell that has no such thing has no words for it. */
enum words {
	WORDS_SET,              /* an environment variable: NAME, VALUE */
	WORDS_UNSET,            /* NAME */
	WORDS_PATH,             /* PATH becomes: a list with colons */
	WORDS_PREPEND,          /* to PATH: an absolute directory */
	WORDS_APPEND,
	WORDS_PROMPT,           /* what stands before the marker: text */
	WORDS_ACTIVATE,         /* by its own script: the environment's directory */
	WORDS_FUNCTION,         /* a command that does cd: its name, a directory */
	WORDS_SUBSHELL,         /* cd in a subshell: a directory */
	WORDS_PHYSICAL,         /* cd to where a link leads: a directory */
	WORDS_PUSHD,            /* a directory */
	WORDS_POPD,
	WORDS_AUTOCD,           /* from then on a directory's name alone is cd */
	WORDS_EXEC,             /* the shell becomes another program: a command */
	WORDS_COUNT
};

struct shell_setup {
	const char *name;       /* as in `envd hook NAME`, and the program */
	const char *argv[6];
	const char *rc;         /* relative to the world's root */
	const char *prompts;    /* what the rc file has: PTY_PROMPT and PTY_PROMPT2 */
	const char *hook;       /* added if not bare; %s: the client's path */
	const char *directory;  /* must exist before the first start, or NULL */
	const char *calls;      /* a line that prints how often the hook asked; NULL: always */
	const char *status;     /* a line that prints the last command's status */
	const char *words[WORDS_COUNT];
	bool is_slow;           /* to start */
	bool is_physical;       /* its directory never has a link's name in it */
	bool is_lost;           /* it starts no program in a directory that is gone */
	bool is_following;      /* its directory's name is put right when it is renamed */
};

extern const struct shell_setup shell_setups[];
extern const unsigned shell_setup_count;

/* NULL if there is none of this name. */
const struct shell_setup *shell_setup_find(const char *name);

/* A line of this shell, to be freed; NULL if it has no words for that. */
char *shell_says(const struct shell_setup *setup, enum words words, const char *a,
		 const char *b);

/* What starts it as a child of any other shell: its program and words. To be
 * freed; NULL if it is not installed. */
char *shell_command(const struct shell_setup *setup);

/* Where the program is: $ENVD_TEST_NAME (its name in capitals), or the first on
 * the tests' own PATH. To be freed; NULL if it is not installed. */
char *shell_program(const char *name);

#endif
