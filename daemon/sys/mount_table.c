/* mount_table: see mount_table.h. */
#include "sys/mount_table.h"

#include "sys/fstype.h"

#include "envd/paths.h"
#include "envd/util.h"

#include <stdlib.h>
#include <string.h>

struct mount_table *mount_table_new(void)
{
	struct mount_table *table = xcalloc(1, sizeof(*table));

	table->refs = 1;
	return table;
}

void mount_table_add(struct mount_table *table, char *point, char *type)
{
	table->v = xrealloc(table->v, (table->n + 1) * sizeof(*table->v));
	table->v[table->n++] = (struct mount){ .point = point, .type = type };
}

struct mount_table *mount_table_ref(struct mount_table *table)
{
	if (table)
		table->refs++;
	return table;
}

void mount_table_drop(struct mount_table *table)
{
	if (table == NULL || --table->refs > 0)
		return;
	for (size_t i = 0; i < table->n; i++) {
		free(table->v[i].point);
		free(table->v[i].type);
	}
	free(table->v);
	free(table);
}

const struct mount *mount_table_find(const struct mount_table *table, const char *path)
{
	const struct mount *best = NULL;

	/* Of mounts on one point the last one is on top. */
	for (size_t i = 0; table && i < table->n; i++)
		if (path_is_in(path, table->v[i].point) &&
		    (best == NULL || strlen(table->v[i].point) >= strlen(best->point)))
			best = &table->v[i];
	return best;
}

bool mount_is_far(const struct mount *mount)
{
	return fstype_is_remote(mount->type) || fstype_is_made_up(mount->type);
}

bool mount_table_is_far(const struct mount_table *table, const char *path)
{
	const struct mount *mount = mount_table_find(table, path);

	return mount && mount_is_far(mount);
}
