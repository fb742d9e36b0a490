/*
 * Times what is looked at before an environment with many programs is trusted.
 * Prints "NAME NANOSECONDS", one sample a line. Arguments: an empty directory, the
 * number of programs, the number of samples.
 */
#include "find/kind.h"
#include "trust/decisions.h"
#include "trust/evidence.h"
#include "trust/trust.h"

#include "envd/file.h"
#include "envd/paths.h"
#include "envd/util.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct env env;
static struct decisions *decisions;

/* Of the processor: others may use it too. */
static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void make(const char *dir, const char *name, int n, bool is_link)
{
	env = (struct env){ .kind = kinds[0], .prefix = path_join(dir, name) };
	env.real = xstrdup(env.prefix);
	env.project = xstrdup(dir);
	strings_add(&env.entries, path_join(env.prefix, "bin"));
	mkdir(env.prefix, 0755);
	mkdir(path_join(env.prefix, "bin"), 0755);
	mkdir(path_join(env.prefix, "tools"), 0755);
	close(open(path_join(env.prefix, "pyvenv.cfg"), O_WRONLY | O_CREAT, 0644));
	for (int i = 0; i < n; i++) {
		char *program = xasprintf("%s/%s/a-tool-of-mine-%d", env.prefix,
					  is_link ? "tools" : "bin", i);
		char *path = xasprintf("%s/bin/a-tool-of-mine-%d", env.prefix, i);

		close(open(program, O_WRONLY | O_CREAT, 0755));
		if (is_link && symlink(program, path) < 0)
			exit(1);
		free(program);
		free(path);
	}
}

/* What it costs at the least: one look at each. */
static void measure_floor(int samples)
{
	for (int i = 0; i < samples; i++) {
		int64_t start = now_ns();
		DIR *stream = opendir(env.entries.v[0]);
		struct dirent *entry;
		struct file file;

		while (stream && (entry = readdir(stream)))
			file_look(dirfd(stream), entry->d_name, false, &file);
		closedir(stream);
		printf("floor %lld\n", (long long)(now_ns() - start));
	}
}

static void measure(const char *name, int samples, bool is_bin_pinned)
{
	struct viewer viewer = { .uid = geteuid(), .gid = getegid(),
				 .is_bin_pinned = is_bin_pinned };
	struct trust_rules rules = { 0 };

	for (int i = 0; i < samples; i++) {
		struct evidence evidence;
		struct trust trust;
		struct decision decision;
		int64_t start = now_ns();

		evidence_gather(&evidence, &env, &viewer);
		printf("gather-%s %lld\n", name, (long long)(now_ns() - start));
		trust_to_decision(&decision, DECISION_ALLOW, &env, &evidence);
		decisions_put(decisions, &decision);
		decision_deinit(&decision);
		start = now_ns();
		trust_decide(&trust, &env, &evidence, decisions, &rules);
		printf("decide-%s %lld\n", name, (long long)(now_ns() - start));
		trust_deinit(&trust);
		evidence_deinit(&evidence);
	}
}

int main(int argc, char **argv)
{
	int n, samples;

	if (argc != 4)
		return 2;
	n = atoi(argv[2]);
	samples = atoi(argv[3]);
	decisions = decisions_new(path_join(argv[1], "decisions"));
	make(argv[1], "files", n, false);
	measure_floor(samples);
	measure("files", samples, false);
	measure("pinned", samples, true);
	make(argv[1], "links", n, true);
	measure("links", samples, false);
	return 0;
}
