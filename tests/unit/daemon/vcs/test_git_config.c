/* git_config: what git itself understands of the same text. */
#include "vcs/git_config.h"

#include "realenv.h"

#include <criterion/criterion.h>

TestSuite(git_config, .init = begin, .fini = end);

static const char *const texts[] = {
	"", "\n\n", "# only\n; comments", "[core]\n", "[core]", "[core]\n\tbare = true\n",
	"[core]\nbare\n", "[core]bare=yes", "[CORE]\n  BARE = On # yes\n", "[core]\nbare = 0\n",
	"[core]\nbare = 1\n", "[core]\nbare =\n", "[core]\nbare = false\n", "[core]\nbare = no",
	"[core]\nbare = 00\n", "[core]\nbare = -1\n",
	"[core]\nbare = true\nbare = false\n", "[core \"x\"]\nbare = true\n",
	"[core.x]\nbare = true\n", "[other]\nbare = true\n[core]\nx=y\n",
	"[core]\r\n\tbare = true\r\n", "\xef\xbb\xbf[core]\nbare = true\n",
	"[core] bare = true\n[other]\nbare = false\n",
	"[core]\nworktree = /a b/c\n", "[core]\nworktree = \"/a b/c  \" \n",
	"[core]\nworktree = /a\\\nb\n", "[core]\nworktree = /a\\tb\\\\c\\\"d\\n\n",
	"[core]\nworktree = /a ; no\n", "[core]\nworktree = \"/a ; yes\"\n",
	"[core]\nworktree = /a\" # b\"c\n", "[core]\nworktree = ../../../s\n",
	"[core]\nworktree = /a  b\t \n", "[core]\nworktree = /one\nworktree = /two\n",
	"[core]\nworktree =   /a\\\n   b   \n", "[core]\nworktree = /a\\qb\n",
	"[core]\nworktree = \"/a\n", "[core\nbare = true\n", "[core]\n= true\n",
	"[core]\nbare true\n", "[core]\n1bare = true\n", "[core]\nbare = true\n[broken\n",
	"[core]\nx-y1 = z\nbare = true\n", "[core]\nx_y = z\n",
	"[extensions]\nobjectformat = sha256\n", "[extensions]\nobjectFormat = \"sha256\"\n",
	"[extensions]\nobjectformat = sha1\n", "[Extensions]\n\tOBJECTFORMAT=sha256;\n",
	"[extensions]\nworktreeConfig = true\n", "[extensions \"x\"]\nobjectformat = sha256\n",
	"[a \"]\"]\nx = y\n[core]\nbare = true\n", "[a \"\\\"]\"]\nx = y\n[core]\nbare = true\n",
	"[include]\npath = other\n[core]\nbare = true\n",
	"[core]\nworktree = ~/x\n", "[core]\nworktree = \"a\"b\"c\" d\n",
	"[branch \"main\"]\n\tremote = origin\n\tmerge = refs/heads/main\n[core]\n\tbare = true\n",
};

/* What `git config` says, or "" when it says nothing. */
static char *git_says(const char *options)
{
	struct buf out = BUF_INIT;
	char *line = NULL;
	FILE *pipe;
	int c;

	cr_assert_geq(asprintf(&line, "HOME=%s GIT_CONFIG_NOSYSTEM=1 git config --no-includes "
				      "--file %s/config %s 2>/dev/null", scratch, scratch, options), 0);
	pipe = popen(line, "r");
	cr_assert_not_null(pipe);
	while ((c = fgetc(pipe)) > 0)
		buf_addc(&out, (char)c);
	pclose(pipe);
	free(line);
	return keep_for_a_while(buf_detach(&out));
}

Test(git_config, as_git_reads_it)
{
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct git_config config = { 0 };
		bool is_good = git_config_read(&config, texts[i]), git_is_good;

		put_file("config", texts[i]);
		git_is_good = system(expand("git config --no-includes --file @/config --list "
					    ">/dev/null 2>&1")) == 0;
		cr_expect_eq(is_good, git_is_good, "%s: %d", texts[i], is_good);
		if (is_good && git_is_good) {
			cr_expect_str_eq(config.is_bare ? "true" : "false",
					 git_says("--type=bool --default=false core.bare | tr -d '\\n'"),
					 "%s", texts[i]);
			cr_expect_str_eq(config.worktree ? config.worktree : "",
					 git_says("-z core.worktree"), "%s: %s", texts[i],
					 config.worktree);
			cr_expect_str_eq(config.is_sha256 ? "sha256" : "sha1",
					 git_says("--default=sha1 extensions.objectformat | tr -d '\\n'"),
					 "%s", texts[i]);
			cr_expect_str_eq(config.has_worktree_config ? "true" : "false",
					 git_says("--type=bool --default=false extensions.worktreeconfig"
						  "| tr -d '\\n'"), "%s", texts[i]);
		}
		git_config_deinit(&config);
	}
}

/* What git would end at, when it uses it. */
Test(git_config, values_that_are_not_known)
{
	static const char *const bad[] = {
		"[extensions]\nobjectformat = sha3\n", "[extensions]\nobjectformat\n",
		"[extensions]\nobjectformat = SHA256\n", "[core]\nworktree\n",
	};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct git_config config = { 0 };

		cr_expect_not(git_config_read(&config, bad[i]), "%s", bad[i]);
		git_config_deinit(&config);
	}
}

/* The second file's words beat the first's. */
Test(git_config, one_after_the_other)
{
	struct git_config config = { 0 };

	cr_assert(git_config_read(&config, "[core]\nbare = true\nworktree = /a\n"));
	cr_assert(git_config_read(&config, "[core]\nworktree = /b\n"));
	cr_expect(config.is_bare);
	cr_expect_str_eq(config.worktree, "/b");
	git_config_deinit(&config);
}
