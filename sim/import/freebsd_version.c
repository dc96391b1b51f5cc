/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_version.h"

#include <string.h>

#define MONTH(year, month) ((year) * 12 + (month))

struct release {
	uint64_t major;
	uint64_t minor;
	char branch[16];	/* RELEASE, STABLE, CURRENT, ...; no number */
	uint64_t month;		/* of the build or of the source; 0: unknown */
};

/*
 * The kernels whose rules and tables are known to be a profile's: from logs
 * that show both, and nowhere else.  Branches are of the ones in between.
 */
static const struct {
	uint64_t major;
	uint64_t minors[2];
	const char *branches;
	uint64_t months[2];	/* 0 as the first: whenever it was built */
	const char *profile;
} known[] = {
	{ 13, { 0, 0 }, "CURRENT", { MONTH(2021, 1), MONTH(2021, 12) },
	    "freebsd-2022" },
	{ 13, { 0, 0 }, "RELEASE STABLE", { 0, 0 }, "freebsd-13" },
	{ 13, { 1, 1 }, "BETA RC RELEASE", { 0, 0 }, "freebsd-13" },
	{ 14, { 0, 0 }, "CURRENT", { MONTH(2021, 1), MONTH(2021, 6) },
	    "freebsd-2022" },
	{ 14, { 0, 0 }, "CURRENT", { MONTH(2022, 12), MONTH(2022, 12) },
	    "freebsd-2022-12" },
	{ 14, { 0, 0 }, "CURRENT", { MONTH(2023, 4), MONTH(2023, 12) },
	    "freebsd-14" },
	{ 14, { 0, 2 }, "ALPHA BETA RC RELEASE", { 0, 0 }, "freebsd-14" },
	{ 15, { 0, 0 }, "CURRENT", { MONTH(2025, 3), MONTH(2025, 12) },
	    "freebsd-15" },
	{ 15, { 0, 0 }, "ALPHA BETA RC RELEASE", { 0, 0 }, "freebsd-15" },
};

/* Is word one of those that list has between blanks? */
static bool
is_among(const char *list, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = strstr(list, word); at != NULL && length > 0;
	    at = strstr(at + 1, word))
		if ((at == list || at[-1] == ' ') &&
		    (at[length] == ' ' || at[length] == '\0'))
			return (true);
	return (false);
}

static const char *
profile_of(const struct release *release)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (release->major == known[i].major &&
		    release->minor >= known[i].minors[0] &&
		    release->minor <= known[i].minors[1] &&
		    is_among(known[i].branches, release->branch) &&
		    (known[i].months[0] == 0 ||
		    (release->month >= known[i].months[0] &&
		    release->month <= known[i].months[1])))
			return (known[i].profile);
	return (NULL);
}

/* Where word stands in the line behind at, or NULL. */
static const char *
find(const struct row *row, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = row->at;
	    (size_t)(row->end - at) >= length && at < row->end; at++)
		if (memcmp(at, word, length) == 0)
			return (at);
	return (NULL);
}

/* "... #0 ...: Sun Apr  2 17:42:01 MSK 2023" */
static uint64_t
month_of_date(const struct row *row)
{
	static const char *const months[] = { " Jan ", " Feb ", " Mar ",
	    " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ",
	    " Nov ", " Dec " };
	struct read_error what = { .length = 0 };
	struct row year = { .at = row->end - 4, .end = row->end,
	    .what = &what };
	uint64_t number;

	if (row->end - row->at < 5 || row->end[-5] != ' ' ||
	    !row_decimal(&year, "years", &number) || !row_end(&year))
		return (0);
	for (uint64_t i = 0; i < 12; i++)
		if (find(row, months[i]) != NULL)
			return (MONTH(number, i + 1));
	return (0);
}

/*
 * "main-n261577-...": how many commits there were.  It says when the source
 * was made, which is what matters, but not to the day.
 */
static uint64_t
month_of_count(const struct row *row)
{
	struct row rest = *row;
	struct read_error what = { .length = 0 };
	uint64_t count;

	rest.what = &what;
	rest.at = find(row, "main-n");
	if (rest.at == NULL)
		return (0);
	rest.at += strlen("main-n");
	if (!row_decimal(&rest, "commits", &count))
		return (0);
	if (count >= 244000 && count <= 247405)
		return (MONTH(2021, 6));
	/* Between the first kernel seen with those rules and 15. */
	return (count >= 261577 && count <= 264900 ? MONTH(2023, 4) : 0);
}

static bool
read_release(struct row *row, struct release *release)
{
	size_t length = 0;

	*release = (struct release){ .month = 0 };
	if (!row_decimal(row, "versions", &release->major) ||
	    !row_take(row, ".") ||
	    !row_decimal(row, "versions", &release->minor) ||
	    !row_take(row, "-"))
		return (false);
	while (row->at < row->end && *row->at >= 'A' && *row->at <= 'Z' &&
	    length < sizeof(release->branch) - 1)
		release->branch[length++] = *row->at++;
	release->month = month_of_count(row);
	if (release->month == 0)
		release->month = month_of_date(row);
	return (length > 0);
}

void
freebsd_version_take_arch(struct log_run *run)
{
	static const struct {
		const char *name;
		enum arch arch;
	} names[] = {
		{ " amd64", ARCH_AMD64 }, { " i386", ARCH_I386 },
		{ " arm64", ARCH_ARM64 }, { " arm", ARCH_ARM },
		{ " riscv", ARCH_RISCV64 },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const size_t length = strlen(names[i].name);

		if ((size_t)(run->line_end - run->line) > length &&
		    memcmp(run->line_end - length, names[i].name, length) == 0)
			draft_set_arch(&run->draft, names[i].arch);
	}
}

/*
 * Kernels are linked to run at the top of the address space on amd64, 2 GiB
 * below it, and at the bottom of its upper half elsewhere, which arm64 and
 * riscv64 (Sv39) have at different places.
 */
static void
take_address(struct log_run *run, uint64_t address)
{
	if (run->draft.has_arch)
		return;
	if (address >= 0xffffffff80000000)
		draft_set_arch(&run->draft, ARCH_AMD64);
	else if (address >> 32 == 0xffffffc0)
		draft_set_arch(&run->draft, ARCH_RISCV64);
	else if (address >> 40 == 0xffff00)
		draft_set_arch(&run->draft, ARCH_ARM64);
}

enum log_verdict
freebsd_version_take_kernel(struct log_run *run, struct row *row)
{
	const char *at = row->at;
	uint64_t address;

	while (at < row->end && *at != '"')
		at++;
	row->at = at < row->end ? at + 1 : at;
	if (!row_take(row, "at") || !row_address(row, &address))
		return (LOG_PASSED);
	take_address(run, address);
	return (LOG_TAKEN);
}

bool
freebsd_version_read(struct log_run *run, struct row *row,
    struct freebsd_version *ret_version)
{
	struct release release;

	if (!read_release(row, &release))
		return (false);
	ret_version->is_there = true;
	ret_version->profile = profile_of(&release);
	draft_set_line(&run->draft, &run->draft.capture->about, run->line,
	    run->line_end);
	freebsd_version_take_arch(run);
	return (true);
}
