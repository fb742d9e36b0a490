/*
 * The function that says whether an answer still holds, in the real shells: one
 * row is one thing that happens between two prompts.
 */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(fresh, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void skip(const struct mode *mode)
{
	scratch_empty();
	cr_skip_test("%s is not installed", mode->shell);
}

struct row {
	const char *what;       /* commands, after the first "yes" */
	const char *want;       /* of the next question */
};

static const struct row rows[] = {
	{ ":", "yes" },
	{ "/bin/touch -d '2001-02-03 04:05:06.123456788' same", "no" },         /* 1 ns older */
	{ "/bin/touch -d '2001-02-03 04:05:06.123456790' same", "no" },         /* 1 ns newer */
	{ "/bin/touch -d '1990-01-01' same", "no" },
	{ "/bin/touch same", "no" },
	{ "/bin/touch -a same", "yes" },
	{ "/bin/chmod 700 same", "yes" },
	{ "/bin/rm same", "no" },
	{ "/bin/mv same was; /bin/ln -s was same", "yes" },                     /* followed */
	{ "/bin/rm present", "no" },
	{ "/bin/touch -d 1990-01-01 present", "yes" },
	{ "/bin/rm present; /bin/ln -s nowhere present", "no" },
	{ "/bin/rm present; /bin/mkdir present", "yes" },
	{ "/bin/touch absent", "no" },
	{ "/bin/mkdir absent", "no" },
	{ "/bin/ln -s present absent", "no" },
	{ "/bin/ln -sfn same link", "no" },
	{ "/bin/rm link", "no" },
	{ "/bin/rm link; /bin/ln target link", "yes" },
	{ "/bin/rm target", "no" },
	{ "/bin/cp target new; /bin/mv new target", "yes" },                    /* both lead there */
	{ "/bin/rm ../stamp", "no" },
	{ "/bin/touch ../stamp", "yes" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "no" },                                                 /* a link to here */
	{ "PWD=/", "no" },
	{ "/bin/mv ../here ../moved", "no" },
	{ "/bin/mv ../here ../moved; /bin/cp -a ../moved ../here", "no" },      /* exchanged */
	{ "PATH=$PATH:/x", "no" },
	{ "PATH=/usr/bin:/bin", "yes" },
	{ "VIRTUAL_ENV=/x", "no" },
	{ "export VIRTUAL_ENV=", "yes" },
	{ "CONDA_PREFIX=/x", "no" },
	{ "ENVD_STATE=x", "no" },
	{ "_OLD_VIRTUAL_PATH=", "no" },
	{ "WORKON_HOME=/x", "no" },
	{ "XDG_DATA_HOME=/x", "no" },
	{ "OTHER=/x", "yes" },
	{ "TZ=Asia/Tokyo", "yes" },
	{ "readonly TZ=Asia/Tokyo", "yes" },
	{ "readonly TZ; /bin/touch same", "no" },
};

struct scene {
	const struct shell *shell;
	const struct row *row;
	struct freshness freshness;
	long wrong_pid;
};

static void set_time(const char *path, long ns)
{
	struct timespec times[2] = { { 981173106, ns }, { 981173106, ns } };

	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0, "%s", path);
}

/* here/ with one entry of each type, and twins of the times. */
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
	set_time(at("here/same"), 123456789);
	set_time(at("twin.0"), 123456789);
}

static void add_questions(struct buf *script, const struct scene *scene)
{
	struct buf answer = BUF_INIT;

	buf_adds(script, "ask() { if __envd_fresh; then echo yes; else echo no; fi; }\n");
	scene->shell->fresh(&answer, &scene->freshness);
	put_bytes("answer", answer.data, answer.len, 0600);
	buf_adds(script, "answer=$(/bin/cat ../answer)\n\\builtin eval \"$answer\"\nask\n");
	buf_addf(script, "%s\nask\n", scene->row->what);
	buf_free(&answer);
}

static void write_scene(struct buf *script, pid_t pid, void *data)
{
	struct scene *scene = data;
	char *here = xstrdup(at("here")), *stamp = xstrdup(at("stamp"));
	char *twins = xstrdup(at("twin."));
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = xstrdup(at("here/same")),
		  .mtime = { 981173106, 123456789 } },
		{ .type = CONDITION_PRESENT, .path = xstrdup(at("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(at("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(at("here/link")),
		  .other = xstrdup(at("here/target")) },
	};

	scene->freshness.pid = (uint32_t)(pid + scene->wrong_pid);
	scene->freshness.directory = here;
	scene->freshness.stamp = stamp;
	scene->freshness.twins = twins;
	scene->freshness.conditions = conditions;
	scene->freshness.n = COUNT_OF(conditions);
	add_questions(script, scene);
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		free(conditions[i].path);
		free(conditions[i].other);
	}
	free(here);
	free(stamp);
	free(twins);
}

