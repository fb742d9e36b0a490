/*
 * What a hook costs in each shell, as a person has it: real shells on a terminal,
 * from Enter to the next prompt, less the same in that shell without a hook. The
 * floor is what x=$(/bin/true) takes there. direnv and mise are measured the same
 * way where they are installed. Arguments: the number of samples.
 *
 * start is from the shell's start to its first prompt, and has a fifth of them.
 */
#include "pty.h"
#include "shells.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { START, IDLE, CD_IN, CD_OUT, TRUE, MEASURES };

static const char *const measure_names[] = { "start", "idle", "cd-in", "cd-out", "true" };

struct figures {
	double *us[MEASURES];
	size_t n[MEASURES];
};

static size_t samples = 100;

/* A process whose output is captured, in each shell's words. */
static const struct {
	const char *shell, *line;
} floors[] = {
	{ "bash", "x=$(/bin/true)" }, { "zsh", "x=$(/bin/true)" },
	{ "fish", "set x (/bin/true)" }, { "pwsh", "$x = /bin/true" },
	{ "xonsh", "x = $(/bin/true)" }, { "elvish", "var x = [(/bin/true)]" },
	{ "nu", "let x = (^/bin/true)" }, { "tcsh", "set x=`/bin/true`" },
};

/* Other tools, by the line that their manuals have for the rc file. `file` is put
 * into the project, and `allow` is run there. */
static const struct peer {
	const char *name, *shell, *line, *file, *content, *allow;
} peers[] = {
#define DIRENV ".envrc", "export VIRTUAL_ENV=$PWD/.venv\nPATH_add .venv/bin\n", "direnv allow"
	{ "direnv", "bash", "eval \"$(direnv hook bash)\"", DIRENV },
	{ "direnv", "zsh", "eval \"$(direnv hook zsh)\"", DIRENV },
	{ "direnv", "fish", "direnv hook fish | source", DIRENV },
	{ "direnv", "tcsh", "eval `direnv hook tcsh`", DIRENV },
#define MISE "mise.toml", "[env]\n_.python.venv = \".venv\"\n", "mise trust"
	{ "mise", "bash", "eval \"$(mise activate bash)\"", MISE },
	{ "mise", "zsh", "eval \"$(mise activate zsh)\"", MISE },
	{ "mise", "fish", "mise activate fish | source", MISE },
};

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void add(struct figures *figures, int what, double us)
{
	size_t n = figures->n[what]++;

	figures->us[what] = realloc(figures->us[what], (n + 1) * sizeof(double));
	if (figures->us[what] == NULL)
		abort();
	figures->us[what][n] = us;
}

