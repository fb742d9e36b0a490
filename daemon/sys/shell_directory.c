/* shell_directory: see shell_directory.h. */
#include "sys/shell_directory.h"

#include "envd/paths.h"
#include "envd/shell_name.h"
#include "envd/util.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool shell_directory_is_sound(const struct shell_id *shell)
{
	char *name = shell_name(shell), *tail = xasprintf("/s/%s", name);
	bool is = path_is_clean(shell->directory) && ends_with(shell->directory, tail);

	free(tail);
	free(name);
	return is;
}

void shell_directory_sweep(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (stream == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(stream), entry->d_name, 0);
	closedir(stream);
	rmdir(path);
}

/* What cannot be told counts as alive. */
void shell_directory_sweep_dead(const char *runtime)
{
	char *all = path_join(runtime, "s");
	DIR *stream = opendir(all);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		char *path = path_join(all, entry->d_name);

		if (shell_name_is_alive(entry->d_name) == 0)
			shell_directory_sweep(path);
		free(path);
	}
	if (stream)
		closedir(stream);
	free(all);
}
