/* tcsh: its renderer, read by the real one. See test_render.c and test_fresh.c. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/file.h"
#include "envd/util.h"

#include <fcntl.h>

#define TCSH { "tcsh", "-f" }
#define UTF8 "LC_ALL=C.UTF-8"

static const struct mode modes_of_tcsh[] = {
	{ "tcsh", TCSH, UTF8, "" },
	{ "tcsh", TCSH, "LC_ALL=C", "" },
	{ "tcsh", TCSH, UTF8, "set backslash_quote\n" },
	{ "tcsh", TCSH, UTF8, "set noglob noclobber nonomatch\n" },
	{ "tcsh", TCSH, UTF8, "set histchars = '@%'\n" },
	{ "tcsh", TCSH, UTF8, "set histchars = ''\n" },
	{ "tcsh", TCSH, UTF8, "set implicitcd globstar globdot\n" },
	{ "tcsh", TCSH, UTF8, "alias setenv touch pwned; alias unsetenv touch pwned\n"
			      "alias source touch pwned; alias rehash touch pwned\n"
			      "alias unset touch pwned; alias eval touch pwned\n"
			      "alias set touch pwned\n" },
};

static void init(void)
{
	scratch_init();
	put_dir("here");
	clearenv();     /* as the shells have it */
	setenv("PATH", "/usr/bin:/bin", 1);
}

TestSuite(tcsh, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void run(const struct mode *mode, void (*write_it)(struct buf *, pid_t, void *),
		void *data, struct buf *out)
{
	int status = realshell_run(mode, at("here"), write_it, data, out);

	if (status < 0) {
		scratch_empty();
		cr_skip_test("tcsh is not installed");
	}
	cr_expect_eq(status, 0, "%s: exit status %d: %s", mode_name(mode), status, out->data);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something", mode_name(mode));
}

/* As the hook does it. */
static void add_source(struct buf *script, const struct buf *answer)
{
	put_bytes("answer", answer->data, answer->len, 0600);
	buf_adds(script, "sourc\\e ..\\/answer\n");
}

/* ---- values ---- */

static char big[33001], long_path[4001];

#define VALUES (COUNT_OF(hostile_names) + 3)

static const char *value(size_t i)
{
	if (i < COUNT_OF(hostile_names))
		return hostile_names[i];
	memset(big, '\'', sizeof(big) - 1);
	for (size_t n = 0; n < sizeof(long_path) - 1; n++)
		long_path[n] = n % 10 ? "'\\$\xe6\xbc\xa2 \n\""[n % 9] : '/';
	return i == VALUES - 1 ? big : i == VALUES - 2 ? long_path : "";
}

static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = shell_find("tcsh");
	struct buf answer = BUF_INIT;

	(void)pid;
	(void)data;
	for (size_t i = 0; i < VALUES; i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		shell->set(&answer, exported, value(i));
		shell->assign(&answer, own, value(i));
		free(exported);
		free(own);
	}
	shell->set(&answer, "GONE", "x");
	shell->unset(&answer, "GONE");
	shell->unset(&answer, "NEVER");
	shell->rehash(&answer);
	buf_addc(&answer, '\n');
	add_source(script, &answer);
	for (size_t i = 0; i < VALUES; i++)
		buf_addf(script, "\\/usr\\/bin\\/printf '%%s\\000' $__envd_%zu:q\n", i);
	buf_adds(script, "\\/usr\\/bin\\/printenv -0");
	for (size_t i = 0; i < VALUES; i++)
		buf_addf(script, " V%zu", i);
	buf_adds(script, "\n\\/usr\\/bin\\/printenv GONE NEVER __envd_0 || echo end\n");
	buf_free(&answer);
}

Test(tcsh, each_value_arrives_and_nothing_is_run)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_tcsh); m++) {
		const struct mode *mode = &modes_of_tcsh[m];
		struct buf out = BUF_INIT;
		const char *p;

		run(mode, write_values, NULL, &out);
		p = out.data;
		for (size_t i = 0; i < 2 * VALUES; i++) {
			const char *want = value(i % VALUES);
			size_t n = strlen(want);

			if ((size_t)(out.data + out.len - p) <= n || memcmp(p, want, n + 1) != 0)
				cr_assert_fail("%s: value %zu (%.60s) arrived as <%.60s>",
					       mode_name(mode), i, want, p);
			p += n + 1;
		}
		cr_expect_str_eq(p, "end\n", "%s", mode_name(mode));
		buf_free(&out);
	}
}

/* Each byte there is, alone and before and behind a letter. */
static void add_bytes(struct buf *all)
{
	for (int c = 1; c < 256; c++)
		buf_addf(all, "%cx%c%c", c, c, c);
}

