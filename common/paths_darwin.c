/* paths on macOS: each user's own /var/folders/XX/YYYY/T, which confstr(3) makes. */
#include "envd/paths.h"

#include <limits.h>
#include <unistd.h>

char *paths_system_runtime(void)
{
	char dir[PATH_MAX];
	size_t n = confstr(_CS_DARWIN_USER_TEMP_DIR, dir, sizeof(dir));

	return n > 0 && n <= sizeof(dir) && dir[0] == '/' ? path_clean("/", dir) : NULL;
}
