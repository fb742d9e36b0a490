/* shell_name: see shell_name.h. */
#include "envd/shell_name.h"

#include "envd/process.h"
#include "envd/protocol.h"
#include "envd/util.h"

#include <errno.h>
#include <stdlib.h>

char *shell_name(const struct shell_id *shell)
{
	return xasprintf("%llu-%lu-%llu", (unsigned long long)shell->namespace,
			 (unsigned long)shell->pid, (unsigned long long)shell->start);
}

int shell_name_is_alive(const char *name)
{
	uint64_t namespace, pid, start, now;
	int r;

	if (!take_number(&name, '-', UINT64_MAX, &namespace) ||
	    !take_number(&name, '-', INT32_MAX, &pid) ||
	    !take_number(&name, '\0', UINT64_MAX, &start))
		return -EINVAL;
	if (namespace == 0 || namespace != process_namespace() || pid == 0)
		return -EXDEV;
	r = process_start_time((pid_t)pid, &now);
	if (r == -ENOENT || r == -ESRCH)
		return 0;
	return r < 0 ? r : now == start;
}
