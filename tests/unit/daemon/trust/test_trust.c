/* trust: the table, row by row, each way. */
#include "trust/trust.h"
#include "trust/accepted.h"

#include "scratch.h"

#include "envd/paths.h"

#include <criterion/criterion.h>

static struct env env;
static struct evidence evidence;
static struct decisions *decisions;
static struct trust_rules rules;
static struct trust trust;

static void setup(void)
{
	scratch_init();
	env = (struct env){
		.prefix = "/home/me/link/.venv",
		.real = "/home/me/src/p/.venv", .project = "/home/me/link", .label = "p",
	};
	env_add_entry(&env, "bin");
	evidence.prefix = (struct file){
		.inode = 42, .uid = 1000, .btime = { .tv_sec = 1700000000, .tv_nsec = 5 },
	};
	evidence.identity = (struct file){ .inode = 43, .size = 99 };
	reason_set(&evidence.witness, REASON_NOT_SEEN, env.real, NULL);
	decisions = decisions_new(at("decisions"));
}

static void teardown(void)
{
	trust_deinit(&trust);
	strings_free(&env.entries);
	strings_free(&env.rests_on);
	evidence_deinit(&evidence);
	decisions_free(decisions);
	scratch_empty();
}

TestSuite(trust, .init = setup, .fini = teardown);

static void decide(void)
{
	trust_deinit(&trust);
	trust_decide(&trust, &env, &evidence, decisions, &rules);
	cr_assert_gt(trust.steps.n, 0);
	cr_assert_eq(trust.steps.v[trust.steps.n - 1].code, trust.reason.code);
}

#define EXPECT(is_verdict, is_row, is_code) do {                               \
		decide();                                                      \
		cr_assert_eq(trust.verdict, is_verdict, "verdict %d, code %u", \
			     (int)trust.verdict, trust.reason.code);           \
		cr_assert_eq(trust.row, is_row, "row %d", trust.row);          \
		cr_assert_eq(trust.reason.code, (uint32_t)(is_code), "code %u",\
			     trust.reason.code);                               \
	} while (0)

/* What `envd allow` and the like do. */
static void rule(enum decision_type type)
{
	struct decision decision;

	trust_to_decision(&decision, type, &env, &evidence);
	cr_assert_eq(decisions_set(decisions, &decision), 0);
	decision_deinit(&decision);
}

static void rule_path(enum decision_type type, const char *path)
{
	struct decision decision = { .type = type, .path = (char *)path, .when = 1 };

	cr_assert_eq(decisions_set(decisions, &decision), 0);
}

static void soft(uint32_t code, const char *a, const char *b)
{
	reasons_add(&evidence.soft, code, a, b);
}

static void witnessed(void)
{
	reason_set(&evidence.witness, REASON_WITNESSED, env.real, NULL);
}

static void damage_decisions(void)
{
	FILE *file = fopen(at("decisions"), "a");

	fputs("what is this\n", file);
	fclose(file);
	chmod(at("decisions"), 0600);
	decisions_refresh(decisions);
	cr_assert_not_null(decisions_trouble(decisions));
}

/* ---- row 1 ---- */

Test(trust, deny_beats_every_grant)
{
	witnessed();
	rule_path(DECISION_TREE, "/home/me");
	rule(DECISION_DENY);
	EXPECT(VERDICT_NO, 1, REASON_DENIED);
}

Test(trust, deny_of_the_logical_path_or_the_pointer_counts)
{
	witnessed();
	rule_path(DECISION_DENY, env.prefix);
	EXPECT(VERDICT_NO, 1, REASON_DENIED);
	env.prefix = "/elsewhere/.venv";
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED);
	env.pointer = "/home/me/link/.venv";
	EXPECT(VERDICT_NO, 1, REASON_DENIED);
}

Test(trust, allow_replaces_deny)
{
	rule(DECISION_DENY);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, deny_of_another_path_says_nothing)
{
	witnessed();
	rule_path(DECISION_DENY, "/home/me/src/p/.venv2");
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED);
}

/* ---- row 2 ---- */

