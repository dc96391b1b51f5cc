/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What archive.c uses of libarchive: can it be linked without the rest?
 */
#include <archive.h>

int
main(void)
{
	struct archive *archive = archive_read_new();

	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
	return (archive_read_open_fd(archive, 0, 512));
}
