/* config: what envd.ini may say, and that anything else refuses it whole. */
#include "scratch.h"

#include "serve/config_text.h"
#include "envd/buf.h"

static struct config config;
static struct buf error = BUF_INIT;

static void init(void)
{
	scratch_init();
	put_dir("h");
}

static void deinit(void)
{
	config_deinit(&config);
	buf_free(&error);
	scratch_empty();
}

TestSuite(config, .init = init, .fini = deinit);

static int read_now(void)
{
	return config_read(&config, at("envd.ini"), "/home/me", &error);
}

static int read_bytes(const char *bytes, size_t n)
{
	put_bytes("envd.ini", bytes, n, 0644);
	return read_now();
}

static int read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

Test(config, without_a_file_the_defaults_hold)
{
	cr_assert_eq(read_now(), 0);
	cr_assert_null(config.ceiling);
	cr_assert_not(config.is_policy_ask);
	cr_assert_eq(config.roots.n, 0);
	cr_assert_eq(config.settings.deadline_ms, 50);
	cr_assert_eq(config.watch_limit, 4096);
	cr_assert_str_eq(config.settings.format, "({label}) ");
	cr_assert_eq(config.settings.show, SHOW_AUTO);
	cr_assert_eq(config.settings.messages, MESSAGES_NORMAL);
	cr_assert_not(config.settings.is_project_shown);
	cr_assert_eq(error.len, 0);
}

Test(config, a_file_below_no_directory_is_not_there)
{
	cr_assert_eq(config_read(&config, "/dev/null/none", "/", &error), 0);
	cr_assert_eq(config.settings.deadline_ms, 50);
}

Test(config, every_key_is_read)
{
	cr_assert_eq(read_text("# mine\n"
			       "[activation]\nceiling = ~/work/../src/\n\n"
			       "[trust] ; here too\npolicy = ask\n"
			       "roots: /srv//a:~/b:~ ; three\n"
			       "[client]\n  ; indented comments are harmless\n"
			       "deadline=5000\n[watch]\nlimit = 0\n"
			       "[prompt]\nformat = [{name} {version}]\nshow = never\n"
			       "generic = project\nmessages = verbose"), 0, "%s", error.data);
	cr_assert_str_eq(config.ceiling, "/home/me/src");
	cr_assert(config.is_policy_ask);
	cr_assert_eq(config.roots.n, 3);
	cr_assert_str_eq(config.roots.v[0], "/srv/a");
	cr_assert_str_eq(config.roots.v[1], "/home/me/b");
	cr_assert_str_eq(config.roots.v[2], "/home/me");
	cr_assert_eq(config.settings.deadline_ms, 5000);
	cr_assert_eq(config.watch_limit, 0);
	cr_assert_str_eq(config.settings.format, "[{name} {version}] ");
	cr_assert_eq(config.settings.show, SHOW_NEVER);
	cr_assert_eq(config.settings.messages, MESSAGES_VERBOSE);
	cr_assert(config.settings.is_project_shown);
}

