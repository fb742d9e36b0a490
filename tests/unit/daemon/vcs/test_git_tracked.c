/* tracked: real repositories, in the states that git leaves them in. */
#include "vcs/git_tracked.h"

#include "vcs/git_cache.h"
#include "realenv.h"

#include <criterion/criterion.h>

TestSuite(tracked, .init = begin, .fini = end);
TestSuite(tracked_root, .fini = end);

/* No configuration but the repository's own; files that can be slow. */
static void git(const char *command)
{
	char *line = NULL;

	cr_assert_geq(asprintf(&line, "export HOME=@/home GIT_CONFIG_NOSYSTEM=1; mkdir -p $HOME;"
				      "git config --global user.name a;"
				      "git config --global user.email a@b;"
				      "git config --global protocol.file.allow always;"
				      "%s", command), 0);
	run(line);
	free(line);
}

/* A repository that has .gitignore, .venv's files and others, as its branches
 * say: plain has no .venv, full has one. */
static void make_repository(const char *path, const char *options)
{
	char *line = NULL;

	cr_assert_geq(asprintf(&line,
		"git init -q %s %s; cd %s; mkdir -p sub/deep out; echo .venv >.gitignore;"
		"touch sub/a sub/deep/b out/c; git add .; git commit -qm plain; git branch plain;"
		"mkdir -p .venv/bin out/env; touch .venv/bin/python .venv/pyvenv.cfg out/env/x;"
		"git add -f .venv out; git commit -qm full; git branch full; git checkout -q plain",
		options, path, path), 0);
	git(line);
	free(line);
}

/* All that was found about a path: "CODE path", one a line, with names for the
 * codes. */
static const char *found(const char *path)
{
	static const struct {
		uint32_t code;
		const char *name;
	} names[] = {
		{ REASON_TRACKED, "tracked" }, { REASON_VCS_BUSY, "busy" },
		{ REASON_VCS_UNCLEAR, "unclear" }, { REASON_UNTRACKED, "not" },
	};
	struct git_findings findings = { &evidence.soft, &evidence.notes, &evidence.supports };
	struct git_view view = { .uid = viewer.uid, .cache = viewer.git,
				 .fs_type_of = viewer.fs_type_of, .fs_data = viewer.fs_data };
	const struct reasons *lists[] = { &evidence.soft, &evidence.notes };
	struct buf out = BUF_INIT;

	look_away();
	evidence = (struct evidence){ 0 };
	git_tracked_look(&findings, &view, at(path));
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < lists[i]->n; j++)
			for (size_t k = 0; k < COUNT_OF(names); k++)
				if (names[k].code == lists[i]->v[j].code)
					buf_addf(&out, "%s%s %s", out.len ? ", " : "",
						 names[k].name, lists[i]->v[j].a + strlen(scratch) + 1);
	return keep_for_a_while(buf_detach(&out));
}

#define EXPECT(path, expected) cr_expect_str_eq(found(path), expected, "%s", found(path))

static const struct support *support_of(const char *path)
{
	for (size_t i = 0; i < evidence.supports.n; i++)
		if (strcmp(evidence.supports.v[i].path, at(path)) == 0)
			return &evidence.supports.v[i];
	return NULL;
}

/* ---- the ordinary ones ---- */

Test(tracked, no_repository_at_all)
{
	put_dir("p/.venv");
	EXPECT("p/.venv", "");
	cr_expect_eq(evidence.supports.n, 0u);
}

Test(tracked, ignored_or_not_it_is_not_tracked)
{
	make_repository("r", "");
	put_file("r/.venv/pyvenv.cfg", "");
	put_file("r/venv/pyvenv.cfg", "");
	EXPECT("r/.venv", "not r/.git/index");
	cr_assert_not_null(support_of("r/.git/index"));
	cr_expect_eq(support_of("r/.git/index")->type, CONDITION_SAME);
	EXPECT("r/venv", "not r/.git/index");
	EXPECT("r/sub/deep/.venv", "not r/.git/index");
}

Test(tracked, tracked)
{
	make_repository("r", "");
	git("cd r; git checkout -q full");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	EXPECT("r/.VENV", "tracked r/.venv/bin/python");
	EXPECT("r/out/env", "tracked r/out/env/x");
	EXPECT("r/sub/.venv", "not r/.git/index");
	git("cd r; git rm -rq --cached .venv");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git add -N -f .venv/pyvenv.cfg");
	EXPECT("r/.venv", "tracked r/.venv/pyvenv.cfg");
}