static void write_bytes(struct buf *script, pid_t pid, void *data)
{
	struct buf all = BUF_INIT, answer = BUF_INIT;

	(void)pid;
	(void)data;
	add_bytes(&all);
	shell_find("tcsh")->set(&answer, "ALL", all.data);
	buf_addc(&answer, '\n');
	add_source(script, &answer);
	buf_adds(script, "\\/usr\\/bin\\/printenv ALL\n");
	buf_free(&answer);
	buf_free(&all);
}

Test(tcsh, each_byte_arrives)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_tcsh); m++) {
		struct buf out = BUF_INIT, want = BUF_INIT;

		run(&modes_of_tcsh[m], write_bytes, NULL, &out);
		add_bytes(&want);
		buf_addc(&want, '\n');
		cr_expect(same_string(out.data, want.data), "%s: %s",
			  mode_name(&modes_of_tcsh[m]), out.data);
		buf_free(&out);
		buf_free(&want);
	}
}

/* In some locales, a byte and a backslash behind it are one letter. */
Test(tcsh, no_byte_takes_a_backslash)
{
	for (int c = 1; c < 256; c++) {
		char text[] = { '\x81', (char)c, '\x81', (char)c, '\0' };
		struct buf out = BUF_INIT;

		shell_find("tcsh")->quote(&out, text);
		for (size_t i = 0; i + 1 < out.len; i++)
			cr_expect(!((unsigned char)out.data[i] >= 0x80 && out.data[i + 1] == '\\'),
				  "%02x: %s", (unsigned)c, out.data);
		buf_free(&out);
	}
}

/* ---- whether to ask ---- */

struct row {
	const char *what;       /* commands, after the first "yes" */
	const char *want;       /* of the next question */
};

/* Else its ctime would be the one that it has. */
#define NEXT_SECOND "while (1)\ntouch other\n" \
	"if (-C other != -C same) break\nend\n"

static const struct row rows[] = {
	{ "echo -n", "yes" },
	{ "touch same", "no" },
	{ NEXT_SECOND "chmod 700 same", "no" },
	{ NEXT_SECOND "touch same; touch -d @1000000000 same", "no" },  /* the time that it had */
	{ "rm same", "no" },
	{ "rm present", "no" },
	{ "rm present; ln -s nowhere present", "no" },
	{ "touch present", "yes" },
	{ "touch absent", "no" },
	{ "mkdir absent", "no" },
	{ "ln -s present absent", "no" },
	{ "ln -s nowhere absent", "yes" },
	{ "ln -sfn present link", "no" },
	{ "rm link", "no" },
	{ "rm target", "no" },
	{ "rm link target", "no" },
	{ "cp target new; mv new target", "yes" },
	{ "rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "set home = /; cd ..; cd also", "no" },                       /* a link to here */
	{ "set cwd = ''", "no" },
	{ "mv ../here ../moved", "no" },
	{ "mv ../here ../moved; cp -a ../moved ../here", "no" },
	{ "setenv PATH ${PATH}:/x", "no" },
	{ "set path = ($path:q)", "yes" },
	{ "set path = ($path:q /x)", "no" },
	{ "unsetenv PATH", "no" },
	{ "setenv VIRTUAL_ENV /x", "no" },
	{ "setenv VIRTUAL_ENV ''", "no" },
	{ "setenv CONDA_PREFIX /x", "no" },
	{ "setenv ENVD_STATE '('", "no" },
	{ "setenv ENVD_STATE 'a b *'", "no" },
	{ "setenv WORKON_HOME /x", "no" },
	{ "set _OLD_VIRTUAL_PATH = x", "no" },
	{ "setenv OTHER /x", "yes" },
};

struct scene {
	const struct row *row;
	long wrong_pid, later, changed_later;
	unsigned uses;
};

#define OLD 1000000000
#define LOOK "sourc\\e $__envd_dir:q/test\n" \
	"if ($__envd_fresh) echo yes\nif (! $__envd_fresh) echo no\n"

static void put_scene(void)
{
	static const struct timespec times[2] = { { .tv_sec = OLD }, { .tv_sec = OLD } };

	scratch_empty();
	cr_assert_eq(mkdir(scratch, 0755), 0);
	put_file("here/same", "");
	put_file("here/present", "");
	put_file("here/target", "");
	put_link("here/link", "target");
	put_link("also", "here");
	put_file("stamp", "");
	cr_assert_eq(utimensat(AT_FDCWD, at("here/same"), times, 0), 0);
}

/* A test and the part of the answer that belongs to it. */
static void add_test(struct buf *script, const struct freshness *freshness)
{
	const struct shell *shell = shell_find("tcsh");
	struct buf answer = BUF_INIT, test = BUF_INIT;

	shell->assign(&answer, "__envd_dir", scratch);
	shell->fresh(&answer, freshness);
	buf_addc(&answer, '\n');
	shell->test(&test, freshness);
	put_bytes("test", test.data, test.len, 0600);
	add_source(script, &answer);
	buf_free(&answer);
	buf_free(&test);
}

static void write_scene(struct buf *script, pid_t pid, void *data)
{
	const struct scene *scene = data;
	char *here = xstrdup(at("here")), *stamp = xstrdup(at("stamp"));
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = xstrdup(at("here/same")),
		  .mtime = { .tv_sec = OLD + scene->later } },
		{ .type = CONDITION_PRESENT, .path = xstrdup(at("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(at("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(at("here/link")),
		  .other = xstrdup(at("here/target")) },
	};
	time_t changed[COUNT_OF(conditions)] = { 0 };
	struct freshness freshness = {
		.pid = (uint32_t)(pid + scene->wrong_pid), .directory = here, .stamp = stamp,
		.conditions = conditions, .uses = scene->uses, .n = COUNT_OF(conditions),
		.changed = changed,
	};
	struct file file;

	cr_assert_eq(file_look(AT_FDCWD, conditions[0].path, true, &file), 0);
	changed[0] = file.ctime.tv_sec + scene->changed_later;
	add_test(script, &freshness);
	buf_addf(script, LOOK "%s\n" LOOK, scene->row->what);
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		free(conditions[i].path);
		free(conditions[i].other);
	}
	free(here);
	free(stamp);
}

