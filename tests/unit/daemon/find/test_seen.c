/* What a shell was told: only a whole, well-formed file of ours counts. */
#include "scratch.h"

#include "find/seen.h"

static const char good[] = "seen 1 1700000000.000000042\n"
			   "66304 17 /home/u/a%20b\n"
			   "66304 18 /home/u\n";

static void setup(void)
{
	scratch_init();
	put_dir("shell");
	chmod(at("shell"), 0700);
}

TestSuite(seen, .init = setup, .fini = scratch_empty);

static size_t count(const char *text)
{
	struct seen seen;
	size_t n;

	put_bytes("shell/seen", text, strlen(text), 0600);
	seen_read(&seen, at("shell"));
	n = seen.n;
	seen_deinit(&seen);
	return n;
}

Test(seen, reads_what_the_client_writes)
{
	struct seen seen;

	put_bytes("shell/seen", good, strlen(good), 0600);
	seen_read(&seen, at("shell"));
	cr_assert_eq(seen.when.tv_sec, 1700000000);
	cr_assert_eq(seen.when.tv_nsec, 42);
	cr_assert_str_eq(seen.places[0].path, "/home/u/a b");
	cr_assert(seen_has(&seen, 66304, 18));
	cr_assert_not(seen_has(&seen, 66304, 19));
	seen_deinit(&seen);
}

Test(seen, each_truncation_is_none_or_fewer)
{
	char text[sizeof(good)];

	for (size_t n = 0; n < sizeof(good) - 1; n++) {
		size_t lines = 0;

		memcpy(text, good, n);
		text[n] = '\0';
		for (size_t i = 0; i < n; i++)
			lines += good[i] == '\n';
		/* Cut inside a line, nothing of it counts. */
		cr_assert_eq(count(text), n && good[n - 1] == '\n' ? lines - 1 : 0, "%zu", n);
	}
}

Test(seen, malformed_is_none)
{
	static const char *const bad[] = {
		"", "seen 2 1.000000001\n1 2 /\n", "seen 1 x.1\n1 2 /\n", "seen 1 1.1\n1 x /\n",
		"seen 1 1.1\n1 2\n", "seen 1 1.1\n1 2 /%zz\n", "seen 1 1.1\n1 2 / x\n",
		"seen 1 99999999999999999999.1\n1 2 /\n", "seen 1 1.9999999999\n1 2 /\n",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_assert_eq(count(bad[i]), 0, "%s", bad[i]);
	cr_assert_eq(count(good), 2);
}

Test(seen, open_to_others_is_none)
{
	cr_assert_eq(count(good), 2);
	chmod(at("shell/seen"), 0622);
	{
		struct seen seen;

		seen_read(&seen, at("shell"));
		cr_assert_eq(seen.n, 0);
		chmod(at("shell/seen"), 0600);
		chmod(at("shell"), 0755);
		seen_read(&seen, at("shell"));
		cr_assert_eq(seen.n, 0);
	}
}