/* A link or file called .venv is a thing of its own in the index. */
Test(tracked, pointer)
{
	make_repository("r", "");
	put_link("r/.venv", "../elsewhere");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git add -f .venv");
	EXPECT("r/.venv", "tracked r/.venv");
}

Test(tracked, cloned)
{
	make_repository("r", "");
	git("git clone -q -b full r c; git clone -q -b plain r d; git clone -qn -b full r e");
	EXPECT("c/.venv", "tracked c/.venv/bin/python");
	EXPECT("d/.venv", "not d/.git/index");
	EXPECT("e/.venv", "unclear e/.git/index");
}

Test(tracked, conflict)
{
	make_repository("r", "");
	git("cd r; git checkout -q full; echo 1 >.venv/pyvenv.cfg; git commit -qam one;"
	    "git checkout -qb other HEAD^; git rm -q .venv/pyvenv.cfg .venv/bin/python;"
	    "git commit -qm two; git merge full || git merge - || git merge @{-1} || :");
	EXPECT("r/.venv", "tracked r/.venv/pyvenv.cfg");
}

/* ---- kinds of indexes and repositories ---- */

Test(tracked, each_version)
{
	static const char *const versions[] = { "2", "3", "4" };

	make_repository("r", "");
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		char *line = NULL;

		cr_assert_geq(asprintf(&line, "cd r; git config index.version %s; git checkout -q full;"
					      "git update-index --index-version %s",
				       versions[i], versions[i]), 0);
		git(line);
		free(line);
		EXPECT("r/.venv", "tracked r/.venv/bin/python");
		EXPECT("r/venv", "not r/.git/index");
		git("cd r; git checkout -q plain");
		EXPECT("r/.venv", "not r/.git/index");
	}
}

Test(tracked, sha256)
{
	make_repository("r", "--object-format=sha256");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git checkout -q full");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	git("cd r; sed -i s/sha256/sha1/ .git/config");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; sed -i s/sha1/sha512/ .git/config");
	EXPECT("r/.venv", "unclear r/.git/config");
}

Test(tracked, split)
{
	make_repository("r", "");
	git("cd r; git config splitIndex.maxPercentChange 100; git checkout -q full;"
	    "git update-index --split-index; test -e .git/sharedindex.*");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	EXPECT("r/venv", "not r/.git/index");
	git("cd r; mkdir v w; touch v/x w/y; git add v/x; echo 1 >sub/a; git add sub/a");
	EXPECT("r/v", "tracked r/v/x");
	EXPECT("r/w", "not r/.git/index");
	EXPECT("r/sub", "tracked r/sub/a");
	/* Deleted from the index, and still in the one that it is based on. */
	git("cd r; git rm -rq --cached .venv");
	EXPECT("r/.venv", "unclear r/.git/index");
	EXPECT("r/w", "not r/.git/index");
	git("cd r; git update-index --no-split-index");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git update-index --split-index; rm .git/sharedindex.*");
	EXPECT("r/w", "unclear r/.git/index");
}

Test(tracked, split_version_4)
{
	make_repository("r", "");
	git("cd r; git config splitIndex.maxPercentChange 100; git config index.version 4;"
	    "git checkout -q full; git update-index --split-index; mkdir v; touch v/x; git add v/x");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	EXPECT("r/v", "tracked r/v/x");
	EXPECT("r/venv", "not r/.git/index");
}

/* A shared index of the right name with another content. */
Test(tracked, split_and_swapped)
{
	make_repository("r", "");
	git("cd r; git update-index --split-index; f=$(echo .git/sharedindex.*); rm $f;"
	    "git read-tree full --index-output=other; cp other $f");
	EXPECT("r/.venv", "unclear r/.git/index");
}

Test(tracked, sparse)
{
	make_repository("r", "");
	git("cd r; git checkout -q full; git sparse-checkout init --cone --sparse-index;"
	    "git sparse-checkout set sub; git ls-files --sparse | grep -x out/");
	EXPECT("r/.venv", "tracked r/.venv/");
	EXPECT("r/sub/.venv", "not r/.git/index");
	EXPECT("r/out/env", "unclear r/.git/index");
	EXPECT("r/out", "tracked r/out/");
	EXPECT("r/outer", "not r/.git/index");
	/* Not in the work tree, and in the index all the same. */
	git("cd r; git sparse-checkout init --cone --no-sparse-index");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
}

