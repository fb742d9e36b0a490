/* evidence: what is found on disk, about environments as they are really made. */
#include "trust/evidence.h"

#include "trust/hides.h"
#include "realenv.h"
#include "sys/fstype.h"

#include <criterion/criterion.h>

TestSuite(evidence, .init = begin, .fini = end);

/* A suite's init always runs, and that one gives root up; so what needs root is
 * a suite of its own. */
TestSuite(evidence_root, .fini = end);

#define ONLY_AS_ROOT() do {                                                    \
		if (geteuid() != 0)                                            \
			cr_skip_test("optional: only root can give files to others"); \
		begin_as_root();                                               \
	} while (0)

/* An environment of the viewer's, made while we are root. */
static void make_theirs(const char *path)
{
	char *command = NULL;

	make_venv(path);
	cr_assert_geq(asprintf(&command, "chown -hR %d:%d .", SOMEBODY, SOMEBODY), 0);
	run(command);
	free(command);
}

/* ---- environments as they are made ---- */

Test(evidence, what_venv_makes_is_clean)
{
	make_venv("p/.venv");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
	cr_assert_neq(evidence.prefix.inode, 0);
	cr_assert_neq(evidence.identity.inode, 0);
}

Test(evidence, what_venv_copies_is_clean)
{
	run("/usr/bin/python3 -I -m venv --without-pip --copies p/.venv");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence, venv_with_pip_is_clean)
{
	run("/usr/bin/python3 -I -m venv p/.venv");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence, what_virtualenv_makes_is_clean)
{
	if (system("/usr/bin/python3 -m virtualenv --version >/dev/null 2>&1") != 0)
		cr_skip_test("virtualenv is not installed");
	run("/usr/bin/python3 -I -m virtualenv --no-download --app-data @/data --no-seed 'p q/.venv'");
	look_at("p q/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence, odd_paths_name_themselves)
{
	static const char *const names[] = {
		"a b", "it's", "umlaut-\xc3\xa4", "#x;y", "dollar$HOME", "back`tick", "q\\b",
	};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char *path = NULL;

		cr_assert_geq(asprintf(&path, "%s/v", names[i]), 0);
		run("true");
		cr_assert_eq(mkdir(at(names[i]), 0755), 0);
		if (strchr(names[i], '\'') == NULL)
			make_venv(path);
		else
			run("/usr/bin/python3 -I -m venv --without-pip \"it's/v\"");
		look_at(path, NULL);
		cr_assert_str_eq(told(), "", "%s: %s", path, told());
		free(path);
	}
}

/* ---- names another path ---- */

Test(evidence, moved_copied_and_unpacked_name_another_path)
{
	static const char *const ways[] = {
		"mv p/.venv q/.venv", "cp -a p/.venv q/.venv", "cp -r p/.venv q/.venv",
		"tar c -C p .venv | tar xm -C q",
	};

	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		run("rm -rf p q; mkdir p q");
		make_venv("p/.venv");
		run(ways[i]);
		look_at("q/.venv", NULL);
		EXPECT_SOFT(1, REASON_OTHER_PATH, "@/q/.venv");
		cr_assert_str_eq(evidence.soft.v[0].b, at("p/.venv"));
	}
}

/* Each maker's lines, with the prefix for '@P'. */
static void put_activate(const char *text)
{
	put_file("p/v/bin/activate", text);
	look_at("p/v", NULL);
}

