/* special_paths: by names alone. */
#include <criterion/criterion.h>

#include "sys/special_paths.h"

Test(special_paths, the_place_and_all_below)
{
	static const char *const special[] = { "/proc", "/proc/1/root", "/dev/fd", "/sys", "/net/x" };
	static const char *const ordinary[] = { "/", "/process", "/home/u/proc", "/run", "/devel" };

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		cr_assert(path_is_special(special[i]), "%s", special[i]);
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++)
		cr_assert_not(path_is_special(ordinary[i]), "%s", ordinary[i]);
}

Test(special_paths, below_run_but_not_where_systems_keep_their_programs)
{
	cr_assert(path_is_of_the_moment("/run/user/1000/gvfs"));
	cr_assert_not(path_is_of_the_moment("/run"));
	cr_assert_not(path_is_of_the_moment("/run/current-system/sw/bin"));
	cr_assert_not(path_is_of_the_moment("/running"));
}
