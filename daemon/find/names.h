/*
 * names: environments in a directory that no kind looks for by their name: those
 * that are known, and those created while a shell was there.
 */
#ifndef ENVD_NAMES_H
#define ENVD_NAMES_H

#include "store/registry.h"
#include "find/seen.h"

#include "envd/file.h"

/* Appends the names in `dir`, which `file` is. registry may be NULL. `seen`: of
 * the asking shell; `dir` is read only if it was seen empty and has changed. In
 * a worker. */
void names_collect(struct strings *names, const char *dir, const struct file *file,
		   struct registry *registry, const struct seen *seen);

#endif
