/*
 * git_index: header, entries sorted by name, extensions, checksum.
 *
 * Every number in it may be a lie: what is not understood to the last byte is
 * UNCLEAR.
 */
#include "vcs/git_index.h"
#include "vcs/git_bytes.h"
#include "vcs/git_match.h"

#include "sys/digest.h"

#include "envd/buf.h"
#include "envd/util.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 12
#define MODE_AT 24              /* of an entry's 40 bytes before the object's name */
#define STAT_SIZE 40

#define FLAG_EXTENDED 0x4000
#define FLAG_LENGTH 0x0fff
#define EXTENDED_KNOWN 0x6000   /* skip-worktree, intent-to-add */

struct index {
	const struct git_index_question *question;
	struct git_index_answer *answer;
	struct git_match match;
	size_t hash_size;
	struct git_bytes bytes; /* without the checksum */
	uint32_t version;
	struct buf name;        /* of the last entry */
	bool has_trees, is_sparse;
	bool has_nameless, is_split;
};

static bool is_zero(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

/* ---- entries ---- */

static bool is_known_mode(uint32_t mode)
{
	uint32_t type = mode & GIT_MODE_TYPE;

	return type == GIT_MODE_FILE || type == GIT_MODE_LINK || type == GIT_MODE_MODULE ||
	       type == GIT_MODE_TREE;
}

/* Version 4 cuts bytes off the end of the last name and appends others. */
static bool take_packed_name(struct index *index)
{
	const unsigned char *end;
	size_t cut, n;

	if (!git_bytes_take_varint(&index->bytes, &cut) || cut > index->name.len)
		return false;
	end = memchr(index->bytes.at, '\0', index->bytes.left);
	if (end == NULL)
		return false;
	n = (size_t)(end - index->bytes.at);
	if (cut) {
		index->name.len -= cut;
		index->name.data[index->name.len] = '\0';
	}
	buf_add(&index->name, git_bytes_take(&index->bytes, n + 1), n);
	return true;
}

/* The others fill up with one to eight NULs to a multiple of eight bytes. */
static bool take_padded_name(struct index *index, const unsigned char *start)
{
	const unsigned char *name = index->bytes.at, *end = memchr(name, '\0', index->bytes.left);
	size_t n, used;

	if (end == NULL)
		return false;
	n = (size_t)(end - name);
	used = (size_t)(end - start);
	if (git_bytes_take(&index->bytes, n + 8 - used % 8) == NULL)
		return false;
	buf_reset(&index->name);
	buf_add(&index->name, name, n);
	return true;
}

static bool is_good_name(struct index *index, uint32_t mode, uint32_t flags)
{
	size_t n = index->name.len, told = flags & FLAG_LENGTH;
	bool is_tree = (mode & GIT_MODE_TYPE) == GIT_MODE_TREE;

	if (told != (n < FLAG_LENGTH ? n : FLAG_LENGTH))
		return false;
	if (n == 0) {
		index->has_nameless = true;
		return !is_tree;
	}
	if (is_tree)
		index->has_trees = true;
	return index->name.data[0] != '/' &&
	       is_tree == (index->name.data[n - 1] == '/') && !(is_tree && n == 1);
}

static bool take_entry(struct index *index)
{
	const unsigned char *start, *more;
	uint32_t mode, flags;

	start = git_bytes_take(&index->bytes, STAT_SIZE + index->hash_size + 2);
	if (start == NULL)
		return false;
	mode = git_get_u32(start + MODE_AT);
	flags = git_get_u16(start + STAT_SIZE + index->hash_size);
	if (flags & FLAG_EXTENDED) {
		more = git_bytes_take(&index->bytes, 2);
		if (index->version < 3 || more == NULL ||
		    (git_get_u16(more) & ~(uint32_t)EXTENDED_KNOWN))
			return false;
	}
	if (!is_known_mode(mode) ||
	    !(index->version == 4 ? take_packed_name(index) : take_padded_name(index, start)) ||
	    !is_good_name(index, mode, flags))
		return false;
	/* One without a name stands for one of the shared index, by number. */
	if (index->name.len)
		git_match_add(&index->match, index->name.data, index->name.len,
			      mode & GIT_MODE_TYPE);
	return true;
}

/* ---- extensions ---- */

/* A bitmap: how many bits, how many words of 64, these, and a number. */
static bool take_bitmap(struct index *index, bool *is_empty)
{
	const unsigned char *head = git_bytes_take(&index->bytes, 8);

	if (head == NULL)
		return false;
	*is_empty = git_get_u32(head) == 0;
	return git_get_u32(head + 4) <= index->bytes.left / 8 &&
	       git_bytes_take(&index->bytes, (size_t)git_get_u32(head + 4) * 8) &&
	       git_bytes_take(&index->bytes, 4);
}

/* The name of the shared index, then which of its entries are deleted and which
 * are replaced; both may be left out. */
static bool take_link(struct index *index)
{
	const unsigned char *hash = git_bytes_take(&index->bytes, index->hash_size);
	bool has_no_deleted = true, has_no_replaced;

	if (hash == NULL || index->is_split)
		return false;
	index->is_split = true;
	if (!is_zero(hash, index->hash_size))
		digest_write(index->answer->shared, hash, index->hash_size);
	if (index->bytes.left == 0)
		return true;
	if (!take_bitmap(index, &has_no_deleted) || !take_bitmap(index, &has_no_replaced))
		return false;
	index->answer->has_deleted = !has_no_deleted;
	return index->bytes.left == 0;
}

/* Those that begin with a capital may be left unread. */
static bool take_extension(struct index *index)
{
	const unsigned char *head = git_bytes_take(&index->bytes, 8), *body;
	size_t rest;
	bool is_good = true;

	if (head == NULL || git_get_u32(head + 4) > index->bytes.left)
		return false;
	rest = index->bytes.left - git_get_u32(head + 4);
	body = index->bytes.at;
	index->bytes.left -= rest;
	if (memcmp(head, "link", 4) == 0)
		is_good = take_link(index);
	else if (memcmp(head, "sdir", 4) == 0)
		index->is_sparse = true;
	else
		is_good = head[0] >= 'A' && head[0] <= 'Z';
	index->bytes.at = body + git_get_u32(head + 4);
	index->bytes.left = rest;
	return is_good;
}

/* ---- the whole ---- */

/* One of zeros is git's way to say that it left it out (index.skipHash). */
static bool is_sound(const struct index *index, const unsigned char *bytes, size_t n)
{
	const unsigned char *told = bytes + n;
	unsigned char hash[DIGEST_SHA256_SIZE];
	char id[GIT_INDEX_ID_SIZE];

	digest_write(id, told, index->hash_size);
	if (index->question->id && strcmp(id, index->question->id) != 0)
		return false;
	if (is_zero(told, index->hash_size))
		return true;
	if (index->question->is_sha256)
		digest_sha256(bytes, n, hash);
	else
		digest_sha1(bytes, n, hash);
	return memcmp(hash, told, index->hash_size) == 0;
}

static bool read_all(struct index *index)
{
	const unsigned char *header = git_bytes_take(&index->bytes, HEADER_SIZE);
	uint32_t entries;

	if (header == NULL || memcmp(header, "DIRC", 4) != 0)
		return false;
	index->version = git_get_u32(header + 4);
	entries = git_get_u32(header + 8);
	if (index->version < 2 || index->version > 4)
		return false;
	for (uint32_t i = 0; i < entries; i++)
		if (!take_entry(index))
			return false;
	while (index->bytes.left > 0)
		if (!take_extension(index))
			return false;
	return (index->is_sparse || !index->has_trees) &&
	       (index->is_split || !index->has_nameless);
}

void git_index_ask(struct git_index_answer *answer, const void *bytes, size_t n,
		  const struct git_index_question *question)
{
	struct index index = {
		.question = question, .answer = answer, .name = BUF_INIT,
		.match = { .path = question->path, .inner = question->inner },
		.hash_size = question->is_sha256 ? DIGEST_SHA256_SIZE : DIGEST_SHA1_SIZE,
		.bytes = { .at = bytes },
	};
	bool is_good = false;

	*answer = (struct git_index_answer){ 0 };
	if (n >= index.hash_size) {
		index.bytes.left = n - index.hash_size;
		is_good = is_sound(&index, bytes, index.bytes.left) && read_all(&index);
	}
	answer->entry = index.match.entry;
	if (!is_good || (index.match.is_clouded && !answer->entry)) {
		git_index_answer_deinit(answer);
		answer->verdict = GIT_INDEX_UNCLEAR;
	} else if (answer->entry) {
		answer->verdict = GIT_INDEX_TRACKED;
		answer->shared[0] = '\0';
	}
	buf_free(&index.name);
}

void git_index_answer_deinit(struct git_index_answer *answer)
{
	free(answer->entry);
	*answer = (struct git_index_answer){ 0 };
}
