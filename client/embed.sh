#!/bin/sh
# Prints a hook as a C array hook[], without its comments and blank lines, and
# indentation that is not Python's (each shell start reads it), and packed, as
# most of it says the same again: a byte below 0x80 is itself; two bytes
# 1LLLLDDD DDDDDDDD stand for the LLLL + 3 characters that came D before.
# shell_hook() unpacks it. In tcsh's, a line that ends in a backslash goes on in the
# next: there it cannot in quotes.
set -eu
export LC_ALL=C
case $1 in
*.xsh) indentation='' joined=0 ;;
*.tcsh) indentation='[[:space:]]*' joined=1 ;;
*) indentation='[[:space:]]*' joined=0 ;;
esac
if grep -n '[^ -~	]' "$1"; then
	echo "$1: not ASCII" >&2
	exit 1
fi
sed -e '/^[[:space:]]*#/d' -e '/^[[:space:]]*$/d' -e "s/^$indentation//" "$1" | awk -v joined="$joined" '
	joined && /\\$/ { text = text substr($0, 1, length($0) - 1); next }
	{ text = text $0 "\n" }
	END {
		for (i = 1; i < 128; i++)
			code[sprintf("%c", i)] = i
		print "static const unsigned char hook[] = {"
		n = length(text)
		for (i = 1; i <= n; i += length_of_match ? length_of_match : 1) {
			from = i > 2047 ? i - 2047 : 1
			length_of_match = 0
			for (l = 3; l <= 18 && i + l <= n + 1; l++) {
				at = index(substr(text, from, i - from + l - 1), substr(text, i, l))
				if (!at)
					break
				length_of_match = l
				distance = i - (from + at - 1)
			}
			if (length_of_match)
				printf "%d,%d,\n", 128 + (length_of_match - 3) * 8 + int(distance / 256),
					distance % 256
			else
				printf "%d,\n", code[substr(text, i, 1)]
		}
		print "};"
	}'