/* What the shell says to the questions; "" when it is not here. */
static void expect_scene(const struct mode *mode, struct scene *scene, const char *want)
{
	struct buf out = BUF_INIT;
	int status;

	put_scene();
	scene->shell = shell_find(mode->shell);
	status = realshell_run(mode, at("here"), write_scene, scene, &out);
	if (status < 0)
		skip(mode);
	cr_expect_eq(status, 0, "%s, %s: exit status %d", mode_name(mode), scene->row->what, status);
	cr_expect_str_eq(out.data, want, "%s, %s: <%s>", mode_name(mode), scene->row->what,
			 out.data);
	buf_free(&out);
}

Test(fresh, each_thing_that_happens_in_each_shell)
{
	for (const struct mode *mode = modes; mode->shell; mode++) {
		bool is_plain = !mode->arguments[2] && strcmp(mode->locale, modes->locale) == 0;

		/* all in the plain ones, every fifth in the others */
		for (size_t i = 0; i < COUNT_OF(rows); i += is_plain ? 1 : 5) {
			struct scene scene = { .row = &rows[i] };
			char *want = xasprintf("yes\n%s\n", rows[i].want);

			expect_scene(mode, &scene, want);
			free(want);
		}
	}
}

Test(fresh, another_shell_s_answer_is_not_ours)
{
	static const struct row row = { ":", NULL };

	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct scene scene = { .row = &row, .wrong_pid = 1 };

		expect_scene(mode, &scene, "no\nno\n");
	}
}

Test(fresh, holds_as_often_as_it_may)
{
	static const struct row row = { "ask; ask; PATH=$PATH:; ask; PATH=${PATH%:}; ask; ask", NULL };
	static const struct row change = { "PATH=$PATH:; ask; PATH=${PATH%:}; ask; ask", NULL };

	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct scene scene = { .row = &row, .freshness.uses = 3 };

		expect_scene(mode, &scene, "yes\nyes\nyes\nno\nno\nno\nno\n");
		scene.row = &change;    /* a "no" of another cause is not counted */
		expect_scene(mode, &scene, "yes\nno\nyes\nyes\nno\n");
	}
}

/* ---- hostile paths ---- */

struct names {
	const struct shell *shell;
	struct condition conditions[2 * COUNT_OF(hostile_names)];
};

static void put_names(struct names *names, const struct mode *mode)
{
	*names = (struct names){ .shell = shell_find(mode->shell) };
	set_time(at("twin.0"), 42);
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++) {
		struct condition *condition = &names->conditions[2 * i];

		condition[0].type = CONDITION_SAME;
		condition[0].path = xasprintf("%s/%s", at("here"), hostile_names[i]);
		condition[0].mtime = (struct timespec){ 981173106, 42 };
		condition[1].type = CONDITION_PRESENT;
		condition[1].path = xstrdup(condition[0].path);
		mkdir(condition[0].path, 0700);
		set_time(condition[0].path, 42);
	}
}

/* It does not hold outside of each directory, and holds in it until (in some)
 * its time changes. */
static void write_names(struct buf *script, pid_t pid, void *data)
{
	struct names *names = data;
	struct freshness freshness = {
		.pid = (uint32_t)pid, .stamp = "/", .twins = xstrdup(at("twin.")),
		.n = 2,
	};

	buf_adds(script, "ask() { if __envd_fresh; then echo yes; else echo no; fi; }\n");
	for (size_t i = 0; i < COUNT_OF(names->conditions); i += 2) {
		freshness.conditions = &names->conditions[i];
		freshness.directory = names->conditions[i].path;
		names->shell->fresh(script, &freshness);
		buf_adds(script, "ask\ncd ");
		posix_quote(script, freshness.directory);
		buf_adds(script, i % 8 ? "\nask\n" : "\nask\n/bin/touch .\nask\n");
	}
	free((char *)freshness.twins);
}

Test(fresh, hostile_paths_are_only_paths)
{
	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct names names;
		struct buf out = BUF_INIT, want = BUF_INIT;
		int status;

		put_scene();
		put_names(&names, mode);
		status = realshell_run(mode, at("here"), write_names, &names, &out);
		if (status < 0)
			skip(mode);
		for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
			buf_adds(&want, i % 4 ? "no\nyes\n" : "no\nyes\nno\n");
		cr_expect(same_string(out.data, want.data), "%s: %s", mode_name(mode), out.data);
		cr_expect_eq(status, 0, "%s: %d", mode_name(mode), status);
		cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something",
			      mode_name(mode));
		for (size_t i = 0; i < COUNT_OF(names.conditions); i++)
			free(names.conditions[i].path);
		buf_free(&out);
		buf_free(&want);
	}
}
