/* SPDX-License-Identifier: Apache-2.0
 *
 * http.c - see http.h.
 *
 *     body -> chunks joined (Transfer-Encoding) -> decompressed (Content-Encoding)
 *
 * Archives are not always what they say: some keep the header and undo the
 * coding. Each coding begins in a way that text does not, so one that is not
 * there is not missed.
 */
#include "input/http.h"

#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

#include "input/article.h"

#define PIECE ((size_t)32 << 10)
#define WINDOW_LOG 23 /* what RFC 8878 lets a content coding use */

/* ---- the header ---- */

size_t http_header_end(const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size;
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        if (at < end && *at == '\n') return (size_t)(at + 1 - bytes);
        if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') return (size_t)(at + 2 - bytes);
    }
    return 0;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static http_value value_of(const char *at, const char *end)
{
    while (at < end && blank(*at)) at++;
    while (end > at && blank(end[-1])) end--;
    return (http_value){at, (size_t)(end - at)};
}

static void header__take(http_answer *out, const char *line, const char *end)
{
    static const char *const names[] = {"Content-Type", "Content-Encoding", "Transfer-Encoding"};
    http_value *const places[] = {&out->type, &out->coding, &out->transfer};
    const char *colon = memchr(line, ':', (size_t)(end - line));
    if (colon == NULL) return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((size_t)(colon - line) == strlen(names[i]) && strncasecmp(line, names[i], strlen(names[i])) == 0)
            *places[i] = value_of(colon + 1, end);
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1 200 OK" */
static bool status__parse(const char *at, const char *end, unsigned *out)
{
    if (end - at < 12 || strncasecmp(at, "HTTP/", 5) != 0) return false;
    at = memchr(at, ' ', (size_t)(end - at));
    while (at != NULL && at < end && *at == ' ') at++;
    if (at == NULL || end - at < 3 || !digit(at[0]) || !digit(at[1]) || !digit(at[2])) return false;
    *out = (unsigned)((at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0'));
    return true;
}

bool http_parse(const char *bytes, size_t size, http_answer *out)
{
    const char *at = bytes, *end = bytes + size;
    *out = (http_answer){0};
    for (bool first = true; at < end; first = false) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end;
        if (first && !status__parse(at, stop, &out->status)) return false;
        if (!first) header__take(out, at, stop);
        at = newline != NULL ? newline + 1 : end;
    }
    return out->status != 0;
}

static bool value__begins(http_value v, const char *with)
{
    size_t n = strlen(with);
    return v.size >= n && strncasecmp(v.bytes, with, n) == 0;
}

static bool value__is(http_value v, const char *what)
{
    return v.size == strlen(what) && value__begins(v, what);
}

http_kind http_kind_of(const http_answer *a)
{
    if (a->type.size == 0) return HTTP_UNKNOWN;
    return value__begins(a->type, "text/html") || value__begins(a->type, "application/xhtml") ? HTTP_HTML : HTTP_OTHER;
}

void http_charset(const char *type, size_t size, char out[64])
{
    static const char name[] = "charset=";
    const char *at = type, *end = type + size;
    out[0] = '\0';
    while ((at = memchr(at, ';', (size_t)(end - at))) != NULL) {
        at++;
        while (at < end && blank(*at)) at++;
        if ((size_t)(end - at) < sizeof name || strncasecmp(at, name, sizeof name - 1) != 0) continue;
        at += sizeof name - 1;
        if (*at == '"' || *at == '\'') at++;
        size_t n = 0;
        while (at + n < end && memchr("\"'; \t", at[n], 5) == NULL) n++;
        if (n < 64) {
            memcpy(out, at, n);
            out[n] = '\0';
        }
        return;
    }
}

/* ---- chunks ---- */

/* "1a3;extension\r\n": the chunk's size, and the end of the line. */
static bool chunk__head(const char **at, const char *end, size_t *out)
{
    size_t value = 0;
    int digits = 0;
    const char *c = *at;
    for (; c < end && digits < 9; c++, digits++) {
        int d = digit(*c) ? *c - '0' : (*c | 32) >= 'a' && (*c | 32) <= 'f' ? (*c | 32) - 'a' + 10 : -1;
        if (d < 0) break;
        value = value * 16 + (size_t)d;
    }
    if (digits == 0 || digits > 8 || (c < end && *c != ';' && !blank(*c) && *c != '\n')) return false;
    const char *newline = memchr(c, '\n', (size_t)(end - c));
    *at = newline != NULL ? newline + 1 : end;
    *out = value;
    return true;
}

static http_status chunks__join(const char *body, size_t size, buffer *out)
{
    const char *at = body, *end = body + size;
    size_t n;
    if (!chunk__head(&at, end, &n)) { /* no chunks at all */
        buffer_append(out, body, size);
        return HTTP_GOOD;
    }
    while (n > 0 && at < end) {
        size_t have = (size_t)(end - at) < n ? (size_t)(end - at) : n;
        buffer_append(out, at, have);
        at += have;
        while (at < end && (*at == '\r' || *at == '\n')) at++;
        if (at < end && !chunk__head(&at, end, &n)) return HTTP_BROKEN;
    }
    return HTTP_GOOD;
}

/* ---- compression ---- */

static http_status inflate__all(z_stream *z, const char *body, size_t size, size_t limit, buffer *out)
{
    char piece[PIECE];
    int result = Z_OK;
    z->next_in = (unsigned char *)(uintptr_t)body;
    z->avail_in = (uInt)size;
    while (result == Z_OK) {
        z->next_out = (unsigned char *)piece;
        z->avail_out = PIECE;
        result = inflate(z, Z_NO_FLUSH);
        size_t n = PIECE - z->avail_out;
        if (n > limit - out->size) return HTTP_TOO_LARGE;
        buffer_append(out, piece, n);
        if (out->failed) return HTTP_MEMORY;
    }
    if (result == Z_MEM_ERROR) return HTTP_MEMORY;
    return result == Z_STREAM_END || result == Z_BUF_ERROR ? HTTP_GOOD : HTTP_BROKEN;
}

/* `window`: zlib's word for which of its three forms. */
static http_status body__inflate(int window, const char *body, size_t size, size_t limit, buffer *out)
{
    z_stream z = {0};
    if (size > UINT32_MAX) return HTTP_TOO_LARGE;
    if (inflateInit2(&z, window) != Z_OK) return HTTP_MEMORY;
    http_status status = inflate__all(&z, body, size, limit, out);
    inflateEnd(&z);
    return status;
}

static http_status body__unzstd(const char *body, size_t size, size_t limit, buffer *out)
{
    char piece[PIECE];
    http_status status = HTTP_GOOD;
    ZSTD_DCtx *decoder = ZSTD_createDCtx();
    ZSTD_inBuffer in = {body, size, 0};
    ZSTD_outBuffer made = {piece, PIECE, PIECE};
    if (decoder == NULL) return HTTP_MEMORY;
    ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax, WINDOW_LOG);
    while (status == HTTP_GOOD && (in.pos < in.size || made.pos == made.size)) {
        made.pos = 0;
        if (ZSTD_isError(ZSTD_decompressStream(decoder, &made, &in)))
            status = HTTP_BROKEN;
        else if (made.pos > limit - out->size)
            status = HTTP_TOO_LARGE;
        else
            buffer_append(out, piece, made.pos);
        if (status == HTTP_GOOD && out->failed) status = HTTP_MEMORY;
    }
    ZSTD_freeDCtx(decoder);
    return status;
}

static http_status body__copy(const char *body, size_t size, size_t limit, buffer *out)
{
    if (size > limit) return HTTP_TOO_LARGE;
    buffer_append(out, body, size);
    return out->failed ? HTTP_MEMORY : HTTP_GOOD;
}

static http_status body__decompress(http_value coding, const char *body, size_t size, size_t limit, buffer *out)
{
    const unsigned char *b = (const unsigned char *)body;
    bool gzip = size >= 2 && b[0] == 0x1F && b[1] == 0x8B;
    bool zlib = size >= 2 && (b[0] & 0x0F) == 8 && (b[0] * 256 + b[1]) % 31 == 0;
    bool zstd = size >= 4 && b[0] == 0x28 && b[1] == 0xB5 && b[2] == 0x2F && b[3] == 0xFD;
    if (coding.size == 0 || value__is(coding, "identity") || size == 0 || html_sniff(body, size))
        return body__copy(body, size, limit, out);
    if (value__is(coding, "gzip") || value__is(coding, "x-gzip"))
        return gzip ? body__inflate(16 + MAX_WBITS, body, size, limit, out) : body__copy(body, size, limit, out);
    if (value__is(coding, "deflate")) return body__inflate(zlib ? MAX_WBITS : -MAX_WBITS, body, size, limit, out);
    if (value__is(coding, "zstd"))
        return zstd ? body__unzstd(body, size, limit, out) : body__copy(body, size, limit, out);
    return HTTP_UNDONE;
}

http_status http_body(const http_answer *a, const char *body, size_t size, size_t limit, buffer *out)
{
    buffer joined = buffer_new(&out->allocator);
    http_status status = HTTP_GOOD;
    out->size = 0;
    if (a->transfer.size > 0 && !value__is(a->transfer, "identity")) {
        status = chunks__join(body, size, &joined);
        body = joined.bytes != NULL ? joined.bytes : "";
        size = joined.size;
        if (joined.failed) status = HTTP_MEMORY;
    }
    if (status == HTTP_GOOD) status = body__decompress(a->coding, body, size, limit, out);
    buffer_release(&joined);
    return status;
}