Test(trust, what_others_can_change_beats_every_grant)
{
	static const uint32_t codes[] = { REASON_OWNER, REASON_WRITABLE, REASON_ROOT_ONLY };

	witnessed();
	rule_path(DECISION_TREE, "/home/me");
	rule(DECISION_ALLOW);
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		reason_set(&evidence.hard, codes[i], "/home", "7");
		EXPECT(VERDICT_NO, 2, codes[i]);
	}
	reason_deinit(&evidence.hard);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

/* The user said that this other one is as he himself. */
Test(trust, trusted_owner_is_kept_in_the_decision)
{
	struct decision decision;
	struct reasons accepted = { 0 };

	trust_to_decision(&decision, DECISION_ALLOW, &env, &evidence);
	cr_assert_eq(accepted_owner(&decision), 0u);
	decision_deinit(&decision);
	reason_set(&evidence.owner, REASON_OWNER, "/home/o:/%x", "1234");
	soft(REASON_LINK_OUT, "/home/me/b:in/x", "/a b:c%");
	trust_to_decision(&decision, DECISION_ALLOW, &env, &evidence);
	cr_assert_eq(accepted_owner(&decision), 1234u);
	accepted_list(&decision, &accepted);
	cr_assert_eq(accepted.n, 2u);
	cr_assert_eq(accepted.v[0].code, (uint32_t)REASON_LINK_OUT);
	cr_assert_str_eq(accepted.v[0].a, "/home/me/b:in/x");
	cr_assert_str_eq(accepted.v[0].b, "/a b:c%");
	cr_assert_eq(accepted.v[1].code, (uint32_t)REASON_OWNER);
	cr_assert_str_eq(accepted.v[1].a, "/home/o:/%x");
	reasons_free(&accepted);
	stringset_add(&decision.accepted, "no code");
	stringset_add(&decision.accepted, "51:/x:no number");
	stringset_add(&decision.accepted, "51:/x:1:more");
	cr_assert_eq(accepted_owner(&decision), 1234u);
	decision_deinit(&decision);
}

/* ---- row 3 ---- */

Test(trust, allow_is_bound_to_owner_inode_and_birth)
{
	struct file was = evidence.prefix;

	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	cr_assert_not(trust.is_news);
	evidence.prefix.inode++;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	evidence.prefix = was;
	evidence.prefix.uid++;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	evidence.prefix = was;
	evidence.prefix.btime.tv_nsec++;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	evidence.prefix = was;
	evidence.prefix.device++;       /* changes with the order of mounts */
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, allow_without_birth_time_is_bound_to_the_cfg)
{
	evidence.prefix.btime = (struct timespec){ 0 };
	reason_set(&evidence.weak, REASON_NO_BIRTH_TIME, env.real, NULL);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	evidence.identity.size++;
	EXPECT(VERDICT_ASK, 7, REASON_NO_BIRTH_TIME);
	evidence.identity.size--;
	evidence.identity.inode++;
	EXPECT(VERDICT_ASK, 7, REASON_NO_BIRTH_TIME);
}

Test(trust, remade_and_witnessed_at_an_allowed_path_is_not_asked_for)
{
	rule(DECISION_ALLOW);
	evidence.prefix.inode++;
	witnessed();
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED);
	cr_assert(trust.is_to_store);
	rule(DECISION_WITNESS);
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED_BEFORE);
}

Test(trust, environment_that_could_not_be_looked_at_is_bound_to_nothing)
{
	evidence.prefix = (struct file){ 0 };
	evidence.identity = (struct file){ 0 };
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
}

/* ---- row 4 ---- */

