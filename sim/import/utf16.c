/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/utf16.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

static const unsigned char little_mark[UTF16_MARK_BYTES] = { 0xff, 0xfe };
static const unsigned char big_mark[UTF16_MARK_BYTES] = { 0xfe, 0xff };

struct decoder {
	struct stream stream;
	struct stream *source;
	iconv_t converter;
	char input[1 << 14];
	size_t input_bytes;	/* not decoded yet */
	bool is_wrong;		/* they begin no character */
	size_t decoded_bytes;	/* of the source, behind the mark */
	char output[1 << 15];	/* room for all that input can become */
	size_t output_start;
	size_t output_end;
};

bool
utf16_has_mark(const void *bytes, size_t length)
{
	return (length >= UTF16_MARK_BYTES &&
	    (memcmp(bytes, little_mark, UTF16_MARK_BYTES) == 0 ||
	    memcmp(bytes, big_mark, UTF16_MARK_BYTES) == 0));
}

/* More input; *ret_is_end if there is none. */
static bool
fill(struct decoder *decoder, bool *ret_is_end, struct read_error *ret_error)
{
	size_t length;

	if (!decoder->source->read(decoder->source,
	    decoder->input + decoder->input_bytes,
	    sizeof(decoder->input) - decoder->input_bytes, &length,
	    ret_error))
		return (false);
	decoder->input_bytes += length;
	*ret_is_end = length == 0;
	if (*ret_is_end && decoder->input_bytes > 0) {
		read_error_file(ret_error, decoder->stream.name, "ends "
		    "within a character of UTF-16");
		return (false);
	}
	return (true);
}

/* Decodes what is whole; the rest moves to the start of the input. */
static void
decode(struct decoder *decoder)
{
	char *from = decoder->input, *to = decoder->output;
	size_t from_left = decoder->input_bytes;
	size_t to_left = sizeof(decoder->output);

	decoder->is_wrong = iconv(decoder->converter, &from, &from_left, &to,
	    &to_left) == (size_t)-1 && errno == EILSEQ;
	decoder->decoded_bytes += decoder->input_bytes - from_left;
	decoder->output_start = 0;
	decoder->output_end = sizeof(decoder->output) - to_left;
	decoder->input_bytes = from_left;
	memmove(decoder->input, from, from_left);
}

/* The next output, if there is any. */
static bool
advance(struct decoder *decoder, bool *ret_is_end,
    struct read_error *ret_error)
{
	if (decoder->is_wrong) {
		read_error_file(ret_error, decoder->stream.name, "no "
		    "character of UTF-16 at byte %zu", UTF16_MARK_BYTES +
		    decoder->decoded_bytes);
		return (false);
	}
	if (!fill(decoder, ret_is_end, ret_error))
		return (false);
	decode(decoder);
	return (true);
}

static bool
read_decoded(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct decoder *decoder = (struct decoder *)stream;
	bool is_end = false;
	size_t left;

	while (decoder->output_start == decoder->output_end && !is_end)
		if (!advance(decoder, &is_end, ret_error))
			return (false);
	left = decoder->output_end - decoder->output_start;
	*ret_length = size < left ? size : left;
	memcpy(buffer, decoder->output + decoder->output_start, *ret_length);
	decoder->output_start += *ret_length;
	return (true);
}

static void
close_decoder(struct stream *stream)
{
	struct decoder *decoder = (struct decoder *)stream;

	decoder->source->close(decoder->source);
	iconv_close(decoder->converter);
	free(decoder);
}

struct stream *
utf16_decode(struct stream *source, const void *mark,
    struct read_error *ret_error)
{
	const bool is_little = memcmp(mark, little_mark,
	    UTF16_MARK_BYTES) == 0;
	const iconv_t converter = iconv_open("UTF-8",
	    is_little ? "UTF-16LE" : "UTF-16BE");
	struct decoder *decoder;

	if (converter == (iconv_t)-1) {
		read_error_file(ret_error, source->name, "this system's C "
		    "library cannot decode UTF-16: %s", strerror(errno));
		source->close(source);
		return (NULL);
	}
	decoder = host_allocate(1, sizeof(*decoder));
	decoder->stream = (struct stream){ source->name, read_decoded,
	    close_decoder };
	decoder->source = source;
	decoder->converter = converter;
	return (&decoder->stream);
}