Test(evidence, each_makers_quoting_is_read)
{
	static const char *const good[] = {
		"VIRTUAL_ENV=\"@/p/v\"\n",
		"    export VIRTUAL_ENV=$(cygpath @/p/v)\nelse\n    export VIRTUAL_ENV=@/p/v\n",
		"export VIRTUAL_ENV='@/p/v'",
		"VIRTUAL_ENV='@/p/v'\n    VIRTUAL_ENV=$(cygpath -u \"$VIRTUAL_ENV\")\n",
		"VIRTUAL_ENV='@'\"/p/\"v\r\n",
		"VIRTUAL_ENV=@/p/../p/v; export VIRTUAL_ENV\n",
		"VIRTUAL_ENV_PROMPT=/x\n\tVIRTUAL_ENV=@/p/v\n",
	};
	static const char *const other[] = {
		"VIRTUAL_ENV=\"@/p\"\n", "VIRTUAL_ENV='@/gone'\n", "export VIRTUAL_ENV=@/p/v2\n",
		"VIRTUAL_ENV=@/p/v\nVIRTUAL_ENV=@/p\n", "VIRTUAL_ENV=p/v\n",
	};
	static const char *const none[] = {
		"", "VIRTUAL_ENV=''\"$(dirname \"$0\")\"''\n", "VIRTUAL_ENV='@/p/v\n",
		"VIRTUAL_ENV=\n", "# nothing\n", "unset VIRTUAL_ENV\n",
	};

	make_venv("p/v");
	put_file("p/v/pyvenv.cfg", "home = /usr/bin\n");
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		put_activate(good[i]);
		cr_assert_str_eq(told(), "", "%s: %s", good[i], told());
	}
	for (size_t i = 0; i < COUNT_OF(other); i++) {
		put_activate(other[i]);
		EXPECT_SOFT(1, REASON_OTHER_PATH, "@/p/v");
		cr_assert_not_null(evidence.soft.v[0].b, "%s", other[i]);
	}
	for (size_t i = 0; i < COUNT_OF(none); i++) {
		put_activate(none[i]);
		EXPECT_SOFT(1, REASON_OTHER_PATH, "@/p/v");
		cr_assert_null(evidence.soft.v[0].b, "%s", none[i]);
	}
}

Test(evidence, command_in_the_cfg_stands_in_for_activate)
{
	make_venv("a b/v");
	unlink(at("a b/v/bin/activate"));
	look_at("a b/v", NULL);
	EXPECT_CLEAN();
	put_file("a b/v/pyvenv.cfg", "Command=/usr/bin/python3 -m venv --prompt=x @/p/v \n");
	look_at("a b/v", NULL);
	EXPECT_SOFT(1, REASON_OTHER_PATH, "@/a b/v");
	cr_assert_str_eq(evidence.soft.v[0].b, at("p/v"));
	put_file("a b/v/pyvenv.cfg", "home = /usr/bin\n");
	look_at("a b/v", NULL);
	EXPECT_SOFT(1, REASON_OTHER_PATH, "@/a b/v");
	cr_assert_null(evidence.soft.v[0].b);
}

Test(evidence, own_path_by_another_way_is_its_own)
{
	run("mkdir real; ln -s real link");
	make_venv("link/.venv");
	look_at("real/.venv", NULL);
	EXPECT_CLEAN();
	look_at("link/.venv", NULL);
	EXPECT_CLEAN();
}

/* ---- links and pointers ---- */

Test(evidence, bin_or_cfg_that_is_a_link)
{
	make_venv("v");
	run("mv v/bin v/bin2; ln -s bin2 v/bin");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_IS_LINK, "@/v/bin");
	cr_assert_str_eq(evidence.soft.v[0].b, "bin2");
	run("rm v/bin; mv v/bin2 v/bin; mv v/pyvenv.cfg v/c; ln -s c v/pyvenv.cfg");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_IS_LINK, "@/v/pyvenv.cfg");
}

Test(evidence, links_out_of_the_prefix)
{
	make_venv("v");
	run("mkdir o; touch o/t; ln -s ../../o/t v/bin/tool; ln -s /usr/bin/python3 v/bin/python3.9;"
	    "touch v/own; ln -s ../own v/bin/own; ln -s pypy3 v/bin/pypy");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_LINK_OUT, "@/v/bin/tool");
	cr_assert_str_eq(evidence.soft.v[0].b, "../../o/t");
	run("rm v/bin/tool; ln -s /nowhere/at/all v/bin/pip");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_LINK_OUT, "@/v/bin/pip");
	run("rm v/bin/pip; ln -s loop v/bin/loop");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_LINK_OUT, "@/v/bin/loop");
	run("rm v/bin/loop; ln -s /proc/self/cwd/x v/bin/proc");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_LINK_OUT, "@/v/bin/proc");
}

Test(evidence, missing_target_that_anybody_could_make)
{
	make_venv("v");
	run("ln -s /tmp/envd-test-nobody-made-this v/bin/python3.9");
	look_at("v", NULL);
	EXPECT_HARD(REASON_WRITABLE, "/tmp");
}