Test(trust, each_soft_veto_asks_until_it_is_accepted)
{
	static const uint32_t codes[] = {
		REASON_POINTER_LEAVES, REASON_HIDES, REASON_IS_LINK, REASON_LINK_OUT,
		REASON_OTHER_PATH, REASON_GROUP_WRITABLE, REASON_ACL, REASON_TOO_MANY,
		REASON_NO_ACCESS, REASON_TRACKED, REASON_VCS_BUSY, REASON_VCS_UNCLEAR,
	};

	witnessed();
	rule_path(DECISION_TREE, "/home/me");
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		soft(codes[i], "/home/me/src/p/.venv/bin/ls", "there");
		rule_path(DECISION_DENY, env.real);
		rule_path(DECISION_TREE, env.real);
		rule_path(DECISION_ALLOW, env.real);    /* bound to nothing */
		EXPECT(VERDICT_ASK, 4, codes[i]);
		rule(DECISION_ALLOW);
		EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
		reasons_free(&evidence.soft);
	}
}

Test(trust, new_veto_takes_an_allow_back)
{
	soft(REASON_HIDES, "/b/ls", NULL);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	soft(REASON_HIDES, "/b/git", NULL);
	EXPECT(VERDICT_ASK, 4, REASON_HIDES);
	cr_assert_str_eq(trust.reason.a, "/b/git");
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, link_bent_elsewhere_is_a_new_veto)
{
	soft(REASON_LINK_OUT, "/b/tool", "/usr/bin/tool");
	rule(DECISION_ALLOW);
	reasons_free(&evidence.soft);
	soft(REASON_LINK_OUT, "/b/tool", "/tmp/tool");
	EXPECT(VERDICT_ASK, 4, REASON_LINK_OUT);
}

Test(trust, new_veto_takes_created_and_witnessed_back)
{
	static const enum decision_type types[] = { DECISION_CREATED, DECISION_WITNESS };

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		rule_path(DECISION_DENY, env.real);
		rule(types[i] == DECISION_WITNESS ? DECISION_ALLOW : types[i]);
		soft(REASON_HIDES, "/b/ls", NULL);
		EXPECT(VERDICT_ASK, 4, REASON_HIDES);
		reasons_free(&evidence.soft);
	}
}

Test(trust, accepting_a_second_pointer_keeps_the_first)
{
	soft(REASON_POINTER_LEAVES, "/one/.venv", env.real);
	rule(DECISION_ALLOW);
	reasons_free(&evidence.soft);
	soft(REASON_POINTER_LEAVES, "/two/.venv", env.real);
	EXPECT(VERDICT_ASK, 4, REASON_POINTER_LEAVES);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	reasons_free(&evidence.soft);
	soft(REASON_POINTER_LEAVES, "/one/.venv", env.real);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	soft(REASON_POINTER_LEAVES, "/three/.venv", env.real);
	EXPECT(VERDICT_ASK, 4, REASON_POINTER_LEAVES);
}

/* What git keeps of the environment itself is another matter. */
Test(trust, accepting_a_second_tracked_pointer_keeps_the_first)
{
	char *inside = path_join(env.real, "bin/x");

	soft(REASON_TRACKED, "/one/.venv", NULL);
	soft(REASON_VCS_UNCLEAR, "/one/.git/index", NULL);
	soft(REASON_TRACKED, inside, NULL);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	reasons_free(&evidence.soft);
	soft(REASON_TRACKED, "/two/.venv", NULL);
	EXPECT(VERDICT_ASK, 4, REASON_TRACKED);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	reasons_free(&evidence.soft);
	soft(REASON_TRACKED, "/one/.venv", NULL);
	soft(REASON_VCS_UNCLEAR, "/one/.git/index", NULL);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	soft(REASON_TRACKED, inside, NULL);
	EXPECT(VERDICT_ASK, 4, REASON_TRACKED);
	cr_assert_str_eq(trust.reason.a, inside);
	free(inside);
}

Test(trust, who_was_asked_is_told_with_row_4)
{
	size_t i = 1;

	reasons_add(&evidence.notes, REASON_UNTRACKED, "/p/.git/index", NULL);
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	while (i < trust.steps.n && trust.steps.v[i].code != REASON_UNTRACKED)
		i++;
	cr_assert_lt(i, trust.steps.n, "not told");
	cr_assert_str_eq(trust.steps.v[i].a, "/p/.git/index");
	cr_assert_eq(trust.steps.v[i - 1].code, REASON_ROW_NOTE);
	cr_assert_str_eq(trust.steps.v[i - 2].a,
			 "is there a concern that you have not accepted?");
}

