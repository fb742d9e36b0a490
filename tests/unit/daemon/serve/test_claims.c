/* claims: where one job is out, and others had better not go. */
#include "serve/claims.h"

#include <criterion/criterion.h>

static struct mount v[] = {
	{ (char *)"/", (char *)"ext4" }, { (char *)"/far", (char *)"nfs4" },
	{ (char *)"/1", (char *)"nfs" }, { (char *)"/2", (char *)"nfs" },
	{ (char *)"/3", (char *)"nfs" }, { (char *)"/4", (char *)"nfs" },
	{ (char *)"/5", (char *)"nfs" }, { (char *)"/6", (char *)"fuse.sshfs" },
};
static const struct mount_table mounts = { .v = v, .n = sizeof(v) / sizeof(*v), .refs = 1 };
static struct claims claims;
static struct reason why;

static bool take(struct claim *claim, const char *place)
{
	reason_deinit(&why);
	return claims_take(&claims, claim, &mounts, place, &why);
}

Test(claims, a_local_place_is_for_many)
{
	struct claim a, b;

	cr_assert(take(&a, "/home/p"));
	cr_assert(take(&b, "/home/p"));
	claim_release(&a);
	claim_release(&b);
	claim_release(&b);
	cr_assert_null(claims.first);
}

Test(claims, a_far_mount_is_for_one_at_a_time)
{
	struct claim a, b;

	cr_assert(take(&a, "/far/p"));
	cr_assert_not(take(&b, "/far/q"));
	cr_assert_eq(why.code, REASON_MOUNT_STUCK);
	cr_assert_str_eq(why.a, "/far");
	claim_release(&b);
	claim_release(&a);
	cr_assert(take(&b, "/far/q"));
	claim_release(&b);
	reason_deinit(&why);
}

Test(claims, far_mounts_leave_threads_to_others)
{
	static const char *const places[] = { "/1/p", "/2/p", "/3/p", "/4/p", "/5/p", "/6/p" };
	struct claim far_ones[6], one_more, local;

	for (int i = 0; i < 6; i++)
		cr_assert(take(&far_ones[i], places[i]), "%s", places[i]);
	cr_assert_not(take(&one_more, "/far/p"));
	cr_assert(take(&local, "/p"));
	claim_release(&far_ones[3]);
	cr_assert(take(&one_more, "/far/p"));
	reason_deinit(&why);
}

Test(claims, where_one_hangs_none_follows)
{
	struct claim a, b;

	cr_assert(take(&a, "/home/p"));
	a.since_ms -= 2000;
	cr_assert_not(take(&b, "/home/p/sub"));
	cr_assert_str_eq(why.a, "/home/p");
	cr_assert_not(take(&b, "/home/p"));
	cr_assert(take(&b, "/home"));
	claim_release(&b);
	cr_assert(take(&b, "/home/pq"));
	claim_release(&b);
	claim_release(&a);
	reason_deinit(&why);
}
