/* special_paths on macOS: autofs(5)'s places, and devices. */
#include "sys/special_paths.h"

#include "envd/paths.h"
#include "envd/util.h"

bool path_is_special(const char *path)
{
	static const char *const places[] = {
		"/net", "/home", "/Network", "/dev",
		"/System/Volumes/Data/net", "/System/Volumes/Data/home",
		"/System/Volumes/Data/Network",
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (path_is_in(path, places[i]))
			return true;
	return false;
}

/* nix-darwin keeps its Python behind /run, a link to /private/var/run. */
bool path_is_of_the_moment(const char *path)
{
	static const char run[] = "/private/var/run";

	return path_is_in(path, run) && !same_string(path, run) &&
	       !path_is_in(path, "/private/var/run/current-system");
}