static void expect_scene(const struct mode *mode, struct scene *scene, const char *want)
{
	struct buf out = BUF_INIT;

	put_scene();
	run(mode, write_scene, scene, &out);
	cr_expect_str_eq(out.data, want, "%s: %s: <%s>", mode_name(mode), scene->row->what,
			 out.data);
	buf_free(&out);
}

Test(tcsh, each_thing_that_happens)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene = { .row = &rows[i] };
		char *want = xasprintf("yes\n%s\n", rows[i].want);

		expect_scene(&modes_of_tcsh[0], &scene, want);
		free(want);
	}
}

Test(tcsh, holds_whatever_is_set)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_tcsh); m++) {
		struct scene scene = { .row = &rows[0] };

		expect_scene(&modes_of_tcsh[m], &scene, "yes\nyes\n");
	}
}

Test(tcsh, not_ours_or_not_that_time)
{
	struct scene pid = { .row = &rows[0], .wrong_pid = 1 };
	struct scene later = { .row = &rows[0], .later = 1 };
	struct scene changed = { .row = &rows[0], .changed_later = 1 };

	expect_scene(&modes_of_tcsh[0], &pid, "no\nno\n");
	expect_scene(&modes_of_tcsh[0], &later, "no\nno\n");
	expect_scene(&modes_of_tcsh[0], &changed, "no\nno\n");
}

Test(tcsh, holds_as_often_as_it_may)
{
	static const struct row row = {
		LOOK "setenv PATH ${PATH}:/x\n" LOOK "setenv PATH /usr/bin:/bin\n" LOOK, NULL,
	};
	struct scene scene = { .row = &row, .uses = 3 };

	expect_scene(&modes_of_tcsh[0], &scene, "yes\nyes\nno\nyes\nno\n");
}

/* ---- names ---- */

static void write_names(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = shell_find("tcsh");
	const char *name = data;
	char *path = xasprintf("%s/%s", at("here"), name);
	struct condition conditions[] = {
		{ .type = CONDITION_PRESENT, .path = path },
		{ .type = CONDITION_LINK, .path = path, .other = path },
	};
	struct freshness freshness = {
		.pid = (uint32_t)pid, .directory = path, .stamp = "/",
		.conditions = conditions, .n = COUNT_OF(conditions),
	};

	cr_assert_eq(mkdir(path, 0700), 0);
	add_test(script, &freshness);
	buf_adds(script, LOOK "c\\d ");
	shell->quote(script, path);
	buf_adds(script, "\n" LOOK "rmdir ");
	shell->quote(script, path);
	buf_adds(script, "\n" LOOK);
	free(path);
}

Test(tcsh, hostile_paths_are_only_paths)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_tcsh); m++) {
		for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
			struct buf out = BUF_INIT;

			put_scene();
			run(&modes_of_tcsh[m], write_names, (void *)hostile_names[i], &out);
			cr_expect_str_eq(out.data, "no\nyes\nno\n", "%s: %s: %s",
					 mode_name(&modes_of_tcsh[m]), hostile_names[i], out.data);
			buf_free(&out);
		}
	}
}
