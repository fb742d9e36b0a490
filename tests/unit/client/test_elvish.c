/* elvish: its renderer. See renderer.h. */
#include "renderer.h"

static const struct mode modes_of_elvish[] = {
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C.UTF-8", "", true },
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C", "", false },
	/* Names of the user's own. */
	{ "elvish", { "elvish", "-norc" }, "LC_ALL=C.UTF-8",
	  "fn set-env {|@a| touch pwned }; fn unset-env {|@a| touch pwned }\n"
	  "fn eq {|@a| touch pwned; put $true }; fn not {|@a| touch pwned; put $true }\n", false },
	{ 0 },
};

#define OWN 128         /* variables __envd_0 ... that the hook's namespace has here */

static void read_answer(struct buf *script, const char *path, unsigned n)
{
	if (n == 0) {
		buf_adds(script, "use builtin; use path\n"
			 "fn is {|path @other| try { var real = (path:eval-symlinks $path); "
			 "put (or (builtin:eq $other []) (builtin:eq $real "
			 "(path:eval-symlinks $@other))) } catch e { put $false } }\n"
			 "var own: = (ns [&__envd_is~=$is~ &__envd_fresh~={ put $false } "
			 "&__envd_vars='' &__envd_uses=0");
		for (int i = 0; i < OWN; i++)
			buf_addf(script, " &__envd_%d=''", i);
		buf_adds(script, "])\n"
			 "fn ask { if (own:__envd_fresh) { echo yes } else { echo no } }\n");
	}
	buf_addf(script, "builtin:eval &ns=$own: (slurp <%s)\n", path);
}

static const struct row rows[] = {
	{ "nop", "yes" },
	{ "e:rm present", "no" },
	{ "e:rm present; e:ln -s nowhere present", "no" },
	{ "e:touch present", "yes" },
	{ "e:touch absent", "no" },
	{ "e:mkdir absent", "no" },
	{ "e:ln -s present absent", "no" },
	{ "e:ln -s nowhere absent", "yes" },
	{ "e:ln -sfn present link", "no" },
	{ "e:rm link", "no" },
	{ "e:rm target", "no" },
	{ "e:rm link target", "no" },
	{ "e:cp target new; e:mv new target", "yes" },
	{ "e:rm ../stamp", "no" },
	{ "cd /", "no" },
	{ "cd ..; cd here", "yes" },
	{ "cd ../also", "yes" },                /* its $pwd is never a link */
	{ "e:mv ../here ../moved", "no" },
	{ "e:mv ../here ../moved; e:cp -a ../moved ../here", "no" },
	{ "set E:PATH = $E:PATH':/x'", "no" },
	{ "set paths = [$@paths]", "yes" },
	{ "set E:VIRTUAL_ENV = /x", "no" },
	{ "set E:VIRTUAL_ENV = ''", "yes" },
	{ "set E:CONDA_PREFIX = /x", "no" },
	{ "set E:ENVD_STATE = '('", "no" },
	{ "set E:WORKON_HOME = /x", "no" },
	{ "set E:OTHER = /x", "yes" },
	{ 0 },
};

static const struct row uses[] = {
	{ "ask; set paths = [$@paths /x]; ask; set paths = $paths[..-1]; ask; ask",
	  "yes\nyes\nno\nyes\nno\nno\n" },
	{ 0 },
};

static const struct renderer elvish = {
	.modes = modes_of_elvish,
	.read = read_answer,
	.own = "print $own:__envd_%zu\"\\x00\"\n",
	.exported = { "e:printenv -0", "\n" },
	.none = { "try { e:printenv", " } catch e { echo end }\n" },
	.define = "",
	.ask = "ask\n",
	.rows = rows,
	.uses = uses,
	.cd = "cd ",
	.spoil = "e:rmdir -- ",
	.tells_no_time = true,
};

RENDERER_TESTS(elvish, &elvish)

Test(elvish, what_rests_on_a_time_is_asked_again)
{
	struct scene scene = { .row = &rows[0], .has_time = true };

	renderer_scene(&elvish, &scene, "no\nno\n");
}
