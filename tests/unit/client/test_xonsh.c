/* xonsh: its renderer, read by the real hook in the real xonsh. */
#include <criterion/criterion.h>

#include "../daemon/scratch.h"
#include "names.h"
#include "realshell.h"
#include "shell.h"

#include "envd/util.h"

#include <string.h>

static const struct mode modes_of_xonsh[] = {
	{ "xonsh", { "xonsh", "--no-rc" }, "LC_ALL=C.UTF-8", "" },
	{ "xonsh", { "xonsh", "--no-rc" }, "LC_ALL=C", "" },
};

static void init(void)
{
	scratch_init();
	put_dir("here");
}

TestSuite(xonsh, .init = init, .fini = scratch_empty);

/* .fini is not run then. */
static void run(const struct mode *mode, void (*write_it)(struct buf *, pid_t, void *),
		struct buf *out)
{
	int status = realshell_run(mode, at("here"), write_it, NULL, out);

	if (status < 0) {
		scratch_empty();
		cr_skip_test("xonsh is not installed");
	}
	cr_expect_eq(status, 0, "%s: exit status %d: %s", mode_name(mode), status, out->data);
	cr_expect_neq(access(at("here/pwned"), F_OK), 0, "%s ran something", mode_name(mode));
}

/* The hook, and `answer(text)`, which does what it does with an answer. */
static void add_hook(struct buf *script)
{
	const struct shell *shell = shell_find("xonsh");
	struct buf hook = BUF_INIT;
	const char *mark;

	shell_hook(&hook, shell);
	mark = strstr(hook.data, "@CLIENT@");
	cr_assert_not_null(mark);
	put_bytes("hook", hook.data, (size_t)(mark - hook.data), 0600);
	put_bytes("rest", mark + 8, strlen(mark + 8), 0600);
	buf_free(&hook);
	buf_adds(script, "import ast, os, subprocess, sys\n"
			 "$XONSH_INTERACTIVE = True\n"
			 "execx(open('../hook').read() + \"b'/'\" + open('../rest').read())\n"
			 "hook = __xonsh__.ctx['__envd']\n"
			 "answer = lambda: hook.apply(ast.literal_eval('[' + "
			 "open('../answer', encoding='ascii').read() + '\\n]'))\n"
			 "env = __xonsh__.env\n");
}

/* ---- values ---- */

/* Each byte, the names, and one that is too long for them; to be freed. */
static char **make_values(size_t *n)
{
	char **values = xcalloc(COUNT_OF(hostile_names) + 2, sizeof(*values));

	*n = 0;
	for (size_t i = 0; i < COUNT_OF(hostile_names); i++)
		values[(*n)++] = xstrdup(hostile_names[i]);
	values[*n] = xcalloc(1, 256);
	for (int c = 1; c < 256; c++)
		values[*n][c - 1] = (char)c;
	++*n;
	values[*n] = xcalloc(1, 33001);
	memset(values[*n], '"', 33000);
	++*n;
	return values;
}

static void free_values(char **values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(values[i]);
	free(values);
}

/* All of them as values, and below / as the conditions of one PATH. */
static void write_values(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = shell_find("xonsh");
	struct buf answer = BUF_INIT, path = BUF_INIT;
	char **values, *name;
	size_t n;

	(void)pid, (void)data;
	values = make_values(&n);
	for (size_t i = 0; i < n; i++) {
		name = xasprintf("V%zu", i);
		shell->set(&answer, name, values[i]);
		free(name);
		name = xasprintf("__envd_%zu", i);
		shell->assign(&answer, name, values[i]);
		free(name);
		buf_addf(&path, "%s/%s", i ? ":" : "", values[i]);
	}
	shell->set(&answer, "PATH", path.data);
	shell->set(&answer, "EMPTY", "");
	shell->set(&answer, "GONE", "x");
	shell->unset(&answer, "GONE");
	shell->unset(&answer, "NEVER");
	shell->rehash(&answer);
	put_bytes("answer", answer.data, answer.len, 0600);
	add_hook(script);
	buf_addf(script, "answer()\n"
		 "run = lambda *a: subprocess.run(['/usr/bin/printenv', *a], env=env.detype(), "
		 "stdout=subprocess.PIPE).stdout\n"
		 "for i in range(%zu):\n"
		 "  sys.stdout.buffer.write(os.fsencode(hook.settings[str(i)]) + b'\\0')\n"
		 "  sys.stdout.buffer.write(run('-0', f'V{i}'))\n"
		 "sys.stdout.buffer.write(run('-0', 'PATH', 'EMPTY'))\n"
		 "sys.stdout.buffer.write(run('GONE', 'NEVER') + b'end\\n')\n", n);
	free_values(values, n);
	buf_free(&answer);
	buf_free(&path);
}

