/* witness: environments that appear before a shell's eyes, and those that only
 * look so. */
#include "trust/witness.h"

#include "realenv.h"
#include "trust/trust.h"

#include "envd/process.h"
#include "envd/text.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>

static char runtime[80], shell[200];

/* This process is the shell. */
static void name_shell(pid_t pid, uint64_t namespace, uint64_t start)
{
	snprintf(shell, sizeof(shell), "run/s/%" PRIu64 "-%ld-%" PRIu64, namespace, (long)pid,
		 start);
	put_dir("run/s/x");
	rmdir(at("run/s/x"));
	put_dir(shell);
	chmod(at("run"), 0700);
	chmod(at("run/s"), 0700);
	chmod(at(shell), 0700);
}

static void setup(void)
{
	uint64_t start;

	begin();
	cr_assert_eq(process_start_time(getpid(), &start), 0);
	name_shell(getpid(), process_namespace(), start);
	snprintf(runtime, sizeof(runtime), "%s/run", scratch);
	viewer.runtime = runtime;
	viewer.home = scratch;
	put_dir("p");
}

TestSuite(witness, .init = setup, .fini = end);

/* Two ticks of the kernel's clock, so that what comes is not in this one. */
static void let_time_pass(void)
{
	usleep(25 * 1000);
}

static void add_place(struct buf *text, const char *path)
{
	struct file file;

	cr_assert_eq(file_look(AT_FDCWD, path, true, &file), 0);
	buf_addf(text, "%" PRIu64 " %" PRIu64 " ", file.device, file.inode);
	percent_encode(text, path);
	buf_addc(text, '\n');
}

/* As the client does on "nothing here" in `dir`. */
static void see_at(const char *dir, struct timespec t0)
{
	struct buf text = BUF_INIT;
	char *path = path_clean(scratch, dir), *file = NULL;

	buf_addf(&text, "seen 1 %lld.%09ld\n", (long long)t0.tv_sec, t0.tv_nsec);
	while (strcmp(path, "/") != 0) {
		char *parent = path_parent(path);

		add_place(&text, path);
		free(path);
		path = parent;
	}
	free(path);
	cr_assert_geq(asprintf(&file, "%s/seen", shell), 0);
	put_bytes(file, text.data, text.len, 0600);
	free(file);
	buf_free(&text);
}

static void see(const char *dir)
{
	let_time_pass();
	see_at(dir, time_of_files());
}

#define EXPECT_WITNESS(is_code) do {                                                  \
		look_at("p/.venv", NULL);                                             \
		cr_assert_eq(evidence.witness.code, (uint32_t)(is_code), "%u %s, %s", \
			     evidence.witness.code, evidence.witness.a, told());      \
	} while (0)

/* ---- what is made ---- */

Test(witness, what_venv_makes_in_a_seen_directory)
{
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	EXPECT_CLEAN();
}

Test(witness, each_makers_way)
{
	static const char *const ways[] = {
		"/usr/bin/python3 -I -m venv --without-pip --copies p/.venv",
		"/usr/bin/python3 -I -m venv p/.venv",
		"/usr/bin/python3 -I -m virtualenv --no-download --app-data @/data p/.venv",
		"/usr/bin/python3 -I -m virtualenv --no-download --app-data @/data --copies p/.venv",
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		run("rm -rf p/.venv");
		see("p");
		run(ways[i]);
		EXPECT_WITNESS(REASON_WITNESSED);
		EXPECT_CLEAN();
	}
}

Test(witness, other_pythons_as_far_as_they_are_here)
{
	bool is_any = false;

	for (int minor = 6; minor < 16; minor++) {
		char command[200];

		snprintf(command, sizeof(command), "PATH=$PATH:/usr/local/bin "
			 "python3.%d -c pass 2>/dev/null", minor);
		if (system(command) != 0)
			continue;
		run("rm -rf p/.venv");
		see("p");
		snprintf(command, sizeof(command),
			 "python3.%d -I -m venv --without-pip p/.venv", minor);
		run(command);
		EXPECT_WITNESS(REASON_WITNESSED);
		is_any = true;
	}
	cr_assert(is_any);
}

Test(witness, made_in_the_very_tick_counts)
{
	see("p");
	make_venv("p/.venv");
	look_at("p/.venv", NULL);
	see_at("p", evidence.prefix.btime);
	EXPECT_WITNESS(REASON_WITNESSED);
}

/* ---- what only looks so ---- */

Test(witness, nobody_saw_it)
{
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_NOT_SEEN);
	run("mkdir q");
	see("q");
	EXPECT_WITNESS(REASON_NOT_SEEN);        /* what is above was, but p is older */
}

