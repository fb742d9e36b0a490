#include <criterion/criterion.h>

#include "envd/util.h"
#include "find/python.h"
#include "scratch.h"

TestSuite(python, .init = scratch_init, .fini = scratch_empty);

/* Takes got. */
static void expect(const char *what, char *got, const char *want)
{
	cr_expect(same_string(got, want), "%s: got <%s>, want <%s>", what, got ? got : "NULL",
		  want ? want : "NULL");
	free(got);
}

Test(python, minor_of_a_name)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{ "python3.11", "3.11" }, { "python2.7", "2.7" }, { "python3.6m", "3.6" },
		{ "python3.13t", "3.13" }, { "python3.13td", "3.13" }, { "python3", NULL },
		{ "python", NULL }, { "python3.11.2", NULL }, { "python3.11-config", NULL },
		{ "pypy3.10", NULL }, { "python3.", NULL }, { "", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(rows[i].name, python_minor_of_name(rows[i].name), rows[i].want);
}

Test(python, same_minor)
{
	cr_expect(python_is_same_minor("3.11", "3.11.2"));
	cr_expect(python_is_same_minor("3.11.1", "3.11.2"));
	cr_expect_not(python_is_same_minor("3.1", "3.11"));
	cr_expect_not(python_is_same_minor("2.7", "3.7"));
	cr_expect_not(python_is_same_minor(NULL, "3.7"));
	cr_expect_not(python_is_same_minor(NULL, NULL));
}

static const char details[] =
	"{\n \"schema_version\": \"1.0\",\n \"language\": {\n  \"version\": \"3.14\",\n"
	"  \"version_info\": {\n   \"major\": 3,\n   \"minor\": 14,\n   \"micro\": 2,\n"
	"   \"releaselevel\": \"final\" } } }\n";

Test(python, what_is_installed_beside_it_tells)
{
	static const struct {
		const char *python, *file, *content, *want;
	} rows[] = {
		{ "bin/python3.11", NULL, NULL, "3.11" },
		{ "bin/python3.11", "include/python3.11/patchlevel.h",
		  "#define PY_MAJOR_VERSION 3\n#define PY_VERSION              \"3.11.2\"\n",
		  "3.11.2" },
		{ "bin/python3.13", "include/python3.13/patchlevel.h",
		  "#define PY_VERSION \"3.13.0rc1+\"\n", "3.13.0" },
		{ "bin/python3.6m", "include/python3.6m/patchlevel.h",
		  "#define PY_VERSION \t\"3.6.15\"\n", "3.6.15" },
		{ "bin/python3.13t", "include/python3.13t/patchlevel.h",
		  "#define PY_VERSION \"3.13.1\"\n", "3.13.1" },
		{ "bin/python3.11", "include/python3.11/patchlevel.h", "nothing here", "3.11" },
		{ "bin/python3.11", "include/python3.11/patchlevel.h",
		  "#define PY_VERSION \"2.7.1\"\n", "3.11" },
		{ "bin/python3.11", "include/python3.11/patchlevel.h", "#define PY_VERSION ", "3.11" },
		{ "bin/python3.14", "lib/python3.14/build-details.json", details, "3.14.2" },
		{ "bin/python3.14", "lib/python3.14/build-details.json", "{ \"major\": }", "3.14" },
		{ "bin/python3.14", "lib/python3.14/build-details.json", "", "3.14" },
		{ "bin/python3", "lib/python3.12/os.py", "", "3.12" },
		{ "bin/python", "include/python3.12/patchlevel.h", "", NULL },
		{ "bin/pypy3", "lib/python3.11/os.py", "", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char base[16], path[128];

		snprintf(base, sizeof(base), "%zu", i);
		snprintf(path, sizeof(path), "%s/%s", base, rows[i].python);
		put_program(path);
		if (rows[i].file) {
			char file[128];

			snprintf(file, sizeof(file), "%s/%s", base, rows[i].file);
			put_file(file, rows[i].content);
		}
		expect(path, python_version(at(path)), rows[i].want);
	}
}

Test(python, several_libraries_tell_nothing)
{
	put_program("bin/python3");
	put_dir("lib/python3.11");
	put_dir("lib/python3.12");
	expect("two", python_version(at("bin/python3")), NULL);
}

Test(python, hostile_files_are_passed_over)
{
	static char big[70000];

	memset(big, ' ', sizeof(big));
	put_program("a/bin/python3.14");
	put_fifo("a/lib/python3.14/build-details.json");
	put_bytes("a/include/python3.14/patchlevel.h", big, sizeof(big), 0644);
	expect("fifo and big", python_version(at("a/bin/python3.14")), "3.14");
	put_program("b/bin/python3");
	put_link("b/lib", "../a/lib");
	expect("lib is a link", python_version(at("b/bin/python3")), NULL);
}

Test(python, details_cut_anywhere)
{
	put_program("bin/python3.14");
	for (size_t n = 0; n < sizeof(details) - 1; n++) {
		char *got;

		put_dir("lib/python3.14");
		put_bytes("lib/python3.14/build-details.json", details, n, 0644);
		got = python_version(at("bin/python3.14"));
		cr_expect(starts_with(got, "3.14"), "cut at %zu: %s", n, got);
		free(got);
	}
}

Test(python, libraries_have_their_own_names)
{
	struct strings minors = { 0 };
	int fd;

	put_dir("lib/python3.11");
	put_dir("lib/python3.11t");
	put_dir("lib/python3");
	put_dir("lib/pypy3.10");
	fd = open(scratch, O_PATH | O_DIRECTORY);
	python_libraries(fd, &minors);
	cr_assert_eq(minors.n, 1);
	cr_expect_str_eq(minors.v[0], "3.11");
	strings_free(&minors);
	close(fd);
}

/* This system's own, which Debian 12 installs. */
Test(python, the_one_of_this_system)
{
	char *python = realpath("/usr/bin/python3", NULL), *version;

	if (!python)
		cr_skip_test("no python3 here");
	version = python_version(python);
	cr_expect(version && starts_with(version, "3."));
	free(version);
	free(python);
}
