/* supports: see supports.h. */
#include "sys/supports.h"

#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

void supports_add(struct supports *supports, const char *path, enum condition_type type,
		  const struct file *file)
{
	struct support *support;

	for (size_t i = 0; i < supports->n; i++)
		if (strcmp(supports->v[i].path, path) == 0)
			return;
	supports->v = xrealloc(supports->v, (supports->n + 1) * sizeof(*supports->v));
	support = &supports->v[supports->n++];
	*support = (struct support){ .path = xstrdup(path), .type = type };
	if (file)
		support->file = *file;
}

void supports_free(struct supports *supports)
{
	for (size_t i = 0; i < supports->n; i++)
		free(supports->v[i].path);
	free(supports->v);
	*supports = (struct supports){ 0 };
}