Test(evidence, pointer_that_leaves_the_project)
{
	run("mkdir -p p/in; ln -s ../other/v p/.venv; ln -s in/v p/venv");
	make_venv("other/v");
	make_venv("p/in/v");
	look_at("p/.venv", "p/.venv");
	EXPECT_SOFT(1, REASON_POINTER_LEAVES, "@/p/.venv");
	cr_assert_str_eq(evidence.soft.v[0].b, at("other/v"));
	look_at("p/venv", "p/venv");
	EXPECT_CLEAN();
	run("ln -s p l");       /* by names it leaves, by places it does not */
	look_at("l/venv", "l/venv");
	EXPECT_CLEAN();
}

/* ---- what bin hides ---- */

Test(evidence, lists_of_names)
{
	struct strings programs = { 0 };

	cr_assert(hides_essential("ls"));
	cr_assert(hides_essential("git"));
	cr_assert(hides_essential("["));
	cr_assert(hides_essential("envd"));
	cr_assert(hides_essential("zypper"));
	cr_assert_not(hides_essential("python"));
	cr_assert_not(hides_essential("pip3"));
	cr_assert_not(hides_essential("ruff"));
	cr_assert_not(hides_essential(""));
	cr_assert_null(hides_of_system(&programs));
	strings_add(&programs, "/x/bin/python3");
	strings_add(&programs, "/x/bin/no-such-command-here");
	cr_assert_null(hides_of_system(&programs));
	strings_add(&programs, "/x/bin/env");
	strings_add(&programs, "/x/bin/sh");
	cr_assert_str_eq(hides_of_system(&programs), "/x/bin/env");
	strings_free(&programs);
	for (size_t i = 0; essential_names[i]; i++) {
		cr_assert(hides_essential(essential_names[i]), "%s", essential_names[i]);
		cr_assert_not(hides_is_python(essential_names[i]), "%s", essential_names[i]);
	}
}

Test(evidence, essential_commands_in_bin)
{
	make_venv("v");
	put_program("v/bin/ruff");
	put_program("v/bin/pip");
	put_dir("v/bin/cat");
	look_at("v", NULL);
	EXPECT_CLEAN();
	put_program("v/bin/git");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_HIDES, "@/v/bin/git");
	unlink(at("v/bin/git"));
	put_link("v/bin/ls", "activate");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_HIDES, "@/v/bin/ls");
}

Test(evidence, too_many_entries_and_still_no_hiding)
{
	make_venv("v");
	run("cd v/bin; seq -f f%g 4080 | xargs touch");
	look_at("v", NULL);
	EXPECT_CLEAN();
	run("cd v/bin; seq -f g%g 100 | xargs touch; touch su");
	look_at("v", NULL);
	cr_assert_eq(evidence.soft.n, 2, "%s", told());
	cr_assert(evidence.soft.v[0].code == REASON_TOO_MANY ||
		  evidence.soft.v[1].code == REASON_TOO_MANY);
	cr_assert(evidence.soft.v[0].code == REASON_HIDES ||
		  evidence.soft.v[1].code == REASON_HIDES);
}

/* ---- owners and modes ---- */

Test(evidence, writable_by_others)
{
	static const struct { const char *path; mode_t mode, was; } cases[] = {
		{ "p/.venv/bin/activate", 0646, 0644 }, { "p/.venv/bin", 0757, 0755 },
		{ "p/.venv/pyvenv.cfg", 0666, 0644 }, { "p/.venv", 0777, 0755 },
		{ "p", 0777, 0755 }, { "", 0757, 0755 },
		{ "p/.venv/bin", 01777, 0755 }, { "p/.venv", 01777, 0755 },
	};

	make_venv("p/.venv");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *path = path_clean(scratch, cases[i].path);

		cr_assert_eq(chmod(path, cases[i].mode), 0);
		look_at("p/.venv", NULL);
		cr_assert_eq(evidence.hard.code, REASON_WRITABLE, "%s", path);
		cr_assert_str_eq(evidence.hard.a, path);
		cr_assert_eq(chmod(path, cases[i].was), 0);
		look_at("p/.venv", NULL);
		EXPECT_CLEAN();
		free(path);
	}
}

