/* bash and zsh: their renderers, which share posix.c. See renderer.h. */
#include "renderer.h"

#include <string.h>

static void read_answer(struct buf *script, const char *path, unsigned n)
{
	(void)n;
	buf_addf(script, "answer=$(/bin/cat %s; echo x)\nanswer=${answer%%x}\n"
			 "\\builtin eval \"$answer\" || exit 9\n", path);
}

static const struct row rows[] = {
	{ ":", "yes" },
	{ "/bin/touch -d '2001-02-03 04:05:06.123456788' same", "no" },         /* 1 ns older */
	{ "/bin/touch -d '2001-02-03 04:05:06.123456790' same", "no" },         /* 1 ns newer */
	{ "/bin/touch -d '1990-01-01' same", "no" },
	{ "/bin/touch same", "no" },
	{ "/bin/touch -a same", "yes" },
	{ "/bin/chmod 700 same", "yes" },
	{ "/bin/rm same", "no" },
	{ "/bin/mv same was; /bin/ln -s was same", "yes" },                     /* followed */
	{ "/bin/rm present", "no" },
	{ "/bin/touch -d 1990-01-01 present", "yes" },
	{ "/bin/rm present; /bin/ln -s nowhere present", "no" },
	{ "/bin/rm present; /bin/mkdir present", "yes" },
	{ "/bin/touch absent", "no" },
	{ "/bin/mkdir absent", "no" },
	{ "/bin/ln -s present absent", "no" },
	{ "/bin/ln -sfn same link", "no" },
	{ "/bin/rm link", "no" },
	{ "/bin/rm link; /bin/ln target link", "yes" },
	{ "/bin/rm target", "no" },
	{ "/bin/cp target new; /bin/mv new target", "yes" },                    /* both lead there */
	{ "/bin/rm ../stamp", "no" },
	{ "/bin/touch ../stamp", "yes" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "no" },                                                 /* a link to here */
	{ "PWD=/", "no" },
	{ "/bin/mv ../here ../moved", "no" },
	{ "/bin/mv ../here ../moved; /bin/cp -a ../moved ../here", "no" },      /* exchanged */
	{ "PATH=$PATH:/x", "no" },
	{ "PATH=/usr/bin:/bin", "yes" },
	{ "VIRTUAL_ENV=/x", "no" },
	{ "\\builtin export VIRTUAL_ENV=", "yes" },
	{ "CONDA_PREFIX=/x", "no" },
	{ "ENVD_STATE=x", "no" },
	{ "_OLD_VIRTUAL_PATH=", "no" },
	{ "WORKON_HOME=/x", "no" },
	{ "XDG_DATA_HOME=/x", "no" },
	{ "OTHER=/x", "yes" },
	{ "TZ=Asia/Tokyo", "yes" },
	{ "readonly TZ=Asia/Tokyo", "yes" },
	{ "readonly TZ; /bin/touch same", "no" },
	{ 0 },
};

static const struct row uses[] = {
	{ "ask; ask; PATH=$PATH:; ask; PATH=${PATH%:}; ask; ask",
	  "yes\nyes\nyes\nno\nno\nno\nno\n" },
	/* A "no" of another cause is not counted. */
	{ "PATH=$PATH:; ask; PATH=${PATH%:}; ask; ask", "yes\nno\nyes\nyes\nno\n" },
	{ 0 },
};

static const struct renderer posix = {
	.modes = modes,
	.read = read_answer,
	.own = "\\builtin printf '%%s\\0' \"$__envd_%zu\"\n",
	.exported = { "/usr/bin/printenv -0", "\n" },
	.none = { "/usr/bin/printenv", " || echo end\n" },
	.define = "ask() { if __envd_fresh; then echo yes; else echo no; fi; }\n",
	.ask = "ask\n",
	.rows = rows,
	.uses = uses,
	.cd = "cd ",
	.spoil = "/bin/touch -- ",
};

RENDERER_TESTS(posix, &posix)

static void write_unset(struct buf *script, pid_t pid, void *data)
{
	const struct shell *shell = data;
	struct buf answer = BUF_INIT;

	(void)pid;
	shell->unset(&answer, "WAS_SET");
	shell->unset(&answer, "WAS_NOT");
	shell->set(&answer, "AFTER", "x");
	renderer_put("answer", &answer);
	buf_adds(script, "WAS_SET=1; \\builtin export WAS_SET\n");
	read_answer(script, renderer_path("answer"), 0);
	buf_adds(script, "echo \"${WAS_SET+set}${WAS_NOT+set}$AFTER\"\n"
			 "/usr/bin/printenv WAS_SET || echo none\n");
	buf_free(&answer);
}

Test(posix, unset_takes_away_and_may_be_repeated)
{
	for (const struct mode *mode = modes; mode->shell; mode++) {
		struct buf out = BUF_INIT;

		renderer_run(mode, write_unset, (void *)shell_find(mode->shell), &out);
		cr_expect_str_eq(out.data, "x\nnone\n", "%s: <%s>", mode_name(mode), out.data);
		buf_free(&out);
	}
}
