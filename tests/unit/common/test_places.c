/* paths_init(): our own places; test_fallback.c has those in /tmp. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "envd/paths.h"
#include "envd/protocol.h"
#include "envd/util.h"

static void init(void)
{
	scratch_init();
	umask(022);
	setenv("HOME", scratch, 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	put_dir("run");
	chmod(at("run"), 0700);
	setenv("XDG_RUNTIME_DIR", at("run"), 1);
}

TestSuite(places, .init = init, .fini = scratch_empty);

static void expect_private(const char *path)
{
	struct stat st = { 0 };

	cr_expect_eq(lstat(path, &st), 0, "%s", path);
	cr_expect(S_ISDIR(st.st_mode) && (st.st_mode & 07777) == 0700, "%s: %o", path, st.st_mode);
}

/* The id, to be freed; the culprit is `want` when it must fail with r. */
static char *try_init(int want, const char *culprit)
{
	struct paths paths;
	char *got = NULL, *id;
	int r = paths_init(&paths, &got);

	cr_expect_eq(r, want, "%s: %d", got ? got : "", r);
	cr_expect(same_string(got, culprit), "culprit %s, want %s", got, culprit);
	id = xstrdup(paths.id);
	free(got);
	paths_deinit(&paths);
	return id;
}

Test(places, are_made_for_their_owner_alone)
{
	struct paths paths;
	char *culprit = NULL;

	umask(0);
	cr_assert_eq(paths_init(&paths, &culprit), 0);
	cr_expect_null(culprit);
	cr_expect_str_eq(paths.home, scratch);
	cr_expect_str_eq(paths.state, at(".local/state/envd"));
	cr_expect_str_eq(paths.config, at(".config/envd/envd.ini"));
	cr_expect(starts_with(paths.runtime, at("run/envd/")) && ends_with(paths.runtime, paths.id));
	cr_expect_eq(strlen(paths.id), 16u);
	cr_expect_eq(strspn(paths.id, "0123456789abcdef"), 16u);
	cr_expect(path_is_in(paths.socket, paths.runtime));
	cr_expect(strchr(path_base(paths.socket), '0' + PROTOCOL_VERSION));
	cr_expect(path_is_in(paths.lock, paths.state) && strstr(paths.lock, paths.id));
	expect_private(at(".local"));
	expect_private(at(".local/state"));
	expect_private(paths.state);
	expect_private(at("run/envd"));
	expect_private(paths.runtime);
	cr_expect_neq(access(at(".config"), F_OK), 0, "nothing is made that is only read");
	paths_deinit(&paths);
}

Test(places, are_the_same_the_second_time)
{
	char *first = try_init(0, NULL), *second = try_init(0, NULL);

	cr_expect_str_eq(first, second);
	chmod(at(".local/state"), 0755);
	chmod(at(".local/state/envd"), 0755);   /* others may look, not write */
	free(second);
	second = try_init(0, NULL);
	cr_expect_str_eq(first, second);
	free(first);
	free(second);
}

Test(places, variables_that_are_no_absolute_paths_are_as_unset)
{
	char *plain = try_init(0, NULL), *odd;

	setenv("XDG_STATE_HOME", "state", 1);
	setenv("XDG_CONFIG_HOME", "", 1);
	odd = try_init(0, NULL);
	cr_expect_str_eq(plain, odd);
	free(odd);
	setenv("HOME", at("./x/..//"), 1);
	setenv("XDG_STATE_HOME", at(".local//./state/"), 1);
	odd = try_init(0, NULL);
	cr_expect_str_eq(plain, odd, "another way to write the same");
	free(plain);
	free(odd);
}

Test(places, another_home_state_or_configuration_is_another_world)
{
	static const char *const names[] = { "HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME" };
	char *id[4] = { try_init(0, NULL) };

	for (size_t i = 0; i < 3; i++) {
		char *old = xstrdup(getenv(names[i]));

		put_dir("other");
		setenv(names[i], at("other"), 1);
		if (i == 0) {           /* the two others as they were */
			setenv("XDG_STATE_HOME", at(".local/state"), 1);
			setenv("XDG_CONFIG_HOME", at(".config"), 1);
		}
		id[i + 1] = try_init(0, NULL);
		if (old)
			setenv(names[i], old, 1);
		free(old);
	}
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(id[i], id[k], "%zu and %zu", i, k);
	for (size_t i = 0; i < 4; i++)
		free(id[i]);
}

Test(places, without_a_home_there_are_none)
{
	unsetenv("HOME");
	free(try_init(-ENOENT, "HOME"));
	setenv("HOME", "relative", 1);
	free(try_init(-ENOENT, "HOME"));
	setenv("HOME", "", 1);
	free(try_init(-ENOENT, "HOME"));
}

Test(places, a_state_that_others_can_write_is_refused)
{
	put_dir(".local/state/envd");
	chmod(at(".local/state/envd"), 0775);
	free(try_init(-EPERM, at(".local/state/envd")));
	cr_assert_eq(rmdir(at(".local/state/envd")), 0);
	put_dir("elsewhere");
	put_link(".local/state/envd", "elsewhere");
	free(try_init(-EPERM, at(".local/state/envd")));
	unlink(at(".local/state/envd"));
	put_file(".local/state/envd", "");
	free(try_init(-EPERM, at(".local/state/envd")));
}

Test(places, a_runtime_that_is_not_ours_alone_is_refused)
{
	char *id = try_init(0, NULL), *runtime = xasprintf("%s/%s", at("run/envd"), id);

	chmod(runtime, 0750);
	free(try_init(-EPERM, runtime));
	cr_assert_eq(rmdir(runtime), 0);
	put_dir("elsewhere");
	cr_assert_eq(symlink(at("elsewhere"), runtime), 0);
	free(try_init(-EPERM, runtime));
	free(runtime);
	free(id);
}

Test(places, a_socket_s_path_that_does_not_fit_is_refused)
{
	char *deep = xasprintf("%s/%080d", at("run"), 0), *id, *socket;

	cr_assert_eq(mkdir(deep, 0700), 0);
	setenv("XDG_RUNTIME_DIR", at("run"), 1);
	id = try_init(0, NULL);
	setenv("XDG_RUNTIME_DIR", deep, 1);
	socket = xasprintf("%s/envd/%s/socket-%d", deep, id, PROTOCOL_VERSION);
	free(try_init(-ENAMETOOLONG, socket));
	free(socket);
	free(id);
	free(deep);
}