Test(evidence, sticky_ancestors_pass)
{
	make_venv("p/.venv");
	chmod(at("p"), 01777);
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence, interpreter_is_followed_link_by_link)
{
	make_venv("v");
	run("mkdir -p base/bin hop; cp /bin/true base/bin/python3.11; ln -s ../base/bin/python3.11 hop/py;"
	    "ln -sf @/hop/py v/bin/python3");
	look_at("v", NULL);
	EXPECT_CLEAN();
	chmod(at("hop"), 0757);
	look_at("v", NULL);
	EXPECT_HARD(REASON_WRITABLE, "@/hop");
	chmod(at("hop"), 0755);
	chmod(at("base"), 0757);
	look_at("v", NULL);
	EXPECT_HARD(REASON_WRITABLE, "@/base");
	chmod(at("base"), 0755);
	chmod(at("base/bin/python3.11"), 0757);
	look_at("v", NULL);
	EXPECT_HARD(REASON_WRITABLE, "@/base/bin/python3.11");
}

Test(evidence, way_to_the_prefix_and_the_pointer_count_too)
{
	run("mkdir -p open p; ln -s @/p open/link");
	make_venv("p/.venv");
	chmod(at("open"), 0757);
	look_at("open/link/.venv", NULL);
	EXPECT_HARD(REASON_WRITABLE, "@/open");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
	chmod(at("open"), 0755);
	put_file("p/pointer", "x");
	chmod(at("p/pointer"), 0666);
	look_at("p/.venv", "p/pointer");
	EXPECT_HARD(REASON_WRITABLE, "@/p/pointer");
}

Test(evidence, group_of_ones_own_may_write)
{
	make_venv("v");
	viewer.gid = viewer.uid;
	if (getegid() != geteuid())
		cr_skip_test("needs a private group");
	run("chmod -R g+w v");
	look_at("v", NULL);
	EXPECT_CLEAN();
	viewer.gid = viewer.uid + 1;
	look_at("v", NULL);
	EXPECT_SOFT(3, REASON_GROUP_WRITABLE, "@/v");
	run("chmod g-w v v/bin v/pyvenv.cfg; find v/bin ! -name activate -type f -exec chmod g-w {} +");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_GROUP_WRITABLE, "@/v/bin/activate");
}

Test(evidence, access_list_that_lets_write)
{
	make_venv("v");
	if (system("setfacl --version >/dev/null 2>&1") != 0)
		cr_skip_test("setfacl is not installed");
	run("setfacl -m u:1:rx v/bin");
	look_at("v", NULL);
	EXPECT_CLEAN();
	run("setfacl -m u:1:rwx v/bin");
	look_at("v", NULL);
	EXPECT_SOFT(1, REASON_ACL, "@/v/bin");
}

static const char *made_up(const void *data, const char *path)
{
	return path_is_in(path, data) ? "9p" : "ext4";
}

static const char *remote(const void *data, const char *path)
{
	return path_is_in(path, data) ? "nfs4" : "ext4";
}

Test(evidence, made_up_modes_are_weak_not_hard)
{
	make_venv("mnt/v");
	run("chmod -R 0777 mnt/v");
	viewer.fs_type_of = made_up;
	viewer.fs_data = at("mnt");
	look_at("mnt/v", NULL);
	cr_assert_eq(evidence.hard.code, 0, "%s", told());
	cr_assert_eq(evidence.weak.code, REASON_MADE_UP_MODES);
	cr_assert_str_eq(evidence.weak.a, at("mnt"));
	cr_assert_str_eq(evidence.weak.b, "9p");
	cr_assert_eq(evidence.witness.code, REASON_MADE_UP_MODES);
	viewer.fs_data = at("elsewhere");
	look_at("mnt/v", NULL);
	EXPECT_HARD(REASON_WRITABLE, "@/mnt/v");
}

Test(evidence, times_of_a_server_are_weak)
{
	make_venv("mnt/v");
	viewer.fs_type_of = remote;
	viewer.fs_data = at("mnt");
	look_at("mnt/v", NULL);
	cr_assert_eq(evidence.weak.code, REASON_NO_BIRTH_TIME);
	cr_assert_eq(evidence.witness.code, REASON_NO_BIRTH_TIME);
}

