/* elvish: its renderer, read by the real one. See test_render.c and test_fresh.c. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

static const struct mode modes_of_elvish[] = {
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C.UTF-8", "" },
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C", "" },
	/* Names of the user's own. */
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C.UTF-8",
	  "fn set-env {|@a| touch pwned }; fn unset-env {|@a| touch pwned }\n"
	  "fn eq {|@a| touch pwned; put $true }; fn not {|@a| touch pwned; put $true }\n" },
};

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(elvish, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void run(const struct mode *mode, void (*write_it)(struct buf *, pid_t, void *),
		void *data, struct buf *out)
{
	int status = realshell_run(mode, at("here"), write_it, data, out);

	if (status < 0) {
		scratch_empty();
		cr_skip_test("elvish is not installed");
	}
	cr_expect_eq(status, 0, "%s: exit status %d: %s", mode_name(mode), status, out->data);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something", mode_name(mode));
}

/* As the hook does it, with as many variables V as there are values. */
static void add_eval(struct buf *script, const struct buf *answer, size_t values)
{
	put_bytes("answer", answer->data, answer->len, 0600);
	buf_adds(script, "use builtin; use path\n"
			 "fn is {|path @other| try { var real = (path:eval-symlinks $path); "
			 "put (or (builtin:eq $other []) (builtin:eq $real "
			 "(path:eval-symlinks $@other))) } catch e { put $false } }\n"
			 "var own: = (ns [&__envd_is~=$is~ &__envd_fresh~={ put $false } "
			 "&__envd_vars='' &__envd_uses=0");
	for (size_t i = 0; i < values; i++)
		buf_addf(script, " &__envd_%zu=''", i);
	buf_adds(script, "])\nbuiltin:eval &ns=$own: (slurp <../answer)\n");
}

/* ---- values ---- */

static char big[33001];

static const char *value(size_t i)
{
	memset(big, '\'', sizeof(big) - 1);
	return i < COUNT_OF(hostile_names) ? hostile_names[i] : big;
}

#define VALUES (COUNT_OF(hostile_names) + 1)

static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = data;
	struct buf answer = BUF_INIT;

	(void)pid;
	for (size_t i = 0; i < VALUES; i++) {
		char *exported = xasprintf("V%zu", i), *own = xasprintf("__envd_%zu", i);

		shell->set(&answer, exported, value(i));
		shell->assign(&answer, own, value(i));
		free(exported);
		free(own);
	}
	shell->set(&answer, "EMPTY", "");
	shell->set(&answer, "GONE", "x");
	shell->unset(&answer, "GONE");
	shell->unset(&answer, "NEVER");
	shell->rehash(&answer);
	add_eval(script, &answer, VALUES);
	for (size_t i = 0; i < VALUES; i++)
		buf_addf(script, "print $own:__envd_%zu\"\\x00\"\n", i);
	buf_adds(script, "e:printenv -0");
	for (size_t i = 0; i < VALUES; i++)
		buf_addf(script, " V%zu", i);
	buf_adds(script, " EMPTY\ntry { e:printenv GONE NEVER __envd_0 } catch e { echo end }\n");
	buf_free(&answer);
}

Test(elvish, each_value_arrives_and_nothing_is_run)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_elvish); m++) {
		const struct mode *mode = &modes_of_elvish[m];
		struct buf out = BUF_INIT;
		const char *p;

		run(mode, write_values, (void *)shell_find("elvish"), &out);
		p = out.data;
		for (size_t i = 0; i < 2 * VALUES; i++) {
			const char *want = value(i % VALUES);
			size_t n = strlen(want);

			if ((size_t)(out.data + out.len - p) <= n || memcmp(p, want, n + 1) != 0)
				cr_assert_fail("%s: value %zu (%.60s) arrived as <%.60s>",
					       mode_name(mode), i, want, p);
			p += n + 1;
		}
		cr_expect(out.data + out.len - p == 5 && memcmp(p, "\0end\n", 5) == 0,
			  "%s: <%s>", mode_name(mode), p + 1);
		buf_free(&out);
	}
}

/* Each byte there is, alone and before and behind a letter. */
static void write_bytes(struct buf *script, pid_t pid, void *data)
{
	struct buf all = BUF_INIT, answer = BUF_INIT;

	(void)pid;
	(void)data;
	for (int c = 1; c < 256; c++)
		buf_addf(&all, "%cx%c%c", c, c, c);
	shell_find("elvish")->set(&answer, "ALL", all.data);
	add_eval(script, &answer, 0);
	buf_adds(script, "e:printenv ALL\n");
	buf_free(&answer);
	buf_free(&all);
}

Test(elvish, each_byte_arrives)
{
	struct buf out = BUF_INIT, want = BUF_INIT;

	run(&modes_of_elvish[0], write_bytes, NULL, &out);
	for (int c = 1; c < 256; c++)
		buf_addf(&want, "%cx%c%c", c, c, c);
	buf_addc(&want, '\n');
	cr_expect(same_string(out.data, want.data), "%s", out.data);
	buf_free(&out);
	buf_free(&want);
}

/* ---- whether to ask ---- */

struct row {
	const char *what;       /* commands, after the first "yes" */
	const char *want;       /* of the next question */
};

