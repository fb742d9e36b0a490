/* user: by name, by number, and by what only the system's own programs know. */
#include "../daemon/scratch.h"

#include "user.h"

#include <sched.h>
#include <sys/mount.h>

TestSuite(user, .init = scratch_init, .fini = scratch_empty);

static void expect(const char *name, bool want_found, uid_t want)
{
	uid_t uid = 1;

	cr_expect_eq(user_find(name, &uid), want_found, "%s", name);
	cr_expect(!want_found || uid == want, "%s: %lu", name, (unsigned long)uid);
}

Test(user, by_name_or_number)
{
	expect("root", true, 0);
	expect("0", true, 0);
	expect("4294967294", true, 4294967294u);
	expect("4294967295", false, 0);         /* "none" */
	expect("23456", true, 23456);           /* has no name */
	expect("no-such-user", false, 0);
	expect("root:x", false, 0);
	expect("roo", false, 0);
	expect("", false, 0);
	expect("-1", false, 0);
	expect("--version", false, 0);
	expect("1 ", false, 0);
}

/* Another /usr/bin/id and another /etc/passwd, for this process alone. */
static void put_over(const char *path, const char *name)
{
	cr_assert_eq(mount(at(name), path, NULL, MS_BIND, NULL), 0, "%s", path);
}

Test(user, one_that_is_in_no_file)
{
	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		cr_skip_test("optional: needs a mount namespace of its own");
	put_file("passwd", "near:*:7:7::/:/bin/sh\nlast:x:8:8::/:/bin/sh");
	put_file("id", "#!/bin/sh\n[ $# = 2 ] && [ \"$1\" = -u ] || exit 1\n"
		       "case $2 in\nfar\\\\user) echo 4711 ;;\nodd) echo 1 2 ;;\n"
		       "none) ;;\nfails) echo 5; exit 1 ;;\nlong) yes 12345 | head -n 9999 ;;\n"
		       "near) echo 9 ;;\n*) exit 1 ;;\nesac\n");
	cr_assert_eq(chmod(at("id"), 0755), 0);
	put_over("/etc/passwd", "passwd");
	put_over("/usr/bin/id", "id");
	expect("near", true, 7);
	expect("last", true, 8);
	expect("far\\user", true, 4711);
	expect("odd", false, 0);
	expect("none", false, 0);
	expect("fails", false, 0);
	expect("long", false, 0);
	expect("nobody", false, 0);
}