/* Each word of those that have a few. */
Test(config, each_word_is_what_it_says)
{
	static const struct {
		const char *text;
		uint32_t show, messages;
		bool is_project_shown;
	} rows[] = {
		{ "show = auto\nmessages = silent\ngeneric = label\n", SHOW_AUTO,
		  MESSAGES_SILENT, false },
		{ "show = always\nmessages = normal\ngeneric = project\n", SHOW_ALWAYS,
		  MESSAGES_NORMAL, true },
		{ "show = never\nmessages = verbose\n", SHOW_NEVER, MESSAGES_VERBOSE, false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *text = xasprintf("[prompt]\n%s", rows[i].text);

		cr_assert_eq(read_text(text), 0, "%s", error.data);
		cr_expect_eq(config.settings.show, rows[i].show);
		cr_expect_eq(config.settings.messages, rows[i].messages);
		cr_expect_eq(config.settings.is_project_shown, rows[i].is_project_shown);
		config_deinit(&config);
		free(text);
	}
}

Test(config, a_format_ends_in_a_blank_unless_it_is_quoted)
{
	static const struct {
		const char *value, *format;
	} rows[] = {
		{ "({label})", "({label}) " },
		{ "  ({label}) \t", "({label}) " },
		{ "\"({label}) \"", "({label}) " },
		{ "\"{label}>\"", "{label}>" },
		{ "\"  {label}  \" ; said why", "  {label}  " },
		{ "\" \"", " " },
		{ "{project}/{name}:{version} #1", "{project}/{name}:{version} #1 " },
		{ "\xf0\x9f\x90\x8d {label}", "\xf0\x9f\x90\x8d {label} " },
		{ "=", "= " },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *text = xasprintf("[prompt]\nformat = %s\n", rows[i].value);

		cr_assert_eq(read_text(text), 0, "%s", error.data);
		cr_expect_str_eq(config.settings.format, rows[i].format);
		config_deinit(&config);
		free(text);
	}
}

Test(config, crlf_a_byte_order_mark_and_repeated_sections_are_fine)
{
	cr_assert_eq(read_text("\xef\xbb\xbf[trust]\r\npolicy = made-here\r\n\r\n"
			       "[client]\r\ndeadline = 10\r\n[trust]\r\nroots =\r\n"),
		     0, "%s", error.data);
	cr_assert_eq(config.settings.deadline_ms, 10);
	cr_assert_eq(config.roots.n, 0);
}

Test(config, a_line_of_199_bytes_is_read_whole)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "\xef\xbb\xbf[activation]\r\nceiling = /");
	while (text.len < 3 + 14 + 199)
		buf_addc(&text, 'x');
	buf_adds(&text, "\r\n[client]\r\ndeadline = 77\r\n");
	cr_assert_eq(read_bytes(text.data, text.len), 0, "%s", error.data);
	cr_assert_eq(strlen(config.ceiling), 199 - 10);
	cr_assert_eq(config.settings.deadline_ms, 77);
	buf_free(&text);
}

Test(config, bytes_that_are_not_utf8_are_kept)
{
	cr_assert_eq(read_text("[trust]\nroots = /a\xff\n"), 0);
	cr_assert_str_eq(config.roots.v[0], "/a\xff");
}

Test(config, a_symlink_to_the_file_is_followed)
{
	put_file("dotfiles/envd.ini", "[client]\ndeadline = 99\n");
	put_link("envd.ini", "dotfiles/envd.ini");
	cr_assert_eq(read_now(), 0);
	cr_assert_eq(config.settings.deadline_ms, 99);
}