/* Takes the next value off the output. */
static void expect_next(const struct buf *out, size_t *at_byte, const char *want, const char *what)
{
	size_t n = strlen(want) + 1;

	size_t same = 0;

	while (same < n && *at_byte + same < out->len && want[same] == out->data[*at_byte + same])
		same++;
	if (same < n)
		cr_assert_fail("%s: from byte %zu on <%.60s> arrived as <%.60s>", what, same, want + same,
			       out->data + *at_byte + same);
	*at_byte += n;
}

Test(xonsh, each_value_arrives_and_nothing_is_run)
{
	for (size_t m = 0; m < COUNT_OF(modes_of_xonsh); m++) {
		struct buf out = BUF_INIT, path = BUF_INIT;
		size_t n, i = 0;
		char **values = make_values(&n);

		run(&modes_of_xonsh[m], write_values, &out);
		for (size_t v = 0; v < n; v++) {
			expect_next(&out, &i, values[v], "its own value");
			expect_next(&out, &i, values[v], "an exported value");
			buf_addf(&path, "%s/%s", v ? ":" : "", values[v]);
		}
		expect_next(&out, &i, path.data, "PATH");
		expect_next(&out, &i, "", "the empty value");
		cr_expect_str_eq(out.data + i, "end\n");
		free_values(values, n);
		buf_free(&out);
		buf_free(&path);
	}
}

/* ---- whether to ask ---- */

/* What happens after the first True, and what is said then. */
static const char *const rows[][2] = {
	{ "pass", "True" },
	{ "sh('touch -d \"2001-02-03 04:05:06.123456788\" same')", "False" },   /* 1 ns */
	{ "sh('touch -d \"2001-02-03 04:05:06.123456790\" same')", "False" },
	{ "sh('touch same')", "False" },
	{ "sh('touch -a same')", "True" },
	{ "sh('rm same')", "False" },
	{ "sh('mv same was; ln -s was same')", "True" },                        /* followed */
	{ "sh('rm present')", "False" },
	{ "sh('rm present; ln -s nowhere present')", "False" },
	{ "sh('touch absent')", "False" },
	{ "sh('mkdir absent')", "False" },
	{ "sh('ln -sfn same link')", "False" },
	{ "sh('rm link')", "False" },
	{ "sh('rm target')", "False" },
	{ "sh('rm link target')", "False" },
	{ "sh('cp target new; mv new target')", "True" },                       /* both lead there */
	{ "sh('rm ../stamp')", "False" },
	{ "cd('/')", "False" },
	{ "cd('..'); cd('here')", "True" },
	{ "cd('../also')", "False" },                                           /* a link to here */
	{ "sh('mv ../here ../moved')", "False" },
	{ "sh('mv ../here ../moved; cp -a ../moved ../here')", "False" },       /* exchanged */
	{ "env['PATH'].append('/x')", "False" },
	{ "env['PATH'] = '/usr/bin:/bin'", "True" },
	{ "env['PATH'] = ['/bin', '/usr/bin']", "False" },
	{ "env['VIRTUAL_ENV'] = '/x'", "False" },
	{ "env['CONDA_PREFIX'] = '/x'", "False" },
	{ "env['ENVD_STATE'] = 'x'", "False" },
	{ "env['_OLD_VIRTUAL_PATH'] = '/x'", "False" },
	{ "env['WORKON_HOME'] = '/x'", "False" },
	{ "env['OTHER'] = '/x'", "True" },
	{ "os.getpid = lambda: 1", "False" },
};

