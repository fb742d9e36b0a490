/* mini: see mini.h. */
#include "mini.h"

#include "fail.h"
#include "processes.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char functions[] =
	"mk() {\n"
	"  command mkdir -p \"$1/bin\" && command ln -s /usr/bin/python3 \"$1/bin/python\" &&\n"
	"  printf 'home = /usr/bin\\n' >\"$1/pyvenv.cfg\" &&\n"
	"  printf \"VIRTUAL_ENV='%s'\\n\" \"$PWD/$1\" >\"$1/bin/activate\"\n"
	"}\n"
	"t() { if [[ -e .venv ]]; then command rm -rf .venv; else mk .venv; fi; }\n"
	"check() {\n"
	"  local here=-\n"
	"  if [[ -e .venv/pyvenv.cfg ]]; then here=$PWD/.venv; fi\n"
	"  if [[ ${VIRTUAL_ENV:--} == \"$here\" && ( $here == - || $PATH == \"$here/bin:\"* ) &&\n"
	"      ( $here != - || $PATH != *.venv* ) ]]; then\n"
	"    echo ok >>\"$HOME/checks\"\n"
	"  else\n"
	"    echo \"wrong: $here, but ${VIRTUAL_ENV:--}, $PATH\" >>\"$HOME/checks\"\n"
	"  fi\n"
	"}\n";

void mini_functions(struct world *w)
{
	world_append(w, "home/.bashrc", functions);
	world_append(w, "home/.bashrc", "[[ -z $CHECK ]] || PROMPT_COMMAND+=(check)\n");
	world_append(w, "home/.zshrc", functions);
	world_append(w, "home/.zshrc", "[[ -z $CHECK ]] || precmd_functions+=(check)\n");
}

const char *mini_env(struct world *w, const char *relative)
{
	const char *path = world_mkdir(w, relative);
	char *text = NULL;

	if (asprintf(&text, "%s/bin/activate", relative) < 0)
		abort();
	world_write(w, text, "");
	free(text);
	if (asprintf(&text, "f='%s'; ln -s /usr/bin/python3 \"$f/bin/python\" && "
		     "echo 'home = /usr/bin' >\"$f/pyvenv.cfg\" && "
		     "echo \"VIRTUAL_ENV='$f'\" >\"$f/bin/activate\"", path) < 0)
		abort();
	free(world_run(w, NULL, "sh", "-c", text, NULL));
	free(text);
	if (access(path, X_OK) != 0)
		test_fail("%s: %s", path, strerror(errno));
	return path;
}

void mini_be_patient(struct world *w)
{
	if (!world_getenv(w, "ENVD_DEADLINE_MS"))
		world_setenv(w, "ENVD_DEADLINE_MS", "5000");
}

void mini_allow_tree(struct world *w, const char *relative)
{
	mini_envd(w, NULL, 0, "allow", "--tree", world_path(w, relative));
}

bool mini_is_on(struct pty *p)
{
	return strcmp(pty_prompt(p), "(.venv) @@") == 0;
}

void mini_expect_on(struct pty *p, const char *prefix)
{
	char *expected = NULL, *out;

	cr_assert_str_eq(pty_prompt(p), "(.venv) @@");
	if (asprintf(&expected, "%s %s/bin", prefix, prefix) < 0)
		abort();
	/* What follows is envd's own: a line may be said a prompt later. */
	out = pty_run(p, "echo \"$VIRTUAL_ENV ${PATH%%:*}\"");
	cr_assert(strncmp(out, expected, strlen(expected)) == 0 &&
		  strchr("\n", out[strlen(expected)]), "%s instead of %s", out, expected);
	free(out);
	free(expected);
}

void mini_expect_off(struct pty *p)
{
	cr_assert_str_eq(pty_prompt(p), "@@");
	pty_expect(p, "case $PATH in *venv*) echo \"$PATH\";; esac; echo \"${VIRTUAL_ENV-}\"", "");
}

void mini_settle(struct pty *p)
{
	for (int i = 0; i < 2; i++) {
		usleep(40 * 1000);
		free(pty_run(p, ""));
	}
}

unsigned mini_count_lines(struct world *w, const char *relative, const char *text)
{
	char *all = world_read(w, relative);
	unsigned n = 0;

	for (char *line = all; line && *line; ) {
		n += strncmp(line, text, strlen(text)) == 0;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	free(all);
	return n;
}

const char *mini_envd(struct world *w, const char *relative, int status,
		      const char *a, const char *b, const char *c)
{
	const char *argv[] = { "envd", a, b, c, NULL };
	int is;
	char *out = world_run_in(w, relative, &is, argv);

	if (is != status)
		test_fail("envd %s %s %s: status %d, not %d: %s", a, b ? b : "", c ? c : "",
			  is, status, out);
	test_held();
	return world_keep(w, out);
}

bool mini_kill_daemon(struct world *w)
{
	long long deadline = test_now_ms() + test_deadline_ms();
	pid_t pid = world_daemon_pid(w);
	char *exe;

	if (pid == 0)
		return false;
	if (kill(pid, SIGKILL) != 0 && errno != ESRCH)
		test_fail("kill %ld: %s", (long)pid, strerror(errno));
	/* A zombie has no program, and somebody else's duty is to bury it. */
	while ((exe = process_exe(pid))) {
		free(exe);
		if (test_now_ms() > deadline)
			test_late("the daemon (pid %ld) does not end", (long)pid);
		usleep(500);
	}
	return true;
}