Test(tracked, checksum_left_out)
{
	make_repository("r", "");
	git("cd r; git checkout -q full; n=$(stat -c %s .git/index);"
	    "truncate -s $((n - 20)) .git/index; truncate -s $n .git/index");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	EXPECT("r/venv", "not r/.git/index");
}

Test(tracked, damaged_or_too_large)
{
	make_repository("r", "");
	git("cd r; cp .git/index i; printf x | dd of=.git/index bs=1 seek=50 conv=notrunc");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; : >.git/index");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; rm .git/index; mkfifo .git/index");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; rm .git/index; ln -s ../i .git/index");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; rm .git/index; cp i .git/index; truncate -s 65M .git/index");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; cp i .git/index; echo '[core' >>.git/config");
	EXPECT("r/.venv", "unclear r/.git/config");
}

/* ---- where the repository is ---- */

Test(tracked, work_trees)
{
	make_repository("r", "");
	git("cd r; git worktree add -q ../w full; git worktree add -q ../x -b x plain");
	EXPECT("w/.venv", "tracked w/.venv/bin/python");
	EXPECT("x/.venv", "not r/.git/worktrees/x/index");
	/* A .git that names another's: the other knows nothing of it. */
	put_dir("y");
	git("cp x/.git y/.git");
	EXPECT("y/.venv", "unclear y/.git");
	put_file("y/.git", "gitdir: ../r/.git\n");
	EXPECT("y/.venv", "unclear y/.git");
	git("mv x z");
	EXPECT("z/.venv", "unclear z/.git");
	git("cd r; git worktree repair ../z");
	EXPECT("z/.venv", "not r/.git/worktrees/x/index");
	git("cd r; git worktree add -q --no-checkout -b n ../n full");
	EXPECT("n/.venv", "unclear r/.git/worktrees/n/index");
}

Test(tracked, work_tree_in_sha256)
{
	make_repository("r", "--object-format=sha256");
	git("cd r; git worktree add -q ../w full; git config extensions.worktreeConfig true;"
	    "cd ../w; git config --worktree core.x y");
	EXPECT("w/.venv", "tracked w/.venv/bin/python");
	EXPECT("w/venv", "not r/.git/worktrees/w/index");
}

Test(tracked, submodules)
{
	make_repository("m", "");
	make_repository("r", "");
	git("cd m; git checkout -q full; cd ../r; git submodule --quiet add ../m full;"
	    "cd ../m; git checkout -q plain; cd ../r; git submodule --quiet add ../m plain;"
	    "git commit -qm submodules");
	EXPECT("r/full/.venv", "tracked r/full/.venv/bin/python, not r/.git/index");
	EXPECT("r/plain/.venv", "not r/.git/modules/plain/index, not r/.git/index");
	EXPECT("r/plain/sub/.venv", "not r/.git/modules/plain/index, not r/.git/index");
	EXPECT("r/.venv", "not r/.git/index");
	/* The environment itself is one. */
	EXPECT("r/plain", "tracked r/plain/.gitignore, tracked r/plain");
	/* One that has no repository of its own answers for nothing. */
	git("cd r; git submodule --quiet deinit -f plain; mkdir -p plain/.venv");
	EXPECT("r/plain/.venv", "tracked r/plain");
}

Test(tracked, directory_elsewhere)
{
	make_repository("r", "");
	git("git init -q --separate-git-dir=@/elsewhere s");
	EXPECT("s/.venv", "unclear s/.git");
	put_dir("t");
	git("cd r; git config core.worktree @/t");
	EXPECT("r/.venv", "unclear r/.git");
	git("cd r; git config core.worktree ..");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git config --unset core.worktree; cd ..; mv r/.git g; ln -s ../g r/.git");
	EXPECT("r/.venv", "unclear r/.git");
}

Test(tracked, what_a_git_file_may_name)
{
	static const char *const texts[] = {
		"", "gitdir:", "gitdir: ", "gitdir: /nowhere\n", "gitdir: /proc/self/cwd\n",
		"gitdir: /net/evil.example/x\n", "gitdir: .git\n", "gitdir: .\n", "gibberish\n",
		"gitdir: ../loop\n",
	};

	put_link("loop", "loop");
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		put_file("p/.git", texts[i]);
		EXPECT("p/.venv", "unclear p/.git");
	}
}

/* What git does not take for a repository. */
Test(tracked, no_repository)
{
	put_dir("p/.git");
	EXPECT("p/.venv", "");
	put_dir("p/.git/objects");
	put_dir("p/.git/refs");
	EXPECT("p/.venv", "");
}

