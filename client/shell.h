/*
 * shell: what a shell is to us: a hook to be put in its start-up file, and a
 * renderer that says things in its language. The table of shells.
 *
 * A renderer only quotes and prints; what is said is decided elsewhere.
 */
#ifndef ENVD_SHELL_H
#define ENVD_SHELL_H

#include "envd/protocol.h"

/* When the shell may skip asking: all of this still holds. */
struct freshness {
	uint32_t pid;
	const char *directory;          /* logical */
	const char *stamp;              /* file that must be there */
	const struct condition *conditions;
	size_t n;
	const char *twins;              /* of the SAME condition i: file "<twins>i" */
	const struct variables *edits;  /* what the answer changes; for test(), as */
	const time_t *changed;          /* of the SAME condition i: its ctime */
	unsigned uses;                  /* how often at most; 0: without end */
};

struct shell {
	const char *name;               /* as in `envd hook bash` */
	const unsigned char *hook;      /* the script, packed: see shell_hook() */
	size_t hook_size;
	const char *rc;                 /* where a user puts it, for --help */
	bool is_unicode;                /* can't name what is not UTF-8 */
	bool has_no_twins;              /* it compares times by themselves, or none */
	bool has_one_line;              /* a newline in a value would get lost */
	void (*quote)(struct buf *out, const char *text);
	void (*set)(struct buf *out, const char *name, const char *value);
	void (*unset)(struct buf *out, const char *name);

	/* A line whose evaluation fails. */
	const char *fail;

	/* What `envd export` prints by, where that is no language for the hook;
	 * else NULL. */
	const struct shell *script;

	/* A variable that a project asks for: as set, unless the shell has one of
	 * that name which is no plain exported string (readonly, a number, its
	 * own); then it says so. NULL where there is no such thing. */
	void (*put)(struct buf *out, const char *name, const char *value);

	/* A variable of the hook's own, never exported. */
	void (*assign)(struct buf *out, const char *name, const char *value);

	/* Commands are to be looked up anew. */
	void (*rehash)(struct buf *out);

	/* Defines the function that tells whether to ask. */
	void (*fresh)(struct buf *out, const struct freshness *freshness);

	/*
	 * Of a shell that reads files of its directory, and compares times by the
	 * second: what it reads to find out whether to ask. Else NULL. `command` is
	 * what `envd WORD ...` has it read.
	 */
	void (*test)(struct buf *out, const struct freshness *freshness);
	const char *command;
};

/* The variables in which it shows that the answer holds no more: what a change by hand
 * shows in, and those that kinds look at. NULL behind the last. */
const char *shell_variable(size_t i);

/* NULL: we do not know that one. */
const struct shell *shell_find(const char *name);

/* All of them; ends with NULL. */
extern const struct shell *const shells[];

/* Appends the hook, in which @CLIENT@ is to become our quoted path. */
void shell_hook(struct buf *out, const struct shell *shell);

/* What bash and zsh have in common (posix.c). */
void posix_quote(struct buf *out, const char *text);
void posix_set(struct buf *out, const char *name, const char *value);
void posix_unset(struct buf *out, const char *name);
void posix_put(struct buf *out, const char *name, const char *value);
void posix_assign(struct buf *out, const char *name, const char *value);
void posix_rehash(struct buf *out);

/* Defines __envd_fresh, in three parts: what is tested besides times, in a [[
 * that is left open; each time, by its twin, to be put into a [[; and what comes
 * after the last ]]. `must_exist`: `a -nt missing` is false in this shell, so
 * that a path has to be tested for existence too. */
void posix_fresh_begin(struct buf *out, const struct freshness *freshness);
void posix_fresh_twins(struct buf *out, const struct freshness *freshness, bool must_exist);
void posix_fresh_end(struct buf *out, const struct freshness *freshness);

#endif