Test(trust, acceptance_ends_with_the_binding)
{
	soft(REASON_HIDES, "/b/ls", NULL);
	rule(DECISION_ALLOW);
	evidence.prefix.btime.tv_sec++;
	EXPECT(VERDICT_ASK, 4, REASON_HIDES);
}

/* ---- row 5 ---- */

Test(trust, created_is_a_yes_while_it_is_the_same)
{
	rule(DECISION_CREATED);
	EXPECT(VERDICT_YES, 5, REASON_CREATED);
	evidence.prefix.inode++;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
}

Test(trust, tree_replaces_the_missing_witness_only)
{
	rule_path(DECISION_TREE, "/home/me/src");
	EXPECT(VERDICT_YES, 5, REASON_TREE);
	cr_assert(trust.is_news);
	cr_assert_not(trust.is_to_store);
	cr_assert_str_eq(trust.reason.a, "/home/me/src");
	reason_set(&evidence.weak, REASON_ROOT_OWNED, env.real, NULL);
	EXPECT(VERDICT_YES, 5, REASON_TREE);
	soft(REASON_OTHER_PATH, env.prefix, "");
	EXPECT(VERDICT_ASK, 4, REASON_OTHER_PATH);
}

Test(trust, tree_is_about_the_canonical_path_and_whole_names)
{
	rule_path(DECISION_TREE, "/home/me/link");
	rule_path(DECISION_TREE, "/home/me/sr");
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
}

Test(trust, denied_directory_cuts_a_tree)
{
	rule_path(DECISION_TREE, "/home/me");
	rule_path(DECISION_DENY, "/home/me/src");
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	rule_path(DECISION_TREE, "/home/me/src/p");
	EXPECT(VERDICT_YES, 5, REASON_TREE);
}

Test(trust, deny_takes_a_tree_back)
{
	rule_path(DECISION_TREE, "/home/me/src");
	rule_path(DECISION_DENY, "/home/me/src");
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	cr_assert_null(decisions_find_tree(decisions, env.real));
}

Test(trust, roots_are_trees)
{
	char *root[] = { "/opt", "/home/me" };
	struct strings roots = { .v = root, .n = 2 };

	rules.roots = &roots;
	EXPECT(VERDICT_YES, 5, REASON_TREE);
	rule_path(DECISION_DENY, "/home/me/src");
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	roots.n = 1;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
}

/* ---- decisions that cannot be read ---- */

Test(trust, damaged_decisions_grant_nothing_automatically)
{
	char *root[] = { "/home/me" };
	struct strings roots = { .v = root, .n = 1 };

	rules.roots = &roots;
	witnessed();
	rule_path(DECISION_TREE, "/home/me");
	rule(DECISION_CREATED);
	EXPECT(VERDICT_YES, 5, REASON_CREATED);
	damage_decisions();
	EXPECT(VERDICT_ASK, 5, REASON_DECISIONS_BAD);
}

Test(trust, damaged_decisions_keep_exact_allows_and_denies)
{
	rule(DECISION_ALLOW);
	damage_decisions();
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	unlink(at("decisions"));
	decisions_refresh(decisions);
	rule(DECISION_DENY);
	damage_decisions();
	EXPECT(VERDICT_NO, 1, REASON_DENIED);
}

/* ---- row 6 ---- */

Test(trust, witnessed_is_a_yes_to_be_told_and_stored)
{
	witnessed();
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED);
	cr_assert(trust.is_news);
	cr_assert(trust.is_to_store);
	rule(DECISION_WITNESS);
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED_BEFORE);
	cr_assert_not(trust.is_news);
	cr_assert_not(trust.is_to_store);
	reason_set(&evidence.witness, REASON_NOT_SEEN, env.real, NULL);
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED_BEFORE);
}

