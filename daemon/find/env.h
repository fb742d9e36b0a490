/*
 * env: one environment as it was just found on disk. A kind fills it in; it
 * holds no decision.
 */
#ifndef ENVD_ENV_H
#define ENVD_ENV_H

#include "find/projectfile.h"

#include "envd/protocol.h"

struct kind;

struct env {
	const struct kind *kind;/* NULL: there is none; static */
	const char *manager;    /* who made it: "venv", "uv" ...; NULL: can't be told; static */
	char *prefix;           /* logical path, as its users know it */
	char *real;             /* canonical path; as prefix when it has none */
	char *project;          /* logical directory that it belongs to */
	char *pointer;          /* the `.venv` file or symlink that led to it, or NULL */
	char *label;            /* as its files say, not sanitised; never NULL */
	char *version;          /* of its Python, "3.11.2" or "3.11", or NULL */
	char *python;           /* canonical path of the interpreter, or NULL */
	struct reason state;    /* code 0: it can be used; else why not */
	struct projectfile *file;/* the project's .envd.ini, or NULL */
	bool is_plain;          /* nothing but that file: prefix and real are its own */

	/* What activates it. */
	struct strings entries; /* directories for PATH, in order, by their logical paths */
	struct sets sets;

	/* What tells that it is still the same one. */
	char *identity;         /* canonical: its inode binds a decision; NULL only of a plain
				 * one, or when nothing is known of it */
	char *executable;       /* logical: what starts its Python, or NULL */
	struct strings rests_on;/* canonical: files and directories whose change can change
				 * what was found; they need not be there */
	struct strings leaves;  /* logical: paths of which only matters whether they lead to
				 * something */
};

/* Makes *env: what it is called and where it is. Copies. `real` is the
 * canonical path of prefix; NULL: it has none, and env->real is then as
 * prefix. */
void env_start(struct env *env, const struct kind *kind, const char *prefix, const char *real,
	       const char *project);

/* For kinds: a directory in the prefix that goes to PATH, behind those that are
 * there; the file in it that is its identity; another that the answer rests on; a
 * leaf. */
void env_add_entry(struct env *env, const char *name);
void env_set_identity(struct env *env, const char *name);
void env_rest_on(struct env *env, const char *name);
void env_add_leaf(struct env *env, const char *name);

/* Says in its state what is wrong with prefix/name. */
void env_set_state(struct env *env, uint32_t code, const char *name, const char *b);

/* One of its entries as a path below env->real; as it is when it is not in the
 * prefix. To be freed. */
char *env_real_entry(const struct env *env, size_t i);

void env_deinit(struct env *env);

#endif
