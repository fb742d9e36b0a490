/* digest: the examples of FIPS 180. */
#include <criterion/criterion.h>

#include "sys/digest.h"

#include <string.h>

Test(digest, of_the_standards_examples)
{
	static const struct { const char *text, *sha1, *sha256; } rows[] = {
		{ "", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
		  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "a9993e364706816aba3e25717850c26c9cd0d89d",
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	};
	unsigned char digest[DIGEST_SHA256_SIZE];
	char text[2 * DIGEST_SHA256_SIZE + 1];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		digest_sha1(rows[i].text, strlen(rows[i].text), digest);
		digest_write(text, digest, DIGEST_SHA1_SIZE);
		cr_assert_str_eq(text, rows[i].sha1);
		digest_sha256(rows[i].text, strlen(rows[i].text), digest);
		digest_write(text, digest, DIGEST_SHA256_SIZE);
		cr_assert_str_eq(text, rows[i].sha256);
	}
}