/* Each refuses the file, says this of it, and leaves the configuration. */
static const struct {
	const char *text, *says;
} refused[] = {
	{ "[client]\ndeadline = 9\n", ":2: 9 is not allowed for deadline; it takes "
				      "milliseconds, from 10 to 5000" },
	{ "[client]\ndeadline = 5001\n", ":2: 5001 is not allowed" },
	{ "[client]\ndeadline = 50ms\n", ":2: 50ms is not allowed" },
	{ "[client]\ndeadline = -50\n", ":2: -50 is not allowed" },
	{ "[client]\ndeadline =\n", ":2: nothing is not allowed for deadline" },
	{ "[client]\ndeadline = 99999999999999999999\n", ":2: 999" },
	{ "[watch]\n\nlimit = 65537\n", ":3: 65537 is not allowed for limit" },
	{ "[trust]\npolicy = never\n", ":2: never is not allowed for policy; it takes "
				       "made-here or ask" },
	{ "[prompt]\nshow = yes\n", ":2: yes is not allowed for show; it takes auto, always or "
				     "never" },
	{ "[prompt]\nshow =\n", ":2: nothing is not allowed for show" },
	{ "[prompt]\nshow = auto always\n", ":2: auto always is not allowed" },
	{ "[prompt]\ngeneric = name\n", ":2: name is not allowed for generic; it takes label or "
					 "project" },
	{ "[prompt]\n\nmessages = loud\n", ":3: loud is not allowed for messages; it takes "
					    "silent, normal or verbose" },
	{ "[prompt]\nformat =\n", ":2: nothing is not allowed for format; it takes text with "
				   "{label}, {name}, {project} and {version}, and without ' \" $ ` "
				   "\\ % ! ;" },
	{ "[prompt]\nformat = \"\"\n", ":2: \"\" is not allowed" },
	{ "[prompt]\nformat = \"\n", ":2: \" is not allowed" },
	{ "[prompt]\nformat = \"{label}\n", ":2: \"{label} is not allowed" },
	{ "[prompt]\nformat = \"a ; {label}\"\n", ":2: \"a is not allowed" },
	{ "[prompt]\nformat = {lable}\n", ":2: {lable} is not allowed" },
	{ "[prompt]\nformat = {Label}\n", ":2: {Label} is not allowed" },
	{ "[prompt]\nformat = {label\n", ":2: {label is not allowed" },
	{ "[prompt]\nformat = {label}}\n", ":2: {label}} is not allowed" },
	{ "[prompt]\nformat = {{label}}\n", ":2: {{label}} is not allowed" },
	{ "[prompt]\nformat = {}\n", ":2: {} is not allowed" },
	{ "[prompt]\nformat = $(id) {label}\n", ":2: $(id) {label} is not allowed" },
	{ "[prompt]\nformat = `id` {label}\n", ":2: `id` {label} is not allowed" },
	{ "[prompt]\nformat = %n {label}\n", ":2: %n {label} is not allowed" },
	{ "[prompt]\nformat = \\u {label}\n", ":2: \\u {label} is not allowed" },
	{ "[prompt]\nformat = {label}!\n", ":2: {label}! is not allowed" },
	{ "[prompt]\nformat = {label};x\n", ":2: {label};x is not allowed" },
	{ "[prompt]\nformat = '{label}'\n", ":2: '{label}' is not allowed" },
	{ "[prompt]\nformat = \xe2\x80\xae{label}\n", ":2: \\u{202e}{label} is not allowed" },
	{ "[prompt]\nformat = \xff{label}\n", ":2: \\xff{label} is not allowed" },
	{ "[prompt]\nlabel = x\n", ":2: unknown key label; [prompt] has format, show, generic, "
				    "messages" },
	{ "[trust]\npolicy = Ask\n", ":2: Ask is not" },
	{ "[trust]\nroots = work\n", ":2: work is not allowed for roots; it takes paths" },
	{ "[trust]\nroots = /a:\n", ":2: /a: is not allowed" },
	{ "[trust]\nroots = /a::/b\n", ":2: /a::/b is not allowed" },
	{ "[trust]\nroots = ~bob/x\n", ":2: ~bob/x is not" },
	{ "[activation]\nceiling = ../x\n", ":2: ../x is not allowed for ceiling; it takes "
					    "one path" },
	{ "[trust]\npolcy = ask\n", ":2: unknown key polcy; [trust] has policy, pinned-bin, roots" },
	{ "[trust]\nPolicy = ask\n", ":2: unknown key Policy" },
	{ "[trust]\n= ask\n", ":2: unknown key ; [trust] has" },
	{ "[client]\npolicy = ask\n", ":2: unknown key policy; [client] has deadline" },
	{ "\npolicy = ask\n", ":2: the key policy stands before the first section; they are "
			      "activation, trust, client, prompt, watch" },
	{ "[truste]\n", ":1: unknown section [truste]; the sections are activation, trust, "
			"client, prompt, watch" },
	{ "[ trust ]\n", ":1: unknown section [ trust ]" },
	{ "[]\n", ":1: unknown section []" },
	{ "[trust\n", ":1: a section needs a ]" },
	{ "[\n", ":1: a section needs a ]" },
	{ "[trust] policy = ask\n", ":1: nothing but a comment" },
	{ "[trust]\npolicy = ask\npolicy = ask\n", ":3: the key is set for the second time: "
						   "policy" },
	{ "[trust]\npolicy = ask\n[client]\n[trust]\npolicy = ask\n", ":5: the key is set" },
	{ "[trust]\npolicy = ask\n roots = /a\n", ":3: a line may not begin with a blank" },
	{ "[trust]\npolicy = ask\n\t[client]\n", ":3: a line may not begin with a blank" },
	{ "[trust]\npolicy\n", ":2: neither a [section], nor key = value, nor a comment: "
			       "policy" },
	{ "[trust]\npolicy ;= ask\n", ":2: neither" },
	{ "[trust]\npolicy = a\x1b[1mb\n", ":2: the line holds a control character" },
	{ "[trust]\rpolicy = ask\r", ":1: the line holds a control character" },
	{ "[trust]\n\vpolicy = ask\n", ":2: the line holds a control character" },
	{ "[trust]\npolicy = \xe2\x80\xae" "ask\n", ":2: \\u{202e}ask is not" },
};

