/* zsh: 5.0 and later. */
#include "shell.h"

#include "hook_zsh.inc"

#include "envd/buf.h"

static size_t count_times(const struct freshness *freshness)
{
	size_t n = 0;

	for (size_t i = 0; i < freshness->n; i++)
		n += freshness->conditions[i].type == CONDITION_SAME;
	return n;
}

/* All times at once. Without TZ, the C library would look at /etc/localtime for
 * each of them. */
static void add_zstat(struct buf *out, const struct freshness *freshness)
{
	const char *gap = "";

	buf_adds(out, "\\local -x TZ=UTC0; \\zstat -A __envd_times -F %s.%N +mtime");
	for (size_t i = 0; i < freshness->n; i++) {
		if (freshness->conditions[i].type != CONDITION_SAME)
			continue;
		buf_addc(out, ' ');
		posix_quote(out, freshness->conditions[i].path);
	}
	buf_adds(out, " && [[ ${(j: :)__envd_times[@]} == '");
	for (size_t i = 0; i < freshness->n; i++) {
		const struct condition *condition = &freshness->conditions[i];

		if (condition->type != CONDITION_SAME)
			continue;
		buf_addf(out, "%s%lld.%09ld", gap, (long long)condition->mtime.tv_sec,
			 condition->mtime.tv_nsec);
		gap = " ";
	}
	buf_adds(out, "' ]]");
}

/* zsh says no to `a -nt missing`. */
static void fresh(struct buf *out, const struct freshness *freshness)
{
	posix_fresh_begin(out, freshness);
	buf_adds(out, " ]]");
	if (count_times(freshness) > 0) {
		/* Not if one of the names is the user's own. */
		buf_adds(out, " && if [[ -n ${__envd_zstat-} && ${(t)TZ-} != *readonly* &&"
			      " -z ${functions[zstat]-}${functions[local]-} ]]\nthen ");
		add_zstat(out, freshness);
		buf_adds(out, "\nelse\n[[ -n 1");
		posix_fresh_twins(out, freshness, true);
		buf_adds(out, " ]]\nfi");
	}
	posix_fresh_end(out, freshness);
}

const struct shell shell_zsh = {
	.name = "zsh", .hook = hook, .hook_size = sizeof(hook),
	.rc = "~/.zshrc",
	.quote = posix_quote, .set = posix_set, .unset = posix_unset, .put = posix_put,
	.fail = "\\builtin false\n",
	.assign = posix_assign, .rehash = posix_rehash, .fresh = fresh,
};
