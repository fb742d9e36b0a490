/* bash: 3.2 and later. */
#include "shell.h"

#include "hook_bash.inc"

#include "envd/buf.h"

/* bash says yes to `a -nt missing`, so a vanished path is never the same. */
static void fresh(struct buf *out, const struct freshness *freshness)
{
	posix_fresh_begin(out, freshness);
	posix_fresh_twins(out, freshness, false);
	buf_adds(out, " ]]");
	posix_fresh_end(out, freshness);
}

const struct shell shell_bash = {
	.name = "bash", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.bashrc",
	.quote = posix_quote, .set = posix_set, .unset = posix_unset, .put = posix_put,
	.fail = "\\builtin false\n",
	.assign = posix_assign, .rehash = posix_rehash, .fresh = fresh,
};
