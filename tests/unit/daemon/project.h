/*
 * project: a home, a project `p` and environments in the scratch directory. In
 * expected texts '@' is the scratch directory.
 */
#ifndef TESTS_PROJECT_H
#define TESTS_PROJECT_H

#include "envd/util.h"
#include "find/kind.h"
#include "find/project.h"
#include "scratch.h"

static char home[80];
static struct variables variables;
static struct surroundings around = { .variables = &variables };

static inline void set_up(void)
{
	scratch_init();
	put_dir("home");
	put_dir("p");
	snprintf(home, sizeof(home), "%s/home", scratch);
	around.home = home;
}

static inline void expect(const char *what, const char *got, const char *want)
{
	char *wanted = expand(want);

	cr_expect(same_string(got, wanted), "%s: got <%s>, want <%s>", what, got ? got : "NULL",
		  wanted ? wanted : "NULL");
}

/* A base of version 3.11.2, and an environment on it as venv makes them. */
static inline void put_base(const char *minor)
{
	char path[128], text[128];

	snprintf(path, sizeof(path), "base/bin/python%s", minor);
	put_program(path);
	snprintf(path, sizeof(path), "base/include/python%s/patchlevel.h", minor);
	snprintf(text, sizeof(text), "#define PY_VERSION \"%s.2\"\n", minor);
	put_file(path, text);
}

static inline void put_venv(const char *prefix)
{
	char path[256];

	put_base("3.11");
	snprintf(path, sizeof(path), "%s/pyvenv.cfg", prefix);
	put_file(path, "home = @/base/bin\nversion = 3.11.1\n");
	snprintf(path, sizeof(path), "%s/bin/python", prefix);
	put_link(path, "@/base/bin/python3.11");
	snprintf(path, sizeof(path), "%s/bin/python3", prefix);
	put_link(path, "python");
	snprintf(path, sizeof(path), "%s/lib/python3.11", prefix);
	put_dir(path);
}

static inline int detect(const char *dir, struct env *env)
{
	return project_detect(at(dir), &around, env);
}

static inline void expect_state(const char *what, const struct env *env, uint32_t code, const char *a,
			 const char *b)
{
	cr_expect_eq(env->state.code, code, "%s: state %u (%s, %s), want %u", what,
		     env->state.code, env->state.a ? env->state.a : "",
		     env->state.b ? env->state.b : "", code);
	expect(what, env->state.a, a);
	expect(what, env->state.b, b);
}

#endif
