/*
 * env: one environment as it was just found on disk. A kind fills it in; it
 * holds no decision.
 */
#ifndef ENVD_ENV_H
#define ENVD_ENV_H

#include "find/projectfile.h"

#include "envd/protocol.h"

struct env {
	const char *kind;       /* name of the kind; static */
	char *prefix;           /* logical path, as VIRTUAL_ENV shows it */
	char *real;             /* canonical path; as prefix when it has none */
	char *project;          /* logical directory that it belongs to */
	char *pointer;          /* the `.venv` file or symlink that led to it, or NULL */
	char *label;            /* as its files say, not sanitised; never NULL */
	char *version;          /* of its Python, "3.11.2" or "3.11", or NULL */
	char *python;           /* canonical path of the interpreter, or NULL */
	struct reason state;    /* code 0: it can be used; else why not */
	struct projectfile *file;/* the project's .envd.ini, or NULL */
	bool is_plain;          /* nothing but that file: prefix and real are its own */
};

void env_deinit(struct env *env);

#endif
