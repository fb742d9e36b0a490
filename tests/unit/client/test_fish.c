/* fish: its renderer, read by the real one. See test_render.c and test_fresh.c. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

static const struct mode modes_of_fish[] = {
	{ "fish", { "fish", "--no-config" }, "LC_ALL=C.UTF-8", "" },
	{ "fish", { "fish", "--no-config" }, "LC_ALL=C", "" },
};

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(fish, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void run(const struct mode *mode, void (*write_it)(struct buf *, pid_t, void *),
		void *data, struct buf *out)
{
	int status = realshell_run(mode, at("here"), write_it, data, out);

	if (status < 0) {
		scratch_empty();
		cr_skip_test("fish is not installed");
	}
	cr_expect_eq(status, 0, "%s: exit status %d: %s", mode_name(mode), status, out->data);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something", mode_name(mode));
}

static void add_eval(struct buf *script, const struct buf *answer)
{
	put_bytes("answer", answer->data, answer->len, 0600);
	buf_adds(script, "set lines (/bin/cat ../answer)\n"
			 "eval (string join -- \\n $lines | string collect)\n");
}

/* ---- values ---- */

/* In some locales, a byte and a backslash behind it are one letter. */
Test(fish, no_byte_takes_a_backslash)
{
	for (int c = 1; c < 256; c++) {
		char text[] = { '\x81', (char)c, '\x81', (char)c, '\0' };
		struct buf out = BUF_INIT;

		shell_find("fish")->quote(&out, text);
		for (size_t i = 0; i + 1 < out.len; i++)
			cr_expect(!((unsigned char)out.data[i] >= 0x80 && out.data[i + 1] == '\\'),
				  "%02x: %s", (unsigned)c, out.data);
		buf_free(&out);
	}
}

static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = data;
	struct buf answer = BUF_INIT;

	(void)pid;
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		shell->set(&answer, exported, hostile_names[i]);
		shell->assign(&answer, own, hostile_names[i]);
		free(exported);
		free(own);
	}
	shell->set(&answer, "EMPTY", "");
	shell->set(&answer, "GONE", "x");
	shell->unset(&answer, "GONE");
	shell->unset(&answer, "NEVER");
	shell->rehash(&answer);
	add_eval(script, &answer);
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		buf_addf(script, "printf '%%s\\0' $__envd_%zu\n", i);
	buf_adds(script, "/usr/bin/printenv -0");
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		buf_addf(script, " V%zu", i);
	buf_adds(script, " EMPTY\n/usr/bin/printenv GONE NEVER __envd_0; or echo end\n");
	buf_free(&answer);
}

Test(fish, each_value_arrives_and_nothing_is_run)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_fish); m++) {
		const struct mode *mode = &modes_of_fish[m];
		struct buf out = BUF_INIT;
		const char *p;

		run(mode, write_values, (void *)shell_find("fish"), &out);
		p = out.data;
		for (size_t i = 0; i < 2 * COUNT_OF(hostile_names); i++) {
			const char *want = hostile_names[i % COUNT_OF(hostile_names)];
			size_t n = strlen(want);

			if ((size_t)(out.data + out.len - p) <= n || memcmp(p, want, n + 1) != 0)
				cr_assert_fail("%s: value %zu (%s) arrived as <%.60s>",
					       mode_name(mode), i, want, p);
			p += n + 1;
		}
		cr_expect(out.data + out.len - p == 5 && memcmp(p, "\0end\n", 5) == 0,
			  "%s: <%s>", mode_name(mode), p + 1);
		buf_free(&out);
	}
}

/* Each PATH that fish itself can have. */
static void write_paths(struct buf *script, pid_t pid, void *data)
{
	static const char *const paths[] = {
		"/usr/bin:/bin", "/a b:/c'd:/e\\f:.:/usr/bin:.", "/usr/bin", "/x:/x:/usr/bin:/$HOME:/*",
		"/(touch pwned):/\n:/usr/bin",
	};
	const struct shell *shell = data;

	(void)pid;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		shell->set(script, "PATH", paths[i]);
		buf_adds(script, "test (/usr/bin/printenv PATH | string collect) = ");
		shell->quote(script, paths[i]);
		buf_adds(script, "; and set --show PATH | string match -q '*global*'; or echo ");
		buf_addf(script, "%zu $PATH\nset -e PATH\n", i);
	}
	buf_adds(script, "echo end\n");
}

Test(fish, paths_are_lists)
{
	struct buf out = BUF_INIT;

	run(&modes_of_fish[0], write_paths, (void *)shell_find("fish"), &out);
	cr_expect_str_eq(out.data, "end\n", "<%s>", out.data);
	buf_free(&out);
}

/* ---- whether to ask ---- */

struct row {
	const char *what;       /* commands, after the first "yes" */
	const char *want;       /* of the next question */
};