Test(config, anything_else_refuses_the_file_whole)
{
	cr_assert_eq(read_text("[client]\ndeadline = 123\n"), 0);
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		buf_reset(&error);
		cr_assert_eq(read_text(refused[i].text), -EINVAL, "%s", refused[i].text);
		cr_assert(starts_with(error.data, at("envd.ini")), "%s", error.data);
		cr_assert(starts_with(error.data + strlen(at("envd.ini")), refused[i].says),
			  "%s\nwanted %s", error.data, refused[i].says);
		cr_assert_null(strchr(error.data, '\n'), "%s", error.data);
		cr_assert_eq(config.settings.deadline_ms, 123);
	}
}

Test(config, a_long_line_is_refused_with_its_number)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "[trust]\nroots = /a\n[activation]\n; ");
	for (int i = 0; i < 198; i++)
		buf_addc(&text, 'x');
	cr_assert_eq(read_bytes(text.data, text.len), -EINVAL);
	cr_assert_not_null(strstr(error.data, ":4: the line is too long; 199 bytes"));
	cr_assert_null(config.roots.v);
	buf_free(&text);
}

Test(config, a_nul_byte_refuses_the_file)
{
	cr_assert_eq(read_bytes("[trust]\npolicy = ask\0\n", 22), -EILSEQ);
	cr_assert_not_null(strstr(error.data, "is not text"));
}

Test(config, a_file_of_more_than_64_kib_is_refused)
{
	struct buf text = BUF_INIT;

	while (text.len <= 64 * 1024)
		buf_adds(&text, "# nothing\n");
	cr_assert_eq(read_bytes(text.data, text.len), -EFBIG);
	cr_assert_not_null(strstr(error.data, "64 KiB"));
	buf_free(&text);
}

Test(config, what_is_no_regular_file_is_refused)
{
	put_fifo("envd.ini");
	cr_assert_eq(read_now(), -EINVAL);
	cr_assert_not_null(strstr(error.data, "not a regular file"));
	cr_assert_eq(config_read(&config, scratch, "/", &error), -EINVAL);
}

Test(config, a_dangling_link_is_an_error_and_not_a_missing_file)
{
	put_link("envd.ini", "gone.ini");
	cr_assert_eq(read_now(), -ENOENT);
	cr_assert_not_null(strstr(error.data, "symlink"));
	put_link("envd.ini", "envd.ini");
	cr_assert_eq(read_now(), -ELOOP);
}

Test(config, what_others_may_write_to_is_not_used)
{
	put_bytes("envd.ini", "", 0, 0646);
	cr_assert_eq(read_now(), -EPERM);
	if (geteuid() == 0) {
		put_bytes("envd.ini", "", 0, 0644);
		cr_assert_eq(chown(at("envd.ini"), 12345, 0), 0);
		cr_assert_eq(read_now(), -EPERM);
	}
}