/* `git init`, and nothing else yet: the beginner's first minute. */
Test(tracked, nothing_in_it_yet)
{
	git("git init -q r");
	EXPECT("r/.venv", "not r/.git/index");
	cr_expect_eq(support_of("r/.git/index")->type, CONDITION_ABSENT);
	git("cd r; touch x; git add x");
	EXPECT("r/.venv", "not r/.git/index");
	cr_expect_eq(support_of("r/.git/index")->type, CONDITION_SAME);
	git("cd r; git commit -qm x; rm .git/index");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; git gc -q; rm -rf .git/objects/??");
	EXPECT("r/.venv", "unclear r/.git/index");
	git("cd r; git config core.bare true");
	EXPECT("r/.venv", "not r/.git/index");
}

/* Dotfiles: the home directory, or all of it from the root, is a repository. */
Test(tracked, repositories_above)
{
	make_repository("h", "");
	make_repository("h/a/p", "");
	put_dir("h/a/q/.venv");
	EXPECT("h/a/q/.venv", "not h/.git/index");
	EXPECT("h/a/p/.venv", "not h/a/p/.git/index, not h/.git/index");
	git("cd h; mkdir -p a/q/.venv; touch a/q/.venv/x; git add -f a/q/.venv/x");
	EXPECT("h/a/q/.venv", "tracked h/a/q/.venv/x");
	/* The inner one does not know what the outer one has of it. */
	git("cd h; printf '100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\\ta/p/.venv/bin/x\\n' |"
	    "git update-index --index-info");
	EXPECT("h/a/p/.venv", "tracked h/a/p/.venv/bin/x, not h/a/p/.git/index");
}

/* The environment is the work tree. */
Test(tracked, environment_that_is_a_repository)
{
	make_repository("tools", "");
	EXPECT("tools", "tracked tools/.gitignore");
	git("git init -q new");
	EXPECT("new", "not new/.git/index");
}

/* ---- git at work ---- */

Test(tracked, locked)
{
	make_repository("r", "");
	put_file("r/.git/index.lock", "");
	EXPECT("r/.venv", "busy r/.git/index.lock");
	cr_expect_eq(support_of("r/.git/index.lock")->type, CONDITION_SAME);
	git("cd r; rm .git/index.lock; git checkout -q full; touch .git/index.lock");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
}

/* `.git` in such a directory would be looked for by the automounter. */
static const char *type_of(const void *automount, const char *path)
{
	return strcmp(path, automount) == 0 ? "autofs" : "ext4";
}

Test(tracked, an_automount_is_not_touched)
{
	make_repository("r", "");
	git("cd r; git checkout -q full");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	viewer.fs_type_of = type_of;
	viewer.fs_data = at("r");
	EXPECT("r/.venv", "");
	viewer.fs_data = at("elsewhere");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	viewer.fs_type_of = NULL;
}

/* `git commit -a` holds the lock while its message is edited; here, a copy of it. */
Test(tracked, locked_by_an_open_commit)
{
	make_repository("r", "");
	git("cd r; echo 1 >f; git add f; git commit -qm f; echo 2 >f;"
	    "GIT_EDITOR='cp .git/index.lock ../open; false' git commit -qa || :;"
	    "test ! -e .git/index.lock; cp ../open .git/index.lock");
	EXPECT("r/.venv", "not r/.git/index");
	cr_expect_eq(support_of("r/.git/index.lock")->type, CONDITION_SAME);
	git("cd r; truncate -s -1 .git/index.lock");
	EXPECT("r/.venv", "busy r/.git/index.lock");
	/* What it would track is tracked. */
	git("cd r; rm .git/index.lock; git checkout -qf full; cp .git/index ../full;"
	    "git checkout -q plain; cp ../full .git/index.lock");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
}

/* One file of the branch needs a filter, which kills git. */
static void make_killer(const char *signal)
{
	char *line = NULL;

	make_repository("r", "");
	cr_assert_geq(asprintf(&line,
		"cd r; git checkout -q full; echo '*.slow filter=kill' >.gitattributes;"
		"touch z.slow; git add .; git commit -qm slow; git branch slow; git checkout -q plain;"
		"git config --global filter.kill.smudge 'kill -%s $PPID; sleep 5'", signal), 0);
	git(line);
	free(line);
}

