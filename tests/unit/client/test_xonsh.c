/* xonsh: its renderer, read by the real hook. See renderer.h; but as it is slow to start,
 * all that happens does so in one run of it. */
#include "renderer.h"

#include <string.h>

static const struct mode modes_of_xonsh[] = {
	{ "xonsh", { "xonsh", "--no-rc" }, "LC_ALL=C.UTF-8", "", true },
	{ "xonsh", { "xonsh", "--no-rc" }, "LC_ALL=C", "", false },
	{ 0 },
};

/* The hook, and `answer(text)`, which does what it does with an answer. */
static void add_hook(struct buf *script, const char *answer)
{
	const struct shell *shell = shell_find("xonsh");
	struct buf hook = BUF_INIT, rest = BUF_INIT;
	const char *mark;

	shell_hook(&hook, shell);
	mark = strstr(hook.data, "@CLIENT@");
	cr_assert_not_null(mark);
	buf_adds(&rest, mark + 8);
	hook.len = (size_t)(mark - hook.data);
	renderer_put("hook", &hook);
	renderer_put("rest", &rest);
	buf_free(&rest);
	buf_free(&hook);
	buf_adds(script, "import ast, os, subprocess, sys\n"
			 "$XONSH_INTERACTIVE = True\n"
			 "execx(open('../hook').read() + \"b'/'\" + open('../rest').read())\n"
			 "hook = __xonsh__.ctx['__envd']\nenv = __xonsh__.env\n");
	buf_addf(script, "answer = lambda: hook.apply(ast.literal_eval('[' + "
			 "open('../%s', encoding='ascii').read() + '\\n]'))\n", answer);
}

/* ---- values ---- */

static void read_answer(struct buf *script, const char *path, unsigned n)
{
	(void)path, (void)n;
	add_hook(script, "answer.0");
	buf_adds(script, "answer()\nout = sys.stdout.buffer\n"
			 "run = lambda words: out.write(subprocess.run(['/usr/bin/printenv', "
			 "*words.split()], env=env.detype(), stdout=subprocess.PIPE).stdout)\n");
}

static const struct renderer xonsh = {
	.modes = modes_of_xonsh,
	.read = read_answer,
	.own = "out.write(os.fsencode(hook.settings['%zu']) + b'\\0')\n",
	.exported = { "run('-0", "')\n" },
	.none = { "run('", "'); out.write(b'end\\n')\n" },
};

RENDERER_VALUES(xonsh, &xonsh)

/* All values, below /, as the entries of one PATH. */
static char *make_path(void)
{
	struct strings values = renderer_values();
	struct buf path = BUF_INIT;

	for (size_t i = 0; i < values.n; i++)
		buf_addf(&path, "%s/%s", i ? ":" : "", values.v[i]);
	strings_free(&values);
	return buf_detach(&path);
}

static void write_path(struct buf *script, pid_t pid, void *data)
{
	struct buf answer = BUF_INIT;

	(void)pid;
	shell_find("xonsh")->set(&answer, "PATH", data);
	renderer_put("answer.0", &answer);
	read_answer(script, NULL, 0);
	buf_adds(script, "run('-0 PATH')\n");
	buf_free(&answer);
}

Test(xonsh, a_path_of_any_entries_arrives)
{
	char *path = make_path();

	for (const struct mode *mode = modes_of_xonsh; mode->shell; mode++) {
		struct buf out = BUF_INIT;
		size_t n = 0;

		renderer_run(mode, write_path, path, &out);
		renderer_expect(&out, &n, path, "PATH");
		cr_expect_eq(n, out.len);
		buf_free(&out);
	}
	free(path);
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
	char *here = xstrdup(renderer_path("here")), *stamp = xstrdup(renderer_path("stamp"));
	struct condition conditions[] = {
		{ .type = CONDITION_SAME, .path = xstrdup(renderer_path("here/same")),
		  .mtime = { 981173106, 123456789 } },
		{ .type = CONDITION_PRESENT, .path = xstrdup(renderer_path("here/present")) },
		{ .type = CONDITION_ABSENT, .path = xstrdup(renderer_path("here/absent")) },
		{ .type = CONDITION_LINK, .path = xstrdup(renderer_path("here/link")),
		  .other = xstrdup(renderer_path("here/target")) },
	};
	struct freshness freshness = {
		.pid = (uint32_t)pid, .directory = here, .stamp = stamp, .conditions = conditions,
		.n = COUNT_OF(conditions), .uses = *(unsigned *)data,
	};
	struct buf answer = BUF_INIT;

	shell_find("xonsh")->fresh(&answer, &freshness);
	renderer_put("answer", &answer);
	add_hook(script, "answer");
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
	buf_addf(script, "SCRATCH = '%s'\n", renderer_path("."));
	write_changes(script, pid, data);
}

Test(xonsh, each_change_is_seen)
{
	struct buf out = BUF_INIT;

	renderer_run(&modes_of_xonsh[0], with_scratch, NULL, &out);
	cr_expect_str_eq(out.data, "end\n", "<%s>", out.data);
	buf_free(&out);
}

static void write_uses(struct buf *script, pid_t pid, void *data)
{
	unsigned uses = 3;

	(void)data;
	write_rows(script, pid, &uses);
	buf_adds(script, "env['PWD'] = os.path.abspath('.')\n"
		 "subprocess.run(['/bin/sh', '-c', 'touch -d \"2001-02-03 04:05:06.123456789\" same; "
		 "touch ../stamp present target; ln -s target link'])\n"
		 "answer()\nprint([hook.is_fresh() for i in range(5)])\n");
}

Test(xonsh, as_often_as_it_may)
{
	struct buf out = BUF_INIT;

	renderer_run(&modes_of_xonsh[0], write_uses, NULL, &out);
	cr_expect_str_eq(out.data, "[True, True, True, False, False]\n", "<%s>", out.data);
	buf_free(&out);
}
