/*
 * names: what a directory, a label or an old value may be called by somebody
 * who means harm. Each is a file's name too.
 */
#ifndef TESTS_NAMES_H
#define TESTS_NAMES_H

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static const char *const hostile_names[] = {
	"plain", " ", "two words", " leading and trailing ", "tab\there", "new\nline", "\n", "x\n",
	"it's", "'", "''", "'''", "\"", "a\"b'c", "`touch pwned`", "$(touch pwned)", "${IFS}", "$HOME",
	"$((1+1))", "$'\\n'", "\\", "\\'", "x\\", "\\\\n", ";touch pwned", "a;touch pwned;b",
	"&touch pwned&", "|touch pwned", "<x", ">pwned", "*", "?", "[a-z]", "{a,b}", "~", "~root", "!",
	"!!", "!touch", "#x", "%n", "%(!.x.y)", "%{x%}", "\\u0041", "\\[\\]", "-n", "-e", "--", "=ls",
	"a=b", ":", "(x)", "^x^y", "@x", "*(e:touch pwned:)", "x(#qN)", "#envd 1", "EOF",
	"\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9a\xe2\x80\x9b", "\xe2\x80\xae" "fdp.exe", "\xf0\x9f\x90\x8d",
	"\xef\xbc\x87", "\x80\xff\xfe", "\xc3", "x\xe2\x80", "\x83\x5c", "\xa2\xa0", "\x1b]0;title\x07",
	"\x1b[2J", "\x01\x02\x7f", "\r", "cr\r\nlf", "\x83 \x84\xa2", "'\n'\n'", "\\\n",
	FIFTY FIFTY FIFTY FIFTY FIFTY "12345",
};

#endif
