/*
 * digest: SHA-1 and SHA-256 of bytes. digest_linux.c and its siblings call the
 * systems' own.
 */
#ifndef ENVD_DIGEST_H
#define ENVD_DIGEST_H

#include <stddef.h>

#define DIGEST_SHA1_SIZE   20
#define DIGEST_SHA256_SIZE 32

void digest_sha1(const void *bytes, size_t n, unsigned char out[DIGEST_SHA1_SIZE]);
void digest_sha256(const void *bytes, size_t n, unsigned char out[DIGEST_SHA256_SIZE]);

/* Writes n bytes of one in hexadecimal, 2 n characters and a NUL. */
void digest_write(char *out, const unsigned char *digest, size_t n);

#endif