static void write_rows(struct buf *script, pid_t pid, void *data)
{
	char *here = xstrdup(at("here")), *stamp = xstrdup(at("stamp"));
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = xstrdup(at("here/same")),
		  .mtime = { 981173106, 123456789 } },
		{ .type = CONDITION_PRESENT, .path = xstrdup(at("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(at("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(at("here/link")),
		  .other = xstrdup(at("here/target")) },
	};
	struct freshness freshness = {
		.pid = (uint32_t)pid, .directory = here, .stamp = stamp, .conditions = conditions,
		.n = COUNT_OF(conditions), .uses = *(unsigned *)data,
	};
	struct buf answer = BUF_INIT;

	shell_find("xonsh")->fresh(&answer, &freshness);
	put_bytes("answer", answer.data, answer.len, 0600);
	add_hook(script);
	buf_free(&answer);
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		free(conditions[i].path);
		free(conditions[i].other);
	}
	free(here);
	free(stamp);
}

/* Each row in a scene of its own. */
static void write_changes(struct buf *script, pid_t pid, void *data)
{
	unsigned uses = 0;

	(void)data;
	write_rows(script, pid, &uses);
	buf_adds(script, "env['PWD'] = os.path.abspath('.')\n"
		 "sh = lambda text: subprocess.run(['/bin/sh', '-c', text])\n"
		 "cd = lambda to: aliases['cd']([to])\n"
		 "text = open('../answer').read()\ngetpid = os.getpid\n"
		 "def scene():\n"
		 "  os.getpid = getpid\n"
		 "  cd(SCRATCH)\n"
		 "  sh('rm -rf here moved also; mkdir here; ln -s here also; touch stamp; cd here; "
		 "touch -d \"2001-02-03 04:05:06.123456789\" same; touch present target; "
		 "ln -s target link')\n"
		 "  cd(SCRATCH + '/here')\n"
		 "  env['PATH'] = '/usr/bin:/bin'\n"
		 "  for name in 'VIRTUAL_ENV', 'CONDA_PREFIX', 'ENVD_STATE', '_OLD_VIRTUAL_PATH', "
		 "'WORKON_HOME':\n    hook.do_unset(name)\n"
		 "  hook.apply(ast.literal_eval('[' + text + ']'))\n"
		 "def row(change, want):\n"
		 "  scene()\n"
		 "  if not hook.is_fresh(): print('at first', change)\n"
		 "  exec(change)\n"
		 "  if hook.is_fresh() != want: print(change)\n");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		buf_addf(script, "row(r\"\"\"%s\"\"\", %s)\n", rows[i][0], rows[i][1]);
	buf_adds(script, "print('end')\n");
}

static void with_scratch(struct buf *script, pid_t pid, void *data)
{
	buf_addf(script, "SCRATCH = '%s'\n", scratch);
	write_changes(script, pid, data);
}

Test(xonsh, each_change_is_seen)
{
	struct buf out = BUF_INIT;

	run(&modes_of_xonsh[0], with_scratch, &out);
	cr_expect_str_eq(out.data, "end\n", "<%s>", out.data);
	buf_free(&out);
}

static void write_uses(struct buf *script, pid_t pid, void *data)
{
	unsigned uses = 3;

	(void)data;
	put_file("here/same", "");
	write_rows(script, pid, &uses);
	buf_adds(script, "env['PWD'] = os.path.abspath('.')\n"
		 "subprocess.run(['/bin/sh', '-c', 'touch -d \"2001-02-03 04:05:06.123456789\" same; "
		 "touch ../stamp present target; ln -s target link'])\n"
		 "answer()\nprint([hook.is_fresh() for i in range(5)])\n");
}

Test(xonsh, as_often_as_it_may)
{
	struct buf out = BUF_INIT;

	run(&modes_of_xonsh[0], write_uses, &out);
	cr_expect_str_eq(out.data, "[True, True, True, False, False]\n", "<%s>", out.data);
	buf_free(&out);
}