Test(evidence, types_of_file_systems)
{
	cr_assert(fstype_is_made_up("9p"));
	cr_assert(fstype_is_made_up("fuse.sshfs"));
	cr_assert(fstype_is_made_up("fuseblk"));
	cr_assert_not(fstype_is_made_up("fuse.fuse-overlayfs"));
	cr_assert_not(fstype_is_made_up("ext4"));
	cr_assert_not(fstype_is_made_up("fusectl"));
	cr_assert(fstype_is_remote("nfs4"));
	cr_assert_not(fstype_is_remote("tmpfs"));
}

Test(evidence, what_cannot_be_looked_at_speaks_against)
{
	make_venv("v");
	if (geteuid() == 0)
		cr_skip_test("optional: root can look everywhere");
	chmod(at("v/bin"), 0);
	look_at("v", NULL);
	cr_assert_eq(evidence.soft.v[0].code, REASON_NO_ACCESS, "%s", told());
	chmod(at("v/bin"), 0755);
	run("rm -r v/bin");
	look_at("v", NULL);
	cr_assert_eq(evidence.soft.v[0].code, REASON_NO_ACCESS, "%s", told());
}

/* ---- other owners ---- */

Test(evidence_root, of_a_stranger_anywhere_on_the_way)
{
	static const char *const paths[] = {
		"", "p", "p/.venv", "p/.venv/bin", "p/.venv/pyvenv.cfg",
		"p/.venv/bin/activate", "p/.venv/bin/python",
	};

	ONLY_AS_ROOT();
	make_theirs("p/.venv");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		char *path = path_clean(scratch, paths[i]);

		cr_assert_eq(lchown(path, STRANGER, SOMEBODY), 0);
		look_at("p/.venv", NULL);
		cr_assert_eq(evidence.hard.code, REASON_OWNER, "%s", path);
		cr_assert_str_eq(evidence.hard.a, path);
		cr_assert_str_eq(evidence.hard.b, "23457");
		cr_assert_eq(lchown(path, SOMEBODY, SOMEBODY), 0);
		free(path);
	}
}

Test(evidence_root, of_root_is_weak_for_a_user)
{
	ONLY_AS_ROOT();
	make_venv("p/.venv");
	look_at("p/.venv", NULL);
	cr_assert_eq(evidence.hard.code, 0, "%s", told());
	cr_assert_eq(evidence.weak.code, REASON_ROOT_OWNED);
	cr_assert_eq(evidence.witness.code, REASON_ROOT_OWNED);
	run("chown -h 23456 p p/.venv");        /* some of it root's: as good as mine */
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence_root, root_takes_nothing_but_its_own)
{
	ONLY_AS_ROOT();
	viewer.uid = 0;
	viewer.gid = 0;
	make_theirs("p/.venv");
	look_at("p/.venv", NULL);
	EXPECT_HARD(REASON_ROOT_ONLY, "@");
	run("chown -hR 0:0 .");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
	run("chown -h 23456 p/.venv/bin/activate");
	look_at("p/.venv", NULL);
	EXPECT_HARD(REASON_ROOT_ONLY, "@/p/.venv/bin/activate");
}

Test(evidence_root, of_a_group_of_strangers)
{
	ONLY_AS_ROOT();
	make_theirs("p/.venv");
	run("chgrp 23457 p/.venv/bin; chmod g+w p/.venv/bin");
	look_at("p/.venv", NULL);
	EXPECT_SOFT(1, REASON_GROUP_WRITABLE, "@/p/.venv/bin");
	run("chgrp 23456 p/.venv/bin");
	look_at("p/.venv", NULL);
	EXPECT_CLEAN();
}

Test(evidence_root, link_of_a_stranger_in_tmp)
{
	ONLY_AS_ROOT();
	make_theirs("p/.venv");
	run("mkdir t; chmod 1777 t; ln -s @/p t/l; chown -h 23457 t/l");
	look_at("t/l/.venv", NULL);
	EXPECT_HARD(REASON_OWNER, "@/t/l");
}
