/*
 * pyvenv: the file pyvenv.cfg. It looks like INI and is not: a line is split
 * at its first `=`, keys have no case, nothing is quoted but (sometimes) the
 * prompt, and a line break in `command` can forge a later line.
 */
#ifndef ENVD_PYVENV_H
#define ENVD_PYVENV_H

#include <stddef.h>

#define PYVENV_NAME "pyvenv.cfg"
#define PYVENV_LIMIT (16 * 1024)

/* Owned; NULL where the file does not say, or says nothing. */
struct pyvenv {
	char *home;             /* directory of the base interpreter */
	char *prompt;           /* unquoted, not sanitised */
	char *version;          /* at creation: "3.11.2" or "3.11" */
	char *implementation;   /* virtualenv's and uv's: "CPython", "PyPy" */
	const char *manager;    /* who wrote it: "venv", "virtualenv", "uv"; static */
};

/* Any bytes will do: what makes no sense is left out. */
void pyvenv_parse(struct pyvenv *cfg, const char *text, size_t n);

/* Reads and parses it in the directory dirfd, or under another path. 0 or a
 * negative errno, as of file_read_small(). */
int pyvenv_read(struct pyvenv *cfg, int dirfd, const char *name);

void pyvenv_deinit(struct pyvenv *cfg);

#endif
