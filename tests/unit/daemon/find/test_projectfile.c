/* projectfile: what .envd.ini may ask for, and that anything else refuses it. */
#include "scratch.h"

#include "find/projectfile.h"

static struct projectfile file;

static void deinit(void)
{
	projectfile_deinit(&file);
}

TestSuite(projectfile, .fini = deinit);

static void parse(const char *text)
{
	projectfile_deinit(&file);
	projectfile_parse(&file, text, "/home/me/p", "/home/me");
}

static void refused(const char *text, const char *trouble)
{
	parse(text);
	cr_assert(file.trouble, "%s", text);
	cr_assert_str_eq(file.trouble, trouble);
	cr_assert_eq(file.vars.n, 0);
	cr_assert_eq(file.prepend.n, 0);
	cr_assert_null(file.target);
	cr_assert_null(file.label);
}

Test(projectfile, every_key)
{
	parse("; what we need\n"
	      "[env]\npath = ../shared/.venv\n"
	      "[vars]\nDEBUG = 1\nPYTHONPATH = src:lib\nEMPTY =\n"
	      "[path]\nprepend = bin:~/tools:/opt/x/../y:./node_modules/.bin:bin\n"
	      "[prompt]\nlabel = thesis\n");
	cr_assert_null(file.trouble, "%s", file.trouble);
	cr_assert_str_eq(file.target, "../shared/.venv");
	cr_assert_not(file.is_name);
	cr_assert_eq(file.vars.n, 3);
	cr_assert_str_eq(variables_find(&file.vars, "PYTHONPATH"), "src:lib");
	cr_assert_str_eq(variables_find(&file.vars, "EMPTY"), "");
	cr_assert_eq(file.prepend.n, 4);
	cr_assert_str_eq(file.prepend.v[0], "/home/me/p/bin");
	cr_assert_str_eq(file.prepend.v[1], "/home/me/tools");
	cr_assert_str_eq(file.prepend.v[2], "/opt/y");
	cr_assert_str_eq(file.prepend.v[3], "/home/me/p/node_modules/.bin");
	cr_assert_str_eq(file.label, "thesis");
}

Test(projectfile, name_and_none)
{
	parse("[env]\nname = thesis\n");
	cr_assert_null(file.trouble);
	cr_assert(file.is_name);
	parse("[env]\nnone = yes\n");
	cr_assert_null(file.trouble);
	cr_assert(file.is_none);
	parse("");
	cr_assert_null(file.trouble);
	cr_assert_not(file.is_none);
}

/* sha256sum's answers. */
Test(projectfile, hash)
{
	parse("");
	cr_assert_str_eq(file.hash, "e3b0c44298fc1c149afbf4c8996fb924"
				    "27ae41e4649b934ca495991b7852b855");
	parse("[env]\nnone = yes\n");
	cr_assert_eq(strlen(file.hash), PROJECTFILE_HASH);
	cr_assert_str_neq(file.hash, "e3b0c44298fc1c149afbf4c8996fb924"
				     "27ae41e4649b934ca495991b7852b855");
}

Test(projectfile, refused)
{
	refused("[env]\npath = a\nname = b\n",
		".envd.ini:3: [env] takes one of path, name and none; name is one more");
	refused("[env]\nnone = no\n", ".envd.ini:2: no is not allowed for none; it takes yes");
	refused("[env]\nname = a/b\n",
		".envd.ini:2: a/b is not allowed for name; it takes a name without /");
	refused("[env]\nname = ..\n",
		".envd.ini:2: .. is not allowed for name; it takes a name without /");
	refused("[env]\npath =\n",
		".envd.ini:2: nothing is not allowed for path; it takes a path");
	refused("[env]\nkind = a\n", ".envd.ini:2: unknown key kind; [env] has path, name, none");
	refused("[vars]\nA = 1\n\n[vars]\nLD_PRELOAD = x\n",
		".envd.ini:5: LD_PRELOAD belongs to the shell, the system or envd; "
		"a project may not set it");
	refused("[vars]\nlower = 1\n",
		".envd.ini:2: no name for a variable: lower; capitals, digits and _ are "
		"allowed, 64 at most");
	refused("[vars]\nA[$(x)] = 1\n",
		".envd.ini:2: no name for a variable: A[$(x)]; capitals, digits and _ are "
		"allowed, 64 at most");
	refused("[vars]\nA = 1\nA = 2\n", ".envd.ini:3: the key is set for the second time: A");
	refused("[path]\nprepend = bin::x\n",
		".envd.ini:2: nothing is not allowed for prepend; it takes directories with : "
		"between them");
	refused("[path]\nappend = bin\n", ".envd.ini:2: unknown key append; [path] has prepend");
	refused("[prompt]\nformat = x\n", ".envd.ini:2: unknown key format; [prompt] has label");
	refused("[hooks]\non = x\n",
		".envd.ini:1: unknown section [hooks]; the sections are env, vars, path, prompt");
	refused("A = 1\n", ".envd.ini:1: the key A stands before the first section; they are "
			   "env, vars, path, prompt");
	refused("[vars]\nA = \x1b[31m\n", ".envd.ini:2: the line holds a control character");
	refused("[vars]\nA = \xff\n",
		".envd.ini: is not text; UTF-8 without NUL bytes is allowed");
}

Test(projectfile, too_many)
{
	char text[8192] = "[vars]\n";

	for (int i = 0; i < 129; i++)
		sprintf(text + strlen(text), "V%d = %d\n", i, i);
	refused(text, ".envd.ini:130: more than 128 variables; V128 is one too many");
}

Test(projectfile, too_much)
{
	char text[16384] = "[vars]\n";

	for (int i = 0; i < 60; i++)
		sprintf(text + strlen(text), "V%d = %0140d\n", i, i);
	refused(text, ".envd.ini: sets more than 8 KiB");
}

static int read_now(void)
{
	projectfile_deinit(&file);
	return projectfile_read(&file, scratch, "/home/me");
}

Test(projectfile, on_disk, .init = scratch_init, .fini = scratch_empty)
{
	cr_assert_eq(read_now(), 0);
	put_file(".envd.ini", "[vars]\nA = 1\n");
	cr_assert_eq(read_now(), 1);
	cr_assert_str_eq(file.path, at(".envd.ini"));
	cr_assert_str_eq(variables_find(&file.vars, "A"), "1");
	put_bytes(".envd.ini", "[vars]\0\n", 8, 0644);
	cr_assert_eq(read_now(), 1);
	cr_assert(file.trouble);
	cr_assert_eq(unlink(at(".envd.ini")), 0);
	cr_assert_eq(symlink("/etc/passwd", at(".envd.ini")), 0);
	cr_assert_eq(read_now(), 1);
	cr_assert_str_eq(file.trouble,
			 ".envd.ini: is a symlink; only a file of the project's own is read");
	cr_assert_eq(unlink(at(".envd.ini")), 0);
	cr_assert_eq(mkfifo(at(".envd.ini"), 0600), 0);
	cr_assert_eq(read_now(), 1);
	cr_assert_str_eq(file.trouble, ".envd.ini: is not a regular file");
	projectfile_deinit(&file);
}
