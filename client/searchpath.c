/* searchpath: the arithmetic of PATH. */
#include "searchpath.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <string.h>

/* Is the part of n bytes at `part` the entry? */
static bool is_entry(const char *part, size_t n, const char *entry)
{
	return strncmp(part, entry, n) == 0 && entry[n] == '\0';
}

unsigned searchpath_count(const char *list, const char *entry)
{
	unsigned count = 0;

	while (list && *list) {
		size_t n = strcspn(list, ":");

		count += is_entry(list, n, entry);
		list += n + (list[n] == ':');
	}
	return count;
}

bool searchpath_is_first(const char *list, const char *entry)
{
	return list && is_entry(list, strcspn(list, ":"), entry);
}

char *searchpath_without(const char *list, const char *entry, unsigned keep)
{
	unsigned left = searchpath_count(list, entry);
	struct buf out = BUF_INIT;
	bool is_begun = false;

	for (const char *p = list; p; ) {
		size_t n = strcspn(p, ":");

		if (left > keep && is_entry(p, n, entry)) {
			left--;
		} else {
			if (is_begun)
				buf_addc(&out, ':');
			buf_add(&out, p, n);
			is_begun = true;
		}
		p = p[n] == ':' ? p + n + 1 : NULL;
	}
	return buf_detach(&out);
}

char *searchpath_with(const char *list, const char *entry)
{
	if (list == NULL || *list == '\0')
		return xstrdup(entry);
	return xasprintf("%s:%s", entry, list);
}
