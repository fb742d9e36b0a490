/*
 * supports: the files that a fact rests on, as they were before they were looked
 * into. An answer lists them, so that a change is noticed at the next prompt.
 */
#ifndef ENVD_SUPPORTS_H
#define ENVD_SUPPORTS_H

#include "envd/file.h"
#include "envd/protocol.h"

struct support {
	char *path;
	enum condition_type type;   /* SAME: it has the time of `file`; PRESENT, ABSENT */
	struct file file;
};

struct supports {
	struct support *v;
	size_t n;
};

/* One more, unless that path is there already. Copies. `file` is for SAME. */
void supports_add(struct supports *supports, const char *path, enum condition_type type,
		  const struct file *file);
void supports_free(struct supports *supports);

#endif
