/* SPDX-License-Identifier: MIT */
#include "auth/qr.h"

#include <qrencode.h>
#include <string.h>

static size_t
squares(const QRcode *code)
{
	return (size_t)code->width * (size_t)code->width;
}

/* What is shown may be a secret. */
static void
code_done(QRcode **code)
{
	if (*code != NULL)
		explicit_bzero((*code)->data, squares(*code));
	QRcode_free(*code);
}

enum err
qr_make(struct arena *arena, struct fault *fault, struct str text, struct qr *ret)
{
	QRcode *code CLEANUP(code_done) = NULL;
	size_t n;
	char *rows;

	if (text.n > QR_TEXT_MAX)
		return FAULT(fault, ERR_TOO_LARGE, "%zu bytes for a QR code", text.n);
	code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_L);
	if (code == NULL)
		return FAULT(fault, ERR_NOMEM, "libqrencode makes no QR code");
	n = squares(code);
	rows = arena_alloc(arena, n);
	if (rows == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a QR code");
	for (size_t i = 0; i < n; i++)
		rows[i] = (code->data[i] & 1) != 0 ? '1' : '0';
	*ret = (struct qr){(size_t)code->width, rows};
	return ERR_OK;
}