Test(witness, it_was_there_before)
{
	make_venv("p/.venv");
	see("p");
	EXPECT_WITNESS(REASON_OLDER_FILE);
	cr_assert_str_eq(evidence.witness.a, at("p/.venv"));
}

Test(witness, unpacked_copied_and_moved_keep_older_times)
{
	static const char *const ways[] = {
		"tar xf t.tar -C p", "cp -a q/.venv p/", "mv q/.venv p/",
		"rsync -a q/.venv p/ || cp -a q/.venv p/",
		"python3 -c 'import tarfile; tarfile.open(\"t.tar\").extractall(\"p\")'",
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		run("rm -rf p/.venv; mkdir -p q");
		make_venv("p/.venv");   /* it names the right path */
		run("tar cf t.tar -C p .venv; rm -rf q/.venv; mv p/.venv q/");
		see("p");
		run(ways[i]);
		look_at("p/.venv", NULL);
		EXPECT_CLEAN();
		EXPECT_WITNESS(REASON_OLDER_FILE);
	}
}

Test(witness, one_older_file_is_enough)
{
	static const char *const files[] = {
		"pyvenv.cfg", "bin/python", "bin/tool",
	};

	see("p");
	make_venv("p/.venv");
	put_program("p/.venv/bin/tool");
	run("touch -d 2001-01-01 p/.venv/bin/Activate.ps1 p/.venv/bin/activate.csh");
	EXPECT_WITNESS(REASON_WITNESSED);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char command[200];

		snprintf(command, sizeof(command), "touch -h -d 2001-01-01 p/.venv/%s", files[i]);
		run(command);
		EXPECT_WITNESS(REASON_OLDER_FILE);
		snprintf(command, sizeof(command), "%s/p/.venv/%s", scratch, files[i]);
		cr_assert_str_eq(evidence.witness.a, command);
		snprintf(command, sizeof(command), "touch -h -d 2222-01-01 p/.venv/%s", files[i]);
		run(command);
		EXPECT_WITNESS(REASON_FUTURE_FILE);
		snprintf(command, sizeof(command), "touch -h p/.venv/%s", files[i]);
		run(command);
		EXPECT_WITNESS(REASON_WITNESSED);
	}
}

Test(witness, bin_that_hides_any_command_of_the_system)
{
	see("p");
	make_venv("p/.venv");
	put_program("p/.venv/bin/no-such-command-here");
	EXPECT_WITNESS(REASON_WITNESSED);
	put_program("p/.venv/bin/addr2line");
	if (access("/usr/bin/addr2line", F_OK) == 0)
		EXPECT_WITNESS(REASON_HIDES);
	unlink(at("p/.venv/bin/addr2line"));
	put_program("p/.venv/bin/env");
	EXPECT_WITNESS(REASON_HIDES);
	cr_assert_str_eq(evidence.witness.a, at("p/.venv/bin/env"));
}

/* ---- directories ---- */

Test(witness, directory_made_and_entered_inherits)
{
	see("p");
	run("mkdir -p p/a/b");
	make_venv("p/a/b/.venv");
	look_at("p/a/b/.venv", NULL);
	cr_assert_eq(evidence.witness.code, REASON_WITNESSED, "%u", evidence.witness.code);
}

Test(witness, directory_that_was_there_does_not_inherit)
{
	run("mkdir -p p/a");
	see("p");
	run("mkdir p/a/b");
	make_venv("p/a/b/.venv");
	look_at("p/a/b/.venv", NULL);
	cr_assert_eq(evidence.witness.code, REASON_NOT_SEEN);
}

Test(witness, directory_moved_in_does_not_inherit)
{
	run("mkdir -p q");
	see("p");
	run("mv q p/q");
	make_venv("p/q/.venv");
	look_at("p/q/.venv", NULL);
	cr_assert_eq(evidence.witness.code, REASON_NOT_SEEN);
}

/* ---- shells ---- */

Test(witness, dead_shell_sees_nothing)
{
	pid_t pid = fork();
	uint64_t start;

	if (pid == 0) {
		pause();
		_exit(0);
	}
	cr_assert_eq(process_start_time(pid, &start), 0);
	rmdir(at(shell));
	name_shell(pid, process_namespace(), start);
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	EXPECT_WITNESS(REASON_NOT_SEEN);
}

Test(witness, another_start_time_or_namespace_is_another_shell)
{
	uint64_t start;

	cr_assert_eq(process_start_time(getpid(), &start), 0);
	rmdir(at(shell));
	name_shell(getpid(), process_namespace(), start + 1);
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_NOT_SEEN);
	name_shell(getpid(), process_namespace() + 1, start);
	see_at("p", (struct timespec){ .tv_sec = 1 });
	EXPECT_WITNESS(REASON_NOT_SEEN);
}