Test(trust, policy_ask_takes_no_witness)
{
	rules.is_policy_ask = true;
	witnessed();
	EXPECT(VERDICT_ASK, 6, REASON_POLICY_ASK);
	rule(DECISION_WITNESS);
	EXPECT(VERDICT_ASK, 6, REASON_POLICY_ASK);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

/* ---- a pinned bin ---- */

static void pin(const char *program)
{
	if (evidence.programs.n == 0)
		strings_add(&evidence.programs, "");
	strings_add(&evidence.programs, program);
}

Test(trust, new_program_in_a_pinned_bin_asks_by_its_name)
{
	pin("python");
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	pin("black");
	EXPECT(VERDICT_ASK, 4, REASON_NEW_PROGRAM);
	cr_assert_str_eq(trust.reason.a, "/home/me/src/p/.venv/bin/black");
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
	strings_remove(&evidence.programs, "python");
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, what_was_allowed_before_the_pinning_asks_once)
{
	rule(DECISION_ALLOW);
	pin("python");
	EXPECT(VERDICT_ASK, 4, REASON_NOT_PINNED);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, witness_and_tree_pin_what_they_find)
{
	pin("python");
	witnessed();
	EXPECT(VERDICT_YES, 6, REASON_WITNESSED);
	cr_assert(trust.is_to_store && trust.stored_as == DECISION_WITNESS);
	rule_path(DECISION_TREE, "/home/me");
	EXPECT(VERDICT_YES, 5, REASON_TREE);
	cr_assert(trust.is_to_store && trust.stored_as == DECISION_PINNED);
	rule(DECISION_PINNED);
	EXPECT(VERDICT_YES, 5, REASON_TREE);
	cr_assert_not(trust.is_to_store);
	pin("git-x");
	EXPECT(VERDICT_ASK, 4, REASON_NEW_PROGRAM);
}

Test(trust, a_pin_grants_nothing_by_itself)
{
	pin("python");
	rule(DECISION_PINNED);
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
}

/* ---- row 7 ---- */

Test(trust, everything_else_asks_and_says_why)
{
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	reason_set(&evidence.witness, REASON_VCS_WROTE, "/home/me/src/p/.git", NULL);
	EXPECT(VERDICT_ASK, 7, REASON_VCS_WROTE);
	reason_set(&evidence.weak, REASON_MADE_UP_MODES, "/mnt/c", "9p");
	EXPECT(VERDICT_ASK, 7, REASON_MADE_UP_MODES);
	witnessed();    /* cannot be, there */
	EXPECT(VERDICT_ASK, 7, REASON_MADE_UP_MODES);
	rule(DECISION_ALLOW);
	EXPECT(VERDICT_YES, 3, REASON_ALLOWED);
}

Test(trust, each_row_looked_at_is_a_step)
{
	decide();
	cr_assert_eq(trust.steps.n, 11, "one row is of project's files only");
	cr_assert_eq(trust.steps.v[0].code, REASON_ROW_PASSED);
	cr_assert_str_eq(trust.steps.v[0].a, "did you deny it?");
	cr_assert_eq(trust.steps.v[9].code, REASON_ROW_MATCHED);
	cr_assert_str_eq(trust.steps.v[9].a, "does it need your approval?");
	cr_assert_eq(trust.steps.v[10].code, REASON_NOT_SEEN);
}

static bool is_noted(uint32_t code)
{
	for (size_t i = 1; i < trust.steps.n; i++)
		if (trust.steps.v[i - 1].code == REASON_ROW_NOTE && trust.steps.v[i].code == code)
			return true;
	return false;
}

Test(trust, steps_tell_what_was_replaced_and_what_is_accepted)
{
	rule(DECISION_ALLOW);
	evidence.prefix.inode++;
	EXPECT(VERDICT_ASK, 7, REASON_NOT_SEEN);
	cr_assert(is_noted(REASON_REPLACED));
	witnessed();
	soft(REASON_HIDES, "/home/me/src/p/.venv/bin/git", NULL);
	rule(DECISION_CREATED);
	EXPECT(VERDICT_YES, 5, REASON_CREATED);
	cr_assert(is_noted(REASON_HIDES));
	cr_assert_not(is_noted(REASON_REPLACED));
}