static const struct row rows[] = {
	{ "true", "yes" },
	{ "/bin/touch -d '2001-02-03 04:05:06.123456788' same", "no" },         /* 1 ns older */
	{ "/bin/touch -d '2001-02-03 04:05:06.123456790' same", "no" },         /* 1 ns newer */
	{ "/bin/touch same", "no" },
	{ "/bin/touch -a same", "yes" },
	{ "/bin/rm same", "no" },
	{ "/bin/rm ../twin.0", "no" },
	{ "/bin/mv same was; /bin/ln -s was same", "yes" },                     /* followed */
	{ "/bin/rm present", "no" },
	{ "/bin/rm present; /bin/ln -s nowhere present", "no" },
	{ "/bin/touch absent", "no" },
	{ "/bin/mkdir absent", "no" },
	{ "/bin/ln -sfn same link", "no" },
	{ "/bin/rm link", "no" },
	{ "/bin/rm target", "no" },
	{ "/bin/rm link target", "no" },
	{ "/bin/cp target new; /bin/mv new target", "yes" },                    /* both lead there */
	{ "/bin/rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "no" },                                                 /* a link to here */
	{ "/bin/mv ../here ../moved", "no" },
	{ "/bin/mv ../here ../moved; /bin/cp -a ../moved ../here", "no" },      /* exchanged */
	{ "set PATH $PATH /x", "no" },
	{ "set PATH /usr/bin /bin", "yes" },
	{ "set -g VIRTUAL_ENV /x", "no" },
	{ "set -g VIRTUAL_ENV !", "no" },
	{ "set -gx VIRTUAL_ENV ''", "yes" },
	{ "set -g CONDA_PREFIX /x", "no" },
	{ "set -g ENVD_STATE '('", "no" },
	{ "set -g _OLD_VIRTUAL_PATH /x", "no" },
	{ "set -g WORKON_HOME /x", "no" },
	{ "set -g OTHER /x", "yes" },
};

struct scene {
	const struct row *row;
	long wrong_pid;
	unsigned uses;
};

static void set_time(const char *path)
{
	struct timespec times[2] = { { 981173106, 123456789 }, { 981173106, 123456789 } };

	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0, "%s", path);
}

static void put_scene(void)
{
	scratch_empty();
	cr_assert_eq(mkdir(scratch, 0755), 0);
	put_file("here/same", "");
	put_file("here/present", "");
	put_file("here/target", "");
	put_link("here/link", "target");
	put_link("also", "here");
	put_file("stamp", "");
	put_file("twin.0", "");
	set_time(at("here/same"));
	set_time(at("twin.0"));
}

static void write_scene(struct buf *script, pid_t pid, void *data)
{
	const struct scene *scene = data;
	char *here = xstrdup(at("here")), *stamp = xstrdup(at("stamp"));
	char *twins = xstrdup(at("twin."));
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = xstrdup(at("here/same")) },
		{ .type = CONDITION_PRESENT, .path = xstrdup(at("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(at("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(at("here/link")),
		  .other = xstrdup(at("here/target")) },
	};
	struct freshness freshness = {
		.pid = (uint32_t)(pid + scene->wrong_pid), .directory = here, .stamp = stamp,
		.twins = twins, .conditions = conditions, .n = COUNT_OF(conditions),
		.uses = scene->uses,
	};
	struct buf answer = BUF_INIT;

	shell_find("fish")->fresh(&answer, &freshness);
	buf_adds(script, "function ask; if __envd_fresh; echo yes; else; echo no; end; end\n");
	add_eval(script, &answer);
	buf_addf(script, "ask\n%s\nask\n", scene->row->what);
	buf_free(&answer);
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		free(conditions[i].path);
		free(conditions[i].other);
	}
	free(here);
	free(stamp);
	free(twins);
}

static void expect_scene(struct scene *scene, const char *want)
{
	struct buf out = BUF_INIT;

	put_scene();
	run(&modes_of_fish[0], write_scene, scene, &out);
	cr_expect_str_eq(out.data, want, "%s: <%s>", scene->row->what, out.data);
	buf_free(&out);
}

Test(fish, each_thing_that_happens)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene = { .row = &rows[i] };
		char *want = xasprintf("yes\n%s\n", rows[i].want);

		expect_scene(&scene, want);
		free(want);
	}
}

Test(fish, another_shell_s_answer_is_not_ours)
{
	struct scene scene = { .row = &rows[0], .wrong_pid = 1 };

	expect_scene(&scene, "no\nno\n");
}

Test(fish, holds_as_often_as_it_may)
{
	static const struct row row = { "ask; set PATH $PATH /x; ask; set -e PATH[-1]; ask; ask", NULL };
	struct scene scene = { .row = &row, .uses = 3 };

	expect_scene(&scene, "yes\nyes\nno\nyes\nno\nno\n");
}

/* It does not hold outside of each directory, and holds in it until its time
 * changes. */
static void write_names(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = shell_find("fish");
	char *twins = xstrdup(at("twin."));

	(void)data;
	buf_adds(script, "function ask; if __envd_fresh; echo yes; else; echo no; end; end\n");
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
		char *path = xasprintf("%s/%s", at("here"), hostile_names[i]);
		struct condition conditions[] = {
			{ .type = CONDITION_SAME, .path = path },
			{ .type = CONDITION_PRESENT, .path = path },
		};
		struct freshness freshness = {
			.pid = (uint32_t)pid, .directory = path, .stamp = "/", .twins = twins,
			.conditions = conditions, .n = COUNT_OF(conditions),
		};

		mkdir(path, 0700);
		set_time(path);
		shell->fresh(script, &freshness);
		buf_adds(script, "ask\ncd ");
		shell->quote(script, path);
		buf_adds(script, "\nask\n/bin/touch .\nask\n");
		free(path);
	}
	free(twins);
}

Test(fish, hostile_paths_are_only_paths)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_fish); m++) {
		struct buf out = BUF_INIT, want = BUF_INIT;

		put_scene();
		run(&modes_of_fish[m], write_names, NULL, &out);
		for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
			buf_adds(&want, "no\nyes\nno\n");
		cr_expect(same_string(out.data, want.data), "%s: %s", modes_of_fish[m].locale,
			  out.data);
		buf_free(&out);
		buf_free(&want);
	}
}