Test(witness, malformed_names_and_files_count_as_nothing)
{
	static const char *const names[] = {
		"run/s/1-2-3-4", "run/s/-1-2", "run/s/a-b-c", "run/s/1--2", "run/s/99999999999999999999-1-1",
	};
	static const char *const texts[] = {
		"", "seen 2 1.000000000\n", "seen 1 1\n", "seen 1 1.0\n1 2\n", "seen 1 -1.0\n",
		"seen 1 1.000000000\n1 2 %zz\n", "seen 1 1.000000000\n1 x /\n",
	};
	char file[240];

	see("p");
	make_venv("p/.venv");
	for (size_t i = 0; i < COUNT_OF(names); i++)
		put_dir(names[i]);
	EXPECT_WITNESS(REASON_WITNESSED);
	snprintf(file, sizeof(file), "%s/seen", shell);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		put_bytes(file, texts[i], strlen(texts[i]), 0600);
		EXPECT_WITNESS(REASON_NOT_SEEN);
	}
}

Test(witness, seen_file_that_others_could_write)
{
	char file[240];

	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	snprintf(file, sizeof(file), "%s/seen", shell);
	chmod(at(file), 0622);
	EXPECT_WITNESS(REASON_NOT_SEEN);
	chmod(at(file), 0600);
	chmod(at("run/s"), 0777);
	EXPECT_WITNESS(REASON_NOT_SEEN);
	chmod(at("run/s"), 0700);
	EXPECT_WITNESS(REASON_WITNESSED);
}

Test(witness, any_shell_that_saw_it_suffices)
{
	uint64_t start;
	pid_t pid;

	see("p");
	make_venv("p/.venv");
	pid = fork();
	if (pid == 0) {
		pause();
		_exit(0);
	}
	cr_assert_eq(process_start_time(pid, &start), 0);
	name_shell(pid, process_namespace(), start);
	see("p");       /* too late */
	EXPECT_WITNESS(REASON_WITNESSED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- version control ---- */

Test(witness, version_control_before_does_not_matter)
{
	run("cd p && git init -q && mkdir .hg _darcs");
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
}

Test(witness, version_control_that_wrote_since)
{
	static const char *const places[] = {
		"p/.git", "p/.hg", "p/.jj", "p/.svn", "p/.sl", "p/.bzr", "p/_darcs", "p/.pijul",
		".git", "p/.venv/.git",
	};
	char file[200];

	see("p");
	make_venv("p/.venv");
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		let_time_pass();
		snprintf(file, sizeof(file), "%s/index", places[i]);
		put_file(file, "");
		EXPECT_WITNESS(REASON_VCS_WROTE);
		cr_assert_str_eq(evidence.witness.a, at(places[i]));
		snprintf(file, sizeof(file), "rm -rf %s", places[i]);
		run(file);
		EXPECT_WITNESS(REASON_WITNESSED);
	}
	put_file("p/.fslckout", "");
	EXPECT_WITNESS(REASON_VCS_WROTE);
}

Test(witness, version_control_that_writes_deeper_or_in_place)
{
	static const char *const places[] = {
		"p/.jj/working_copy/tree_state", "p/.bzr/checkout/x", "p/.svn/wc.db",
		"p/.pijul/pristine/db", "p/.fslckout",
	};

	for (size_t i = 0; i < COUNT_OF(places); i++)
		put_file(places[i], "");
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		let_time_pass();
		put_file(places[i], "x");
		if (i < 2)      /* these are replaced, not written in place */
			unlink(at(places[i]));
		EXPECT_WITNESS(REASON_VCS_WROTE);
		see("p");
		run("rm -rf p/.venv");
		make_venv("p/.venv");
		EXPECT_WITNESS(REASON_WITNESSED);
	}
}

Test(witness, search_ends_at_home)
{
	char home[100];

	snprintf(home, sizeof(home), "%s/p", scratch);
	see("p");
	make_venv("p/.venv");
	put_file(".git/index", "");
	viewer.home = home;
	EXPECT_WITNESS(REASON_WITNESSED);
	viewer.home = scratch;
	EXPECT_WITNESS(REASON_VCS_WROTE);
}

Test(witness, git_checkout_that_brings_an_environment)
{
	run("export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b;"
	    "cd p && git init -q && git commit -q --allow-empty -m 0 && git branch empty");
	make_venv("p/.venv");
	run("export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b;"
	    "cd p && rm -f .venv/.gitignore && git add -f .venv && git commit -q -m 1 && git branch full &&"
	    "git checkout -q empty && rm -rf .venv");
	see("p");
	run("cd p && git checkout -q full");
	look_at("p/.venv", NULL);
	cr_assert_eq(evidence.witness.code, REASON_VCS_WROTE, "%u", evidence.witness.code);
}