static const struct row rows[] = {
	{ "nop", "yes" },
	{ "e:rm present", "no" },
	{ "e:rm present; e:ln -s nowhere present", "no" },
	{ "e:touch present", "yes" },
	{ "e:touch absent", "no" },
	{ "e:mkdir absent", "no" },
	{ "e:ln -s present absent", "no" },
	{ "e:ln -s nowhere absent", "yes" },
	{ "e:ln -sfn present link", "no" },
	{ "e:rm link", "no" },
	{ "e:rm target", "no" },
	{ "e:rm link target", "no" },
	{ "e:cp target new; e:mv new target", "yes" },
	{ "e:rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "yes" },                /* its $pwd is never a link */
	{ "e:mv ../here ../moved", "no" },
	{ "e:mv ../here ../moved; e:cp -a ../moved ../here", "no" },
	{ "set E:PATH = $E:PATH':/x'", "no" },
	{ "set paths = [$@paths]", "yes" },
	{ "set E:VIRTUAL_ENV = /x", "no" },
	{ "set E:VIRTUAL_ENV = ''", "yes" },
	{ "set E:CONDA_PREFIX = /x", "no" },
	{ "set E:ENVD_STATE = '('", "no" },
	{ "set E:WORKON_HOME = /x", "no" },
	{ "set E:OTHER = /x", "yes" },
};

struct scene {
	const struct row *row;
	long wrong_pid;
	unsigned uses;
	bool has_same;          /* a time, which can't be told */
};

static void put_scene(void)
{
	scratch_empty();
	cr_assert_eq(mkdir(scratch, 0755), 0);
	put_file("here/present", "");
	put_file("here/target", "");
	put_link("here/link", "target");
	put_link("also", "here");
	put_file("stamp", "");
	put_file("twin.0", "");
}

static void write_scene(struct buf *script, pid_t pid, void *data)
{
	const struct scene *scene = data;
	char *here = xstrdup(at("here")), *stamp = xstrdup(at("stamp"));
	char *twins = xstrdup(at("twin."));
	struct condition conditions[] = {
		{ .type = CONDITION_PRESENT, .path = xstrdup(at("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(at("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(at("here/link")),
		  .other = xstrdup(at("here/target")) },
		{ .type = CONDITION_SAME, .path = xstrdup(at("here/present")) },
	};
	struct freshness freshness = {
		.pid = (uint32_t)(pid + scene->wrong_pid), .directory = here, .stamp = stamp,
		.twins = twins, .conditions = conditions, .uses = scene->uses,
		.n = COUNT_OF(conditions) - !scene->has_same,
	};
	struct buf answer = BUF_INIT;

	shell_find("elvish")->fresh(&answer, &freshness);
	add_eval(script, &answer, 0);
	buf_adds(script, "fn ask { if (own:__envd_fresh) { echo yes } else { echo no } }\n");
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
	run(&modes_of_elvish[0], write_scene, scene, &out);
	cr_expect_str_eq(out.data, want, "%s: <%s>", scene->row->what, out.data);
	buf_free(&out);
}

Test(elvish, each_thing_that_happens)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct scene scene = { .row = &rows[i] };
		char *want = xasprintf("yes\n%s\n", rows[i].want);

		expect_scene(&scene, want);
		free(want);
	}
}

Test(elvish, another_shell_s_answer_is_not_ours)
{
	struct scene scene = { .row = &rows[0], .wrong_pid = 1 };

	expect_scene(&scene, "no\nno\n");
}

Test(elvish, what_rests_on_a_time_is_asked_again)
{
	struct scene scene = { .row = &rows[0], .has_same = true };

	expect_scene(&scene, "no\nno\n");
}

Test(elvish, holds_as_often_as_it_may)
{
	static const struct row row = {
		"ask; set paths = [$@paths /x]; ask; set paths = $paths[..-1]; ask; ask", NULL,
	};
	struct scene scene = { .row = &row, .uses = 3 };

	expect_scene(&scene, "yes\nyes\nno\nyes\nno\nno\n");
}

static void write_names(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = shell_find("elvish");
	struct buf answer = BUF_INIT;

	(void)data;
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
		char *path = xasprintf("%s/%s", at("here"), hostile_names[i]);
		struct condition conditions[] = { { .type = CONDITION_PRESENT, .path = path } };
		struct freshness freshness = {
			.pid = (uint32_t)pid, .directory = path, .stamp = "/",
			.conditions = conditions, .n = COUNT_OF(conditions),
		};

		mkdir(path, 0700);
		answer.len = 0;
		shell->fresh(&answer, &freshness);
		buf_addc(&answer, '\n');
		if (i == 0) {
			add_eval(script, &answer, 0);
			buf_adds(script, "fn ask { if (own:__envd_fresh) { echo yes } else { echo no } }\n");
		} else {
			buf_adds(script, "builtin:eval &ns=$own: ");
			shell->quote(script, answer.data);
			buf_addc(script, '\n');
		}
		buf_adds(script, "ask\ncd ");
		shell->quote(script, path);
		buf_adds(script, "\nask\ne:rmdir ");
		shell->quote(script, path);
		buf_adds(script, "\nask\ncd /\n");
		free(path);
	}
	buf_free(&answer);
}

Test(elvish, hostile_paths_are_only_paths)
{
	for (size_t m = 0; m < 2; m++) {
		struct buf out = BUF_INIT, want = BUF_INIT;

		put_scene();
		run(&modes_of_elvish[m], write_names, NULL, &out);
		for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
			buf_adds(&want, "no\nyes\nno\n");
		cr_expect(same_string(out.data, want.data), "%s: %s", modes_of_elvish[m].locale,
			  out.data);
		buf_free(&out);
		buf_free(&want);
	}
}
