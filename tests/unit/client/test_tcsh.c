/* tcsh: its renderer. See renderer.h. */
#include "renderer.h"

#define TCSH { "tcsh", "-f" }
#define UTF8 "LC_ALL=C.UTF-8"

static const struct mode modes_of_tcsh[] = {
	{ "tcsh", TCSH, UTF8, "", true },
	{ "tcsh", TCSH, "LC_ALL=C", "", false },
	{ "tcsh", TCSH, UTF8, "set backslash_quote\n", false },
	{ "tcsh", TCSH, UTF8, "set noglob noclobber nonomatch\n", false },
	{ "tcsh", TCSH, UTF8, "set histchars = '@%'\n", false },
	{ "tcsh", TCSH, UTF8, "set histchars = ''\n", false },
	{ "tcsh", TCSH, UTF8, "set implicitcd globstar globdot\n", false },
	{ "tcsh", TCSH, UTF8, "alias setenv touch pwned; alias unsetenv touch pwned\n"
			      "alias source touch pwned; alias rehash touch pwned\n"
			      "alias unset touch pwned; alias eval touch pwned\n"
			      "alias set touch pwned\n", false },
	{ 0 },
};

static void read_answer(struct buf *script, const char *path, unsigned n)
{
	(void)n;
	buf_adds(script, "sourc\\e ");
	for (; *path; path++)
		buf_addf(script, *path == '/' ? "\\%c" : "%c", *path);
	buf_addc(script, '\n');
}

/* A backslash in a command: in one mode, it is an alias of the user's.
 * NEXT_SECOND: else its ctime would be the one that it has. */
#define NEXT_SECOND "while (1)\ntouch other\n" \
	"if (-C other != -C same) break\nend\n"

static const struct row rows[] = {
	{ "echo -n", "yes" },
	{ "touch same", "no" },
	{ NEXT_SECOND "chmod 700 same", "no" },
	{ NEXT_SECOND "touch same; touch -d @981173106 same", "no" },   /* the time that it had */
	{ "rm same", "no" },
	{ "rm present", "no" },
	{ "rm present; ln -s nowhere present", "no" },
	{ "touch present", "yes" },
	{ "touch absent", "no" },
	{ "mkdir absent", "no" },
	{ "ln -s present absent", "no" },
	{ "ln -s nowhere absent", "yes" },
	{ "ln -sfn present link", "no" },
	{ "rm link", "no" },
	{ "rm target", "no" },
	{ "rm link target", "no" },
	{ "cp target new; mv new target", "yes" },
	{ "rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "s\\et home = /; cd ..; cd also", "no" },                       /* a link to here */
	{ "s\\et cwd = ''", "no" },
	{ "mv ../here ../moved", "no" },
	{ "mv ../here ../moved; cp -a ../moved ../here", "no" },
	{ "s\\etenv PATH ${PATH}:/x", "no" },
	{ "uns\\etenv PATH", "no" },
	{ "set path = ($path:q)", "yes" },              /* a list is a matter of set's name */
	{ "set path = ($path:q /x)", "no" },
	{ "s\\etenv VIRTUAL_ENV /x", "no" },
	{ "s\\etenv VIRTUAL_ENV ''", "no" },
	{ "s\\etenv CONDA_PREFIX /x", "no" },
	{ "s\\etenv ENVD_STATE '('", "no" },
	{ "s\\etenv ENVD_STATE 'a b *'", "no" },
	{ "s\\etenv WORKON_HOME /x", "no" },
	{ "s\\et _OLD_VIRTUAL_PATH = x", "no" },
	{ "s\\etenv OTHER /x", "yes" },
	{ 0 },
};

#define LOOK "sourc\\e $__envd_dir:q/test\n" \
	"if ($__envd_fresh) echo yes\nif (! $__envd_fresh) echo no\n"

static const struct row uses[] = {
	{ LOOK "s\\etenv PATH ${PATH}:/x\n" LOOK "s\\etenv PATH /usr/bin:/bin\n" LOOK,
	  "yes\nyes\nno\nyes\nno\n" },
	{ 0 },
};

static const struct renderer tcsh = {
	.modes = modes_of_tcsh,
	.read = read_answer,
	.own = "\\/usr\\/bin\\/printf '%%s\\000' $__envd_%zu:q\n",
	.exported = { "\\/usr\\/bin\\/printenv -0", "\n" },
	.none = { "\\/usr\\/bin\\/printenv", " || echo end\n" },
	.define = "",
	.ask = LOOK,
	.rows = rows,
	.uses = uses,
	.cd = "c\\d ",
	.spoil = "rmdir -- ",
};

RENDERER_TESTS(tcsh, &tcsh)

Test(tcsh, not_that_time)
{
	struct scene later = { .row = &rows[0], .later = 1 };
	struct scene changed = { .row = &rows[0], .changed_later = 1 };

	renderer_scene(&tcsh, &later, "no\nno\n");
	renderer_scene(&tcsh, &changed, "no\nno\n");
}
