/* fish: its renderer. See renderer.h. */
#include "renderer.h"

#include <stdlib.h>

static const struct mode modes_of_fish[] = {
	{ "fish", { "fish", "--no-config" }, "LC_ALL=C.UTF-8", "", true },
	{ "fish", { "fish", "--no-config" }, "LC_ALL=C", "", false },
	{ 0 },
};

static void read_answer(struct buf *script, const char *path, unsigned n)
{
	(void)n;
	buf_addf(script, "set lines (/bin/cat %s)\n"
			 "eval (string join -- \\n $lines | string collect)\n", path);
}

static const struct row rows[] = {
	{ "true", "yes" },
	{ "/bin/touch -d '2001-02-03 04:05:06.123456788' same", "no" },         /* 1 ns older */
	{ "/bin/touch -d '2001-02-03 04:05:06.123456790' same", "no" },         /* 1 ns newer */
	{ "/bin/touch same", "no" },
	{ "/bin/touch -a same", "yes" },
	{ "/bin/rm same", "no" },
	{ "/bin/rm ../twin.0", "no" },
	{ "/bin/mv same was; /bin/ln -s was same", "yes" },                     /* followed */
	{ "/bin/rm present", "no" },
	{ "/bin/rm present; /bin/ln -s nowhere present", "no" },
	{ "/bin/touch absent", "no" },
	{ "/bin/mkdir absent", "no" },
	{ "/bin/ln -sfn same link", "no" },
	{ "/bin/rm link", "no" },
	{ "/bin/rm target", "no" },
	{ "/bin/rm link target", "no" },
	{ "/bin/cp target new; /bin/mv new target", "yes" },                    /* both lead there */
	{ "/bin/rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "no" },                                                 /* a link to here */
	{ "/bin/mv ../here ../moved", "no" },
	{ "/bin/mv ../here ../moved; /bin/cp -a ../moved ../here", "no" },      /* exchanged */
	{ "set PATH $PATH /x", "no" },
	{ "set PATH /usr/bin /bin", "yes" },
	{ "set -g VIRTUAL_ENV /x", "no" },
	{ "set -g VIRTUAL_ENV !", "no" },
	{ "set -gx VIRTUAL_ENV ''", "yes" },
	{ "set -g CONDA_PREFIX /x", "no" },
	{ "set -g ENVD_STATE '('", "no" },
	{ "set -g _OLD_VIRTUAL_PATH /x", "no" },
	{ "set -g WORKON_HOME /x", "no" },
	{ "set -g OTHER /x", "yes" },
	{ 0 },
};

static const struct row uses[] = {
	{ "ask; set PATH $PATH /x; ask; set -e PATH[-1]; ask; ask", "yes\nyes\nno\nyes\nno\nno\n" },
	{ 0 },
};

static const struct renderer fish = {
	.modes = modes_of_fish,
	.read = read_answer,
	.own = "printf '%%s\\0' $__envd_%zu\n",
	.exported = { "/usr/bin/printenv -0", "\n" },
	.none = { "/usr/bin/printenv", "; or echo end\n" },
	.define = "function ask; if __envd_fresh; echo yes; else; echo no; end; end\n",
	.ask = "ask\n",
	.rows = rows,
	.uses = uses,
	.cd = "cd ",
	.spoil = "/bin/touch -- ",
};

RENDERER_TESTS(fish, &fish)

/* Each PATH that fish itself can have. */
static void write_paths(struct buf *script, pid_t pid, void *data)
{
	static const char *const paths[] = {
		"/usr/bin:/bin", "/a b:/c'd:/e\\f:.:/usr/bin:.", "/usr/bin", "/x:/x:/usr/bin:/$HOME:/*",
		"/(touch pwned):/\n:/usr/bin",
	};
	const struct shell *shell = shell_find("fish");

	(void)pid, (void)data;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		shell->set(script, "PATH", paths[i]);
		buf_adds(script, "test (/usr/bin/printenv PATH | string collect) = ");
		shell->quote(script, paths[i]);
		buf_adds(script, "; and set --show PATH | string match -q '*global*'; or echo ");
		buf_addf(script, "%zu $PATH\nset -e PATH\n", i);
	}
	buf_adds(script, "echo end\n");
}

Test(fish, paths_are_lists)
{
	struct buf out = BUF_INIT;

	renderer_run(&modes_of_fish[0], write_paths, NULL, &out);
	cr_expect_str_eq(out.data, "end\n", "<%s>", out.data);
	buf_free(&out);
}
