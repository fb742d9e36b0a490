/* paths on Linux: pam_systemd(8)'s directory. */
#include "envd/paths.h"

#include "envd/util.h"

#include <unistd.h>

char *paths_system_runtime(void)
{
	return xasprintf("/run/user/%ld", (long)geteuid());
}
