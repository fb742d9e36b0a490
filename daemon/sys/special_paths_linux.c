/* special_paths on Linux. */
#include "sys/special_paths.h"

#include "envd/paths.h"
#include "envd/util.h"

bool path_is_special(const char *path)
{
	static const char *const places[] = { "/net", "/proc", "/dev", "/sys" };

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (path_is_in(path, places[i]))
			return true;
	return false;
}

/* /run by itself is harmless, and where NixOS and Guix keep their Python. */
bool path_is_of_the_moment(const char *path)
{
	return path_is_in(path, "/run") && !same_string(path, "/run") &&
	       !path_is_in(path, "/run/current-system");
}