Test(witness, worktree_and_submodule_by_their_git_file)
{
	put_file("repo/.git/worktrees/w/commondir", "../..\n");
	put_file("p/.git", "gitdir: ../repo/.git/worktrees/w\n");
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	let_time_pass();
	put_file("repo/.git/x", "");
	EXPECT_WITNESS(REASON_VCS_WROTE);
	cr_assert_str_eq(evidence.witness.a, at("repo/.git"));
	see("p");
	run("rm -rf p/.venv");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_WITNESSED);
	let_time_pass();
	put_file("repo/.git/worktrees/w/index", "");
	EXPECT_WITNESS(REASON_VCS_WROTE);
}

Test(witness, git_file_that_leads_nowhere_cannot_tell)
{
	put_file("p/.git", "gitdir: /nowhere\n");
	see("p");
	make_venv("p/.venv");
	EXPECT_WITNESS(REASON_VCS_WROTE);
	cr_assert_str_eq(evidence.witness.a, at("p/.git"));
	put_file("p/.git", "what?\n");
	see_at("p", evidence.prefix.btime);
	EXPECT_WITNESS(REASON_VCS_WROTE);
}

Test(witness, version_control_in_the_same_tick)
{
	struct timespec t0 = { .tv_sec = 100, .tv_nsec = 4000000 }, now = { .tv_sec = 200 };
	struct timespec next = { .tv_sec = 100, .tv_nsec = 8000000 };
	struct ages ages = { .birth = next };
	struct vcs vcs = { .path = "/p/.git", .wrote = t0 };
	struct reason reason = { 0 };

	ages_add(&ages, "/p/.venv/pyvenv.cfg", next);
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_WITNESSED, "git ended before the birth");
	vcs.is_locked = true;
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_VCS_WROTE, "git has not ended");
	vcs.is_locked = false;
	ages.birth = t0;
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_VCS_WROTE, "nobody can tell which was first");
	vcs.wrote.tv_nsec--;
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_WITNESSED, "before");
	vcs.wrote = next;
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_VCS_WROTE, "after");
	ages.birth = (struct timespec){ 0 };
	witness_judge(&reason, "/p/.venv", &ages, &vcs, t0, now);
	cr_assert_eq(reason.code, REASON_NO_BIRTH_TIME);
	reason_deinit(&reason);
	ages_deinit(&ages);
}

/* ---- with the table ---- */

Test(witness, beginners_story_from_nothing_to_stored)
{
	struct decisions *decisions = decisions_new(at("decisions"));
	struct trust_rules rules = { 0 };
	struct decision decision;
	struct trust trust;

	see("p");
	make_venv("p/.venv");
	look_at("p/.venv", NULL);
	trust_decide(&trust, &env, &evidence, decisions, &rules);
	cr_assert_eq(trust.verdict, VERDICT_YES);
	cr_assert_eq(trust.row, 6);
	cr_assert(trust.is_to_store);
	trust_deinit(&trust);
	trust_to_decision(&decision, DECISION_WITNESS, &env, &evidence);
	cr_assert_eq(decisions_set(decisions, &decision), 0);
	decision_deinit(&decision);

	/* The shell is gone, pip was run: still on. A planted git: asks. */
	run("rm -rf run");
	put_program("p/.venv/bin/ruff");
	look_at("p/.venv", NULL);
	trust_decide(&trust, &env, &evidence, decisions, &rules);
	cr_assert_eq(trust.reason.code, REASON_WITNESSED_BEFORE);
	trust_deinit(&trust);
	put_program("p/.venv/bin/git");
	look_at("p/.venv", NULL);
	trust_decide(&trust, &env, &evidence, decisions, &rules);
	cr_assert_eq(trust.verdict, VERDICT_ASK);
	cr_assert_eq(trust.reason.code, REASON_HIDES);
	trust_deinit(&trust);

	/* Removed and unpacked in its place: another birth, asks. */
	run("rm p/.venv/bin/git; tar cf t.tar -C p .venv; rm -rf p/.venv; tar xf t.tar -C p");
	look_at("p/.venv", NULL);
	trust_decide(&trust, &env, &evidence, decisions, &rules);
	cr_assert_eq(trust.verdict, VERDICT_ASK);
	cr_assert_eq(trust.row, 7);
	trust_deinit(&trust);
	decisions_free(decisions);
}