static void time_line(struct figures *figures, int what, struct pty *p, const char *line)
{
	double start = now_us();

	free(pty_run(p, line));
	add(figures, what, now_us() - start);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double at(const struct figures *figures, int what, double part)
{
	size_t n = figures->n[what], i = (size_t)((double)n * part);

	return n ? figures->us[what][i < n ? i : n - 1] : 0;
}

static void measure_starts(struct figures *figures, struct world *world, const char *shell)
{
	for (size_t i = 0; i < samples / 5 + 1; i++) {
		double start = now_us();
		struct pty *p = world_shell(world, shell);

		add(figures, START, now_us() - start);
		world_pty_close(world, p);
	}
}

static void measure(struct figures *figures, struct world *world, const char *shell,
		    const char *floor)
{
	struct pty *p;

	measure_starts(figures, world, shell);
	p = world_shell_in(world, shell, "home/p");
	for (size_t i = 0; i < 4; i++) {
		usleep(i < 3 ? 100 * 1000 : 3500 * 1000);       /* what is young asks again */
		free(pty_run(p, ""));
	}
	for (size_t i = 0; i < samples; i++)
		time_line(figures, IDLE, p, "");
	for (size_t i = 0; i < samples; i++) {
		time_line(figures, CD_OUT, p, "cd ..");
		time_line(figures, CD_IN, p, "cd p");
		time_line(figures, TRUE, p, floor);
	}
	for (int what = 0; what < MEASURES; what++)
		qsort(figures->us[what], figures->n[what], sizeof(double), by_size);
}

static void print(const char *shell, const char *tool, const struct figures *with,
		  const struct figures *bare)
{
	double floor = at(bare, TRUE, 0.5) - at(bare, IDLE, 0.5);

	for (int what = 0; what < TRUE; what++) {
		double less = at(bare, what, 0.5), net = at(with, what, 0.5) - less;

		printf("%-8s %-7s %-7s %6zu %12.0f %12.0f %9.2f\n", shell, tool,
		       measure_names[what], with->n[what], net, at(with, what, 0.99) - less,
		       net / floor);
	}
	if (strcmp(tool, "envd") == 0)
		printf("%-8s %-7s %-7s %6zu %12.0f %12.0f %9.2f\n", shell, "-", "true",
		       bare->n[TRUE], floor, at(bare, TRUE, 0.99) - at(bare, IDLE, 0.5), 1.0);
	fflush(stdout);
}

/* It may be too old for this shell: what does nothing costs nothing. */
static bool is_on(struct world *world, const char *shell)
{
	struct pty *p = world_shell_in(world, shell, "home/p");
	char *out = pty_run(p, "sh -c 'echo on=$VIRTUAL_ENV'");
	bool is = strstr(out, "on=/") != NULL;

	if (!is)
		printf("%-8s has nothing on: skipped\n", shell);
	free(out);
	world_pty_close(world, p);
	return is;
}

static void figures_free(struct figures *figures)
{
	for (int what = 0; what < MEASURES; what++)
		free(figures->us[what]);
	*figures = (struct figures){ 0 };
}

static void bench_envd(const char *shell, const char *floor, const struct figures *bare)
{
	struct world *world = world_new();
	struct figures with = { 0 };
	int status;

	world_venv(world, "home/p/.venv");
	free(world_run(world, &status, "envd", "allow", world_path(world, "home/p"), NULL));
	if (is_on(world, shell)) {
		measure(&with, world, shell, floor);
		print(shell, "envd", &with, bare);
	}
	figures_free(&with);
	world_close(world);
}

static void bench_peer(const struct peer *peer, const char *floor, const struct figures *bare)
{
	struct world *world = world_new_bare();
	char *program = shell_program(peer->name);
	struct figures with = { 0 };
	int status;

	world_venv(world, "home/p/.venv");
	if (program && (strncmp(program, "/usr/bin/", 9) == 0 ||
			symlink(program, world_path(world, world_format(world, "bin/%s",
				peer->name))) == 0)) {
		world_setenv(world, "DIRENV_LOG_FORMAT", "");
		world_write(world, world_format(world, "home/p/%s", peer->file), peer->content);
		free(world_run(world, &status, "sh", "-c",
			       world_format(world, "cd p && %s", peer->allow), NULL));
		world_append(world, shell_setup_find(peer->shell)->rc,
			     world_format(world, "\n%s\n", peer->line));
		if (is_on(world, peer->shell)) {
			measure(&with, world, peer->shell, floor);
			print(peer->shell, peer->name, &with, bare);
		}
	}
	free(program);
	figures_free(&with);
	world_close(world);
}

static void bench(const char *shell, const char *floor)
{
	struct world *world = world_new_bare();
	char *program = shell_program(shell);
	struct figures bare = { 0 };

	if (program == NULL || shell_setup_find(shell) == NULL) {
		printf("%-8s is not installed: skipped\n", shell);
	} else {
		world_venv(world, "home/p/.venv");
		measure(&bare, world, shell, floor);
		bench_envd(shell, floor, &bare);
		for (size_t i = 0; i < sizeof(peers) / sizeof(*peers); i++)
			if (strcmp(peers[i].shell, shell) == 0)
				bench_peer(&peers[i], floor, &bare);
	}
	free(program);
	figures_free(&bare);
	world_close(world);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		samples = strtoul(argv[1], NULL, 10);
	pty_tick_ms = 0;
	printf("%-8s %-7s %-7s %6s %12s %12s %9s\n", "shell", "tool", "what", "N", "median us",
	       "p99 us", "x true");
	for (size_t i = 0; i < sizeof(floors) / sizeof(*floors); i++)
		bench(floors[i].shell, floors[i].line);
	return 0;
}
