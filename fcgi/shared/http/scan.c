/* SPDX-License-Identifier: MIT */
#include "http/scan.h"

#include <fastcgi.h>
#include <string.h>

#include "http/route.h"

struct record {
	int type, id;
	struct str content;
	size_t padding;
};

/* Where the name-value pairs of a request stand; they may be cut anywhere into records. */
struct pairs {
	size_t length;  /* the length being read, as far as it came */
	size_t missing; /* its bytes yet to come */
	size_t sum;     /* name length plus value length of the present pair */
	bool is_value;  /* the next length is a value's */
	size_t inside;  /* bytes of names and values yet to come */
	size_t count, total;
};

/* Take the next record off `bytes`; SCAN_WHOLE when it is all there. */
static enum scan
next_record(struct str *bytes, struct record *ret)
{
	const unsigned char *p = (const unsigned char *)bytes->p;
	size_t n;

	if (bytes->n > 0 && p[0] != FCGI_VERSION_1)
		return SCAN_BAD;
	if (bytes->n < FCGI_HEADER_LEN)
		return SCAN_MORE;
	n = (size_t)(p[4] << 8 | p[5]);
	ret->type = p[1];
	ret->id = p[2] << 8 | p[3];
	ret->padding = p[6];
	if (bytes->n < FCGI_HEADER_LEN + n + ret->padding)
		return SCAN_MORE;
	ret->content = str_part(*bytes, FCGI_HEADER_LEN, n);
	*bytes = str_part(*bytes, FCGI_HEADER_LEN + n + ret->padding, bytes->n);
	return SCAN_WHOLE;
}

/* A length is whole: note it, and after a value's expect the bytes of name and value. */
static bool
take_length(struct pairs *pairs)
{
	pairs->sum += pairs->length;
	if (pairs->sum > SCAN_PARAMS_MAX)
		return false;
	if (pairs->is_value) {
		pairs->inside = pairs->sum;
		pairs->total += pairs->sum;
		pairs->count++;
		pairs->sum = 0;
	}
	pairs->is_value = !pairs->is_value;
	return pairs->total <= SCAN_PARAMS_MAX && pairs->count <= SCAN_PARAMS_COUNT_MAX;
}

/* One byte where a length stands: 7 bits alone, or 31 bits over four bytes. */
static bool
take_length_byte(struct pairs *pairs, unsigned char byte)
{
	if (pairs->missing == 0) {
		pairs->length = byte & 0x7f;
		pairs->missing = (byte & 0x80) != 0 ? 3 : 0;
	} else {
		pairs->length = pairs->length << 8 | byte;
		pairs->missing--;
	}
	return pairs->missing > 0 || take_length(pairs);
}

/* False for too much, and for a NUL: libfcgi would cut the value there in silence. */
static bool
take_pairs(struct pairs *pairs, struct str content)
{
	while (content.n > 0) {
		size_t n = pairs->inside < content.n ? pairs->inside : content.n;
		if (n == 0) {
			if (!take_length_byte(pairs, (unsigned char)content.p[0]))
				return false;
			n = 1;
		} else {
			if (memchr(content.p, '\0', n) != NULL)
				return false;
			pairs->inside -= n;
		}
		content = (struct str){content.p + n, content.n - n};
	}
	return true;
}

static bool
between_pairs(const struct pairs *pairs)
{
	return pairs->inside == 0 && pairs->missing == 0 && !pairs->is_value;
}

/* libfcgi forgets the padding of a record that ends a stream, and would read it as the next one. */
static bool
ends_stream(const struct record *record, bool *ret_good)
{
	*ret_good = record->content.n > 0 || record->padding == 0;
	return record->content.n == 0;
}

static enum scan
scan_params(struct str *bytes, int id)
{
	struct pairs pairs = {0};
	struct record record;
	enum scan scan;
	bool good = true;

	do {
		scan = next_record(bytes, &record);
		if (scan != SCAN_WHOLE)
			return scan;
		if (record.type != FCGI_PARAMS || record.id != id ||
		    !take_pairs(&pairs, record.content))
			return SCAN_BAD;
	} while (!ends_stream(&record, &good));
	return good && between_pairs(&pairs) ? SCAN_WHOLE : SCAN_BAD;
}

static enum scan
scan_stdin(struct str *bytes, int id)
{
	struct record record;
	enum scan scan;
	size_t n = 0;
	bool good = true;

	do {
		scan = next_record(bytes, &record);
		if (scan != SCAN_WHOLE)
			return scan;
		if (record.type != FCGI_STDIN || record.id != id)
			return SCAN_BAD;
		n += record.content.n;
		if (n > BODY_MAX)
			return SCAN_WHOLE;
	} while (!ends_stream(&record, &good));
	return good && bytes->n == 0 ? SCAN_WHOLE : SCAN_BAD;
}

enum scan
scan_request(struct str bytes)
{
	bool full = bytes.n >= SCAN_BYTES_MAX;
	struct record begin;
	enum scan scan = next_record(&bytes, &begin);

	if (scan == SCAN_WHOLE &&
	    (begin.type != FCGI_BEGIN_REQUEST || begin.id == FCGI_NULL_REQUEST_ID ||
	     begin.content.n != sizeof(FCGI_BeginRequestBody) || begin.content.p[0] != 0 ||
	     begin.content.p[1] != FCGI_RESPONDER))
		return SCAN_BAD;
	if (scan == SCAN_WHOLE)
		scan = scan_params(&bytes, begin.id);
	if (scan == SCAN_WHOLE)
		scan = scan_stdin(&bytes, begin.id);
	return scan == SCAN_MORE && full ? SCAN_BAD : scan;
}