Test(tracked, killed_checkout)
{
	make_killer("KILL");
	git("cd r; git checkout -q slow || :; test -e .venv/bin/python; test -e .git/index.lock");
	EXPECT("r/.venv", "busy r/.git/index.lock");
}

/* Git cleans up behind itself when it can: only times tell then, see witness. */
Test(tracked, interrupted_clone)
{
	make_killer("INT");
	git("git clone -q -b slow r c || :; test -e c/.venv/bin/python; test ! -e c/.git/index.lock");
	EXPECT("c/.venv", "unclear c/.git/index");
	cr_expect_eq(support_of("c/.git/index")->type, CONDITION_ABSENT);
}

Test(tracked, killed_clone)
{
	make_killer("KILL");
	git("git clone -q -b slow r c || :; test -e c/.venv/bin/python; test -e c/.git/index.lock");
	EXPECT("c/.venv", "busy c/.git/index.lock");
}

/* ---- others' ---- */

Test(tracked_root, belongs_to_another)
{
	if (geteuid() != 0)
		cr_skip_test("optional: only root can give files to others");
	begin_as_root();
	make_repository("r", "");
	EXPECT("r/.venv", "not r/.git/index");          /* root's */
	viewer.uid = STRANGER;
	git("chown -R 23456 r/.git");
	EXPECT("r/.venv", "unclear r/.git");
	viewer.uid = SOMEBODY;
	EXPECT("r/.venv", "not r/.git/index");
}

/* ---- remembered ---- */

Test(tracked, remembered_while_it_is_the_same_file)
{
	struct git_cache *cache = git_cache_new();

	make_repository("r", "");
	viewer.git = cache;
	usleep(50 * 1000);
	EXPECT("r/.venv", "not r/.git/index");
	EXPECT("r/out", "tracked r/out/c");
	EXPECT("r/.venv", "not r/.git/index");
	git("cd r; git checkout -q full");
	usleep(50 * 1000);
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	EXPECT("r/.venv", "tracked r/.venv/bin/python");
	git("cd r; git checkout -q plain");
	EXPECT("r/.venv", "not r/.git/index");
	EXPECT("r/out/env", "not r/.git/index");
	viewer.git = NULL;
	git_cache_free(cache);
}

static bool is_known(struct git_cache *cache, const struct file *file, const char *path,
		     const char *inner, enum git_index verdict, const char *entry)
{
	struct git_index_question question = { .path = path, .inner = inner };
	struct git_index_answer answer;
	bool is = git_cache_find(cache, file, &question, &answer);

	if (is) {
		cr_expect_eq(answer.verdict, verdict);
		cr_expect(same_string(answer.entry, entry));
		git_index_answer_deinit(&answer);
	}
	return is;
}

Test(tracked, what_is_remembered)
{
	struct git_index_question question = { .path = ".venv", .inner = "i" };
	struct git_index_answer answer = { .verdict = GIT_INDEX_TRACKED, .entry = (char *)"e" };
	struct git_cache *cache = git_cache_new();
	struct file old = { .inode = 7, .ctime = { .tv_sec = 100 } }, other = old, young = old;

	young.inode = 8;
	clock_gettime(CLOCK_REALTIME, &young.ctime);
	git_cache_add(cache, &old, &question, &answer);
	git_cache_add(cache, &young, &question, &answer);
	cr_expect(is_known(cache, &old, ".venv", "i", GIT_INDEX_TRACKED, "e"));
	cr_expect_not(is_known(cache, &young, ".venv", "i", GIT_INDEX_TRACKED, "e"));
	cr_expect_not(is_known(cache, &old, ".venv", NULL, GIT_INDEX_TRACKED, "e"));
	cr_expect_not(is_known(cache, &old, "venv", "i", GIT_INDEX_TRACKED, "e"));
	other.ctime.tv_nsec = 1;
	cr_expect_not(is_known(cache, &other, ".venv", "i", GIT_INDEX_TRACKED, "e"));
	other = old;
	other.size = 1;
	cr_expect_not(is_known(cache, &other, ".venv", "i", GIT_INDEX_TRACKED, "e"));
	for (other = old; other.inode < 700; other.inode++)
		git_cache_add(cache, &other, &question, &answer);
	other.inode = 699;
	cr_expect(is_known(cache, &other, ".venv", "i", GIT_INDEX_TRACKED, "e"));
	cr_expect_not(is_known(cache, &old, ".venv", "i", GIT_INDEX_TRACKED, "e"), "made room");
	git_cache_free(cache);
}
