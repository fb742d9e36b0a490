/*
 * realenv: environments made by the real makers, seen by an ordinary user. As
 * root the tests become one first (SOMEBODY: the uid has no name), except
 * those that give files away, which only say whose eyes they look with.
 */
#ifndef TESTS_REALENV_H
#define TESTS_REALENV_H

#include "find/kind.h"
#include "trust/evidence.h"
#include "scratch.h"

#include "envd/buf.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <grp.h>
#include <stdarg.h>

#define SOMEBODY 23456
#define STRANGER 23457

extern const struct kind kind_venv;

static struct env env;
static struct evidence evidence;
static struct viewer viewer;

static inline void begin_as_root(void)
{
	umask(022);
	scratch_init();
	chmod(scratch, 0755);
	viewer = (struct viewer){ .uid = SOMEBODY, .gid = SOMEBODY, .home = "/nonexistent" };
	cr_assert_eq(chown(scratch, SOMEBODY, SOMEBODY), 0);
}

static inline void begin(void)
{
	umask(022);
	if (geteuid() == 0) {
		cr_assert_eq(setgroups(0, NULL), 0);
		cr_assert_eq(setresgid(SOMEBODY, SOMEBODY, SOMEBODY), 0);
		cr_assert_eq(setresuid(SOMEBODY, SOMEBODY, SOMEBODY), 0);
	}
	scratch_init();
	chmod(scratch, 0755);
	viewer = (struct viewer){ .uid = geteuid(), .gid = getegid(), .home = "/nonexistent" };
}

static inline void look_away(void)
{
	evidence_deinit(&evidence);
	env_deinit(&env);
}

static inline void end(void)
{
	look_away();
	scratch_empty();
}

/* Runs a command in the scratch directory; '@' is that directory. */
static inline void run(const char *command)
{
	char *line = NULL;

	cr_assert_geq(asprintf(&line, "cd %s && { %s; } >/dev/null 2>&1 </dev/null", scratch,
			       expand(command)), 0);
	cr_assert_eq(system(line), 0, "%s", line);
	free(line);
}

static inline void make_venv(const char *path)
{
	char *command = NULL;

	cr_assert_geq(asprintf(&command, "/usr/bin/python3 -I -m venv --without-pip '%s'", path), 0);
	run(command);
	free(command);
}

/* Gathers the evidence about the environment at `path`. */
static inline void look_at(const char *path, const char *pointer)
{
	char *python;

	look_away();
	env.kind = &kind_venv;
	env.prefix = path_clean(scratch, path);
	env.real = path_real(env.prefix);
	cr_assert_not_null(env.real, "%s", env.prefix);
	env.project = path_parent(pointer ? at(pointer) : env.prefix);
	env.pointer = pointer ? xstrdup(at(pointer)) : NULL;
	python = path_join(env.real, "bin/python");
	env.python = path_real(python);
	free(python);
	env_add_entry(&env, "bin");
	env_set_identity(&env, "pyvenv.cfg");
	evidence_gather(&evidence, &env, &viewer);
}

/* All of the evidence, as "hard CODE a", one a line; '@' for the scratch. */
static inline char *told(void)
{
	struct buf out = BUF_INIT;
	const struct reasons *soft = &evidence.soft;

	if (evidence.hard.code)
		buf_addf(&out, "hard %u %s\n", evidence.hard.code, evidence.hard.a);
	for (size_t i = 0; i < soft->n; i++)
		buf_addf(&out, "soft %u %s %s\n", soft->v[i].code, soft->v[i].a,
			 soft->v[i].b ? soft->v[i].b : "");
	if (evidence.weak.code)
		buf_addf(&out, "weak %u %s\n", evidence.weak.code, evidence.weak.a);
	return keep_for_a_while(buf_detach(&out));
}

#define EXPECT_CLEAN() cr_assert_str_eq(told(), "")
#define EXPECT_HARD(is_code, path) do {                                               \
		cr_assert_eq(evidence.hard.code, (uint32_t)(is_code), "%s", told()); \
		cr_assert_str_eq(evidence.hard.a, expand(path));                      \
	} while (0)
/* The first soft one, and how many there are. */
#define EXPECT_SOFT(count, is_code, path) do {                                        \
		cr_assert_eq(evidence.hard.code, 0, "%s", told());                    \
		cr_assert_eq(evidence.soft.n, (size_t)(count), "%s", told());         \
		cr_assert_eq(evidence.soft.v[0].code, (uint32_t)(is_code), "%s", told()); \
		cr_assert_str_eq(evidence.soft.v[0].a, expand(path), "%s", told());   \
	} while (0)

#endif
