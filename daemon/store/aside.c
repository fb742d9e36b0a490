#include "store/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "envd/util.h"

enum { ASIDE_LIMIT = 9 };

int aside_create(const char *file)
{
	struct stat st;
	/* One that is there is never opened: to close it again would drop the
	 * locks that this process may hold on it. */
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno != EEXIST)
		return -errno;
	if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077))
		return chmod(file, 0600) < 0 ? -errno : 0;
	return 0;
}

int aside_rename(const char *file, char **aside)
{
	static const char *const parts[] = { "-wal", "-journal", "-shm" };
	int r = 0;

	*aside = NULL;
	for (int i = 1; i <= ASIDE_LIMIT; i++) {
		free(*aside);
		*aside = xasprintf("%s.damaged-%d", file, i);
		if (access(*aside, F_OK) < 0)
			break;
	}
	if (rename(file, *aside) < 0)
		r = -errno;
	for (size_t i = 0; r == 0 && i < COUNT_OF(parts); i++) {
		char *from = xasprintf("%s%s", file, parts[i]);
		char *to = xasprintf("%s%s", *aside, parts[i]);

		if (rename(from, to) < 0)
			unlink(to);     /* of an older one of that number */
		free(from);
		free(to);
	}
	return r;
}
