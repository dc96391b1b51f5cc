/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's log from /dev/kmsg, a record a line: "PRIORITY,NUMBER,TIME,...;TEXT"
 * and, behind a blank, what it is about; or from syslog(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/host.h"
#include "sim/import/content.h"
#include "sim/machine/source.h"

#ifdef __linux__
#include <sys/klog.h>
#endif

#define LOG_PATH "/dev/kmsg"

/* No record is longer, and a shorter buffer gets none. */
enum { RECORD_BYTES_MAX = 8192 };

enum {
	FACILITY_SHIFT = 3,		/* in the priority; 0: the kernel's */
	KLOG_READ_ALL = 3,
	KLOG_SIZE = 10
};

/* What is there now: the device has an end only for who does not wait. */
static char *
read_now(const char *path, size_t *ret_length)
{
	const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t capacity = 16 * RECORD_BYTES_MAX, length = 0;
	char *bytes;
	ssize_t got;

	if (descriptor < 0)
		return (NULL);
	bytes = host_allocate(capacity + 1, 1);
	for (;;) {
		if (capacity - length < RECORD_BYTES_MAX) {
			capacity *= 2;
			bytes = realloc(bytes, capacity + 1);
			if (bytes == NULL)
				host_out_of_memory();
		}
		got = read(descriptor, bytes + length, RECORD_BYTES_MAX);
		length += got > 0 ? (size_t)got : 0;
		if (length > CONTENT_BYTES_MAX) {
			got = -1;
			errno = EFBIG;
			break;
		}
		/* EPIPE: records were lost meanwhile; the next is there. */
		if (got == 0 || (got < 0 && errno != EINTR && errno != EPIPE))
			break;
	}
	if (got < 0 && errno != EAGAIN) {
		const int reason = errno;

		free(bytes);
		bytes = NULL;
		errno = reason;
	} else {
		bytes[length] = '\0';
		*ret_length = length;
	}
	close(descriptor);
	return (bytes);
}

static int
hex_digit(char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = byte == '\0' ? NULL : strchr(digits, byte);

	return (at == NULL ? -1 : (int)(at - digits));
}

/* "\xNN" is how a byte is spelt that is no text. */
static size_t
take_byte(const char *at, char *ret_byte)
{
	if (at[0] == '\\' && at[1] == 'x' && hex_digit(at[2]) >= 0 &&
	    hex_digit(at[3]) >= 0) {
		*ret_byte = (char)(hex_digit(at[2]) << 4 | hex_digit(at[3]));
		return (4);
	}
	*ret_byte = *at;
	return (1);
}

/* Where the text of a record begins; NULL if it is not the kernel's. */
static const char *
text_of(const char *line, const char *line_end)
{
	const char *text = memchr(line, ';', (size_t)(line_end - line));
	const unsigned long priority = strtoul(line, NULL, 10);

	if (*line == ' ' || (text != NULL && *line >= '0' && *line <= '9' &&
	    priority >> FACILITY_SHIFT != 0))
		return (NULL);
	/* A log that was kept as text. */
	return (text == NULL || *line < '0' || *line > '9' ? line : text + 1);
}

/* Lines of text from records, in place: they only get shorter. */
static size_t
make_lines(char *bytes, size_t length)
{
	char *out = bytes;
	const char *at = bytes, *end = bytes + length;

	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		const char *text;

		if (line_end == NULL)
			line_end = end;
		text = text_of(at, line_end);
		while (text != NULL && text < line_end) {
			char byte;

			text += take_byte(text, &byte);
			*out++ = byte;
		}
		at = line_end == end ? end : line_end + 1;
		if (text != NULL && line_end < end)
			*out++ = '\n';
	}
	*out = '\0';
	return ((size_t)(out - bytes));
}

#ifdef __linux__
static char *
read_klog(size_t *ret_length)
{
	const int size = klogctl(KLOG_SIZE, NULL, 0);
	char *bytes;
	int length;

	if (size <= 0)
		return (NULL);
	bytes = host_allocate((size_t)size + 1, 1);
	length = klogctl(KLOG_READ_ALL, bytes, size);
	if (length < 0) {
		free(bytes);
		return (NULL);
	}
	*ret_length = (size_t)length;
	return (bytes);
}
#else
static char *
read_klog(size_t *ret_length)
{
	(void)ret_length;
	return (NULL);
}
#endif

bool
linux_read_log(const struct machine_request *request,
    struct import_bytes *ret_log)
{
	char *path = source_path(request, LOG_PATH);
	size_t length = 0;
	char *bytes = read_now(path, &length);
	const int reason = errno;
	struct read_error why;

	if (bytes != NULL)
		length = make_lines(bytes, length);
	else if (request->root == NULL)
		bytes = read_klog(&length);
	if (bytes != NULL) {
		*ret_log = source_of(path, bytes, length);
	} else {
		read_error_file(&why, path, "%s", strerror(reason));
		source_tell_why(request, path, why.text);
	}
	free(path);
	return (bytes != NULL);
}
