/* SPDX-License-Identifier: Apache-2.0
 *
 * warc.c - see warc.h.
 *
 * A record is a header of lines, as many bytes as its Content-Length says, and
 * two empty lines. Its length is believed only when another record, the end of
 * the member it is packed in or the end of the archive follows. Else, and after
 * whatever else went wrong, the reader is `lost` and looks for the next line
 * "WARC/1.0" or the like, wherever it begins.
 *
 * A length that is too long has then swallowed good records. In an archive that
 * is not compressed the reader goes back to where the record's content began; so
 * that a thousand lies cannot cost a thousand readings, it reads no more bytes
 * again than the archive has. In a compressed one each record is a member, and
 * the member's end tells.
 */
#include "input/warc.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "input/article.h"
#include "input/http.h"

#define HEADER_LIMIT ((size_t)64 << 10)
#define AGAIN_FREE ((uint64_t)1 << 20)

static const char mark[] = "WARC/";
#define MARK (sizeof mark - 1)

struct warc_reader {
    selon_allocator allocator;
    unpacker *unpacker;
    size_t limit;
    const char *at, *end; /* unpacked bytes not looked at yet */
    bool lost;            /* looking for the next record */
    bool begun;           /* its "WARC/" has been read */
    bool version;         /* and its first line to the end */
    bool cut;             /* the archive's end is missing, which is still to be told */
    uint64_t record;
    uint64_t block, again; /* where the record's content begins; how much was read twice */
    uint64_t furthest;
    buffer header, answer, page;
    char charset[64];
};

warc_reader *warc_reader_new(const selon_allocator *allocator, const unpack_source *source, size_t limit)
{
    warc_reader *r = allocator->allocate(sizeof *r, allocator->payload);
    if (r == NULL) return NULL;
    *r = (warc_reader){.allocator = *allocator,
                       .limit = limit,
                       .header = buffer_new(allocator),
                       .answer = buffer_new(allocator),
                       .page = buffer_new(allocator)};
    r->unpacker = unpacker_new(allocator, source);
    if (r->unpacker != NULL) return r;
    warc_reader_free(r);
    return NULL;
}

void warc_reader_free(warc_reader *r)
{
    if (r == NULL) return;
    selon_allocator allocator = r->allocator;
    buffer_release(&r->header);
    buffer_release(&r->answer);
    buffer_release(&r->page);
    unpacker_free(r->unpacker);
    allocator.release(r, allocator.payload);
}

/* ---- bytes ---- */

/* UNPACK_BYTES when there are some between `at` and `end`. */
static unpack_status reader__fill(warc_reader *r)
{
    size_t size;
    if (r->at < r->end) return UNPACK_BYTES;
    unpack_status status = unpacker_next(r->unpacker, &r->at, &size);
    r->end = r->at + size;
    if (unpacker_offset(r->unpacker) > r->furthest) r->furthest = unpacker_offset(r->unpacker);
    return status;
}

static uint64_t reader__offset(const warc_reader *r)
{
    return unpacker_offset(r->unpacker) - (uint64_t)(r->end - r->at);
}

/* What keeps us from going on in a record, as the record's fault. */
static warc_status reader__stop(warc_reader *r, unpack_status status, warc_page *out)
{
    out->record = r->record;
    switch (status) {
    case UNPACK_FAILED: return WARC_FAILED;
    case UNPACK_MEMORY: return WARC_MEMORY;
    case UNPACK_NO_DICTIONARY: out->fault = WARC_NO_DICTIONARY; return WARC_BAD;
    case UNPACK_BROKEN: out->fault = WARC_COMPRESSION; break;
    case UNPACK_MEMBER: out->fault = WARC_LENGTH; break;
    case UNPACK_BYTES:
    case UNPACK_CUT:
    case UNPACK_END: out->fault = WARC_CUT; break;
    }
    r->lost = true;
    return WARC_BAD;
}

/* Back to where the content of a record begins whose length is wrong. */
static void reader__go_back(warc_reader *r)
{
    uint64_t here = reader__offset(r), cost = here - r->block;
    r->lost = true;
    r->begun = false;
    if (unpacker_is_packed(r->unpacker) || r->again + cost > r->furthest + AGAIN_FREE) return;
    if (!unpacker_seek(r->unpacker, r->block)) return;
    r->at = r->end = NULL;
    r->again += cost;
}

/* ---- where a record begins ---- */

/* The line that a record begins with, letter by letter: how many of them have
 * matched with this one; 0 for none; VERSION when it is complete. */
#define VERSION 11

static unsigned version__step(unsigned matched, char c)
{
    bool digit = c >= '0' && c <= '9';
    if (matched < MARK && c == mark[matched]) return matched + 1;
    if ((matched == 5 && digit) || (matched == 6 && c == '.') || (matched == 7 && digit)) return matched + 1;
    if (matched == 8 && digit) return 9; /* "0.18" */
    if ((matched == 8 || matched == 9) && c == '\r') return 10;
    if (matched >= 8 && c == '\n') return VERSION;
    return c == mark[0];
}

/* Reads on to behind the next version line. */
static unpack_status reader__search(warc_reader *r)
{
    unsigned matched = 0;
    for (;;) {
        unpack_status status = reader__fill(r);
        if (status == UNPACK_MEMBER) {
            matched = 0;
            continue;
        }
        if (status != UNPACK_BYTES) return status;
        if (matched == 0) {
            const char *next = memchr(r->at, mark[0], (size_t)(r->end - r->at));
            r->at = next != NULL ? next : r->end;
            if (next == NULL) continue;
        }
        matched = version__step(matched, *r->at++);
        if (matched < VERSION) continue;
        r->version = true;
        return UNPACK_BYTES;
    }
}

/* Reads "WARC/", which must be here, after empty lines; *astray when something
 * else is. */
static unpack_status reader__expect(warc_reader *r, bool *astray)
{
    size_t matched = 0;
    *astray = false;
    while (matched < MARK) {
        unpack_status status = reader__fill(r);
        if (status == UNPACK_MEMBER) {
            *astray = matched > 0;
            if (*astray) return UNPACK_BYTES;
            continue;
        }
        if (status == UNPACK_END && matched > 0) return UNPACK_CUT;
        if (status != UNPACK_BYTES) return status;
        if (*r->at == mark[matched]) {
            matched++;
        } else if (matched > 0 || (*r->at != '\n' && *r->at != '\r')) {
            *astray = true;
            return UNPACK_BYTES;
        }
        r->at++;
    }
    return UNPACK_BYTES;
}

/* ---- the header ---- */

/* Reads the lines up to the empty one. */
static unpack_status header__read(warc_reader *r, bool *too_long)
{
    bool empty = r->version; /* so far, the line */
    r->header.size = 0;
    if (r->version) buffer_putc(&r->header, '\n');
    r->version = false;
    *too_long = false;
    for (;;) {
        unpack_status status = reader__fill(r);
        if (status != UNPACK_BYTES) return status;
        const char *newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
        const char *stop = newline != NULL ? newline + 1 : r->end;
        for (const char *c = r->at; c < stop && empty; c++) empty = *c == '\r' || *c == '\n';
        buffer_append(&r->header, r->at, (size_t)(stop - r->at));
        r->at = stop;
        if (r->header.failed) return UNPACK_MEMORY;
        if (r->header.size > HEADER_LIMIT) *too_long = true;
        if (*too_long || (newline != NULL && empty)) break;
        if (newline != NULL) empty = true;
    }
    buffer_putc(&r->header, '\0');
    return r->header.failed ? UNPACK_MEMORY : UNPACK_BYTES;
}

typedef struct warc_header {
    const char *type, *url, *date; /* "" when not there */
    uint64_t length;
    bool has_length;
} warc_header;

/* Cuts "Name: value" lines into NUL-terminated strings. */
static const char *line__cut(char *line, char **next)
{
    char *newline = strchr(line, '\n');
    *next = newline != NULL ? newline + 1 : line + strlen(line);
    char *end = newline != NULL ? newline : *next;
    while (end > line && (end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t')) end--;
    *end = '\0';
    return line;
}

static bool length__parse(const char *value, uint64_t *out)
{
    uint64_t n = 0;
    if (*value == '\0') return false;
    for (; *value != '\0'; value++) {
        if (*value < '0' || *value > '9' || n > (uint64_t)1 << 56) return false;
        n = n * 10 + (uint64_t)(*value - '0');
    }
    *out = n;
    return true;
}

/* "<http://...>", as some write it. */
static const char *url__unwrap(char *value)
{
    size_t n = strlen(value);
    if (n < 2 || value[0] != '<' || value[n - 1] != '>') return value;
    value[n - 1] = '\0';
    return value + 1;
}

static bool header__parse(warc_reader *r, warc_header *out)
{
    *out = (warc_header){.type = "", .url = "", .date = ""};
    char *next;
    if (memchr(r->header.bytes, '\0', r->header.size - 1) != NULL) return false;
    line__cut(r->header.bytes, &next); /* the version */
    while (*next != '\0') {
        const char *line = line__cut(next, &next);
        char *value = strchr(line, ':');
        if (value == NULL) continue;
        *value++ = '\0';
        value += strspn(value, " \t");
        if (strcasecmp(line, "WARC-Type") == 0) out->type = value;
        if (strcasecmp(line, "WARC-Target-URI") == 0) out->url = url__unwrap(value);
        if (strcasecmp(line, "WARC-Date") == 0) out->date = value;
        if (strcasecmp(line, "Content-Length") != 0) continue;
        if (!length__parse(value, &out->length)) return false;
        out->has_length = true;
    }
    return out->has_length;
}

/* ---- the content ---- */

typedef enum want { WANT_UNKNOWN, WANT_YES, WANT_NO } want;

typedef struct content {
    uint64_t left;
    want want;
    bool too_large, bomb, no_answer;
} content;

/* Is it a page? Known when the server's header is complete. */
static want content__judge(warc_reader *r, content *c)
{
    http_answer a;
    size_t size = http_header_end(r->answer.bytes, r->answer.size);
    if (size == 0 && c->left > 0 && r->answer.size <= HEADER_LIMIT) return WANT_UNKNOWN;
    if (size == 0 || !http_parse(r->answer.bytes, size, &a)) {
        c->no_answer = true;
        return WANT_NO;
    }
    return a.status == 200 && http_kind_of(&a) != HTTP_OTHER ? WANT_YES : WANT_NO;
}

/* Reads the record's content, into `answer` as long as it is wanted. */
static unpack_status content__read(warc_reader *r, content *c)
{
    r->answer.size = 0;
    while (c->left > 0) {
        unpack_status status = reader__fill(r);
        if (status != UNPACK_BYTES) return status;
        size_t n = (size_t)(r->end - r->at) < c->left ? (size_t)(r->end - r->at) : (size_t)c->left;
        if (c->want != WANT_NO) buffer_append(&r->answer, r->at, n);
        if (r->answer.failed) return UNPACK_MEMORY;
        r->at += n;
        c->left -= n;
        if (c->want == WANT_UNKNOWN) c->want = content__judge(r, c);
        if (c->want == WANT_YES && r->answer.size > r->limit + HEADER_LIMIT) {
            c->too_large = true;
            c->want = WANT_NO;
        }
        if (unpacker_is_bomb(r->unpacker, r->limit + HEADER_LIMIT)) {
            c->bomb = true;
            r->at = r->end;
            unpacker_skip(r->unpacker);
            r->lost = true;
            return UNPACK_BYTES;
        }
    }
    return UNPACK_BYTES;
}

/* Is what follows the content what should? */
static unpack_status record__end(warc_reader *r, bool *good)
{
    bool astray;
    *good = true;
    for (;;) {
        unpack_status status = reader__fill(r);
        if (status == UNPACK_MEMBER || status == UNPACK_END) return UNPACK_BYTES;
        if (status == UNPACK_CUT) { /* the record is whole */
            r->cut = true;
            return UNPACK_BYTES;
        }
        if (status != UNPACK_BYTES) return status;
        if (*r->at != '\r' && *r->at != '\n') break;
        r->at++;
    }
    unpack_status status = reader__expect(r, &astray);
    *good = !astray;
    r->begun = status == UNPACK_BYTES && !astray;
    if (status != UNPACK_CUT) return status;
    r->cut = true; /* within the first letters of the next */
    return UNPACK_BYTES;
}

/* ---- the page ---- */

static warc_status page__make(warc_reader *r, const warc_header *h, warc_page *out)
{
    http_answer a;
    size_t start = http_header_end(r->answer.bytes, r->answer.size);
    http_parse(r->answer.bytes, start, &a);
    http_status status = http_body(&a, r->answer.bytes + start, r->answer.size - start, r->limit, &r->page);
    out->fault = status == HTTP_TOO_LARGE ? WARC_TOO_LARGE : status == HTTP_UNDONE ? WARC_CODING : WARC_WRAPPING;
    if (status == HTTP_MEMORY) return WARC_MEMORY;
    if (status != HTTP_GOOD) return WARC_BAD;
    size_t size = r->page.size;
    buffer_putc(&r->page, '\0');
    if (r->page.failed) return WARC_MEMORY;
    http_charset(a.type.bytes != NULL ? a.type.bytes : "", a.type.size, r->charset);
    out->url = h->url;
    out->date = h->date;
    out->charset = r->charset;
    out->bytes = r->page.bytes;
    out->size = size;
    bool html = http_kind_of(&a) == HTTP_HTML || html_sniff(out->bytes, size);
    return html ? WARC_PAGE : WARC_END; /* END: nothing to tell */
}

static bool header__may_be_page(const warc_header *h)
{
    return strcasecmp(h->type, "response") == 0 &&
           (strncasecmp(h->url, "http://", 7) == 0 || strncasecmp(h->url, "https://", 8) == 0);
}

/* Reads one record whose "WARC/" has been read. WARC_END: it is no page. */
static warc_status record__read(warc_reader *r, warc_page *out)
{
    bool too_long, good = true;
    warc_header h;
    unpack_status status = header__read(r, &too_long);
    if (status != UNPACK_BYTES) return reader__stop(r, status, out);
    if (too_long || !header__parse(r, &h)) {
        r->lost = true;
        out->fault = WARC_HEADER;
        return WARC_BAD;
    }
    content c = {.left = h.length, .want = header__may_be_page(&h) ? WANT_UNKNOWN : WANT_NO};
    r->block = reader__offset(r);
    status = content__read(r, &c);
    if (status == UNPACK_BYTES && !c.bomb) status = record__end(r, &good);
    if (status == UNPACK_END) reader__go_back(r);
    if (status != UNPACK_BYTES) {
        warc_status stop = reader__stop(r, status, out);
        if (status == UNPACK_MEMBER) r->lost = false; /* the next begins here */
        return stop;
    }
    if (!good) reader__go_back(r);
    out->fault = c.bomb ? WARC_BOMB : !good ? WARC_LENGTH : c.too_large ? WARC_TOO_LARGE : WARC_NO_ANSWER;
    if (c.bomb || !good || c.too_large || c.no_answer) return WARC_BAD;
    return c.want == WANT_YES ? page__make(r, &h, out) : WARC_END;
}

warc_status warc_next(warc_reader *r, warc_page *out)
{
    for (;;) {
        bool astray = false;
        *out = (warc_page){.record = r->record, .fault = WARC_CUT, .url = "", .date = "", .charset = "", .bytes = ""};
        if (r->cut) {
            r->cut = false;
            return WARC_BAD;
        }
        unpack_status status = r->begun ? UNPACK_BYTES : r->lost ? reader__search(r) : reader__expect(r, &astray);
        r->begun = false;
        if (status == UNPACK_END) return WARC_END;
        out->record = ++r->record;
        if (status != UNPACK_BYTES) return reader__stop(r, status, out);
        if (astray) {
            r->lost = true;
            out->fault = WARC_NO_RECORD;
            return WARC_BAD;
        }
        r->lost = false;
        warc_status got = record__read(r, out);
        if (got != WARC_END) return got;
    }
}

/* ---- what a file is ---- */

typedef struct memory {
    const char *bytes;
    size_t left;
} memory;

static long memory__read(void *to, size_t room, void *payload)
{
    memory *m = payload;
    size_t n = m->left < room ? m->left : room;
    if (n > 0) memcpy(to, m->bytes, n);
    m->bytes += n;
    m->left -= n;
    return (long)n;
}

bool warc_sniff(const char *bytes, size_t size)
{
    memory m = {bytes, size};
    unpack_source source = {memory__read, NULL, &m};
    selon_allocator allocator = allocator_default();
    char first[MARK];
    size_t have = 0, n;
    const char *out;
    if (size >= MARK && memcmp(bytes, mark, MARK) == 0) return true;
    bool packed = size >= 4 && (memcmp(bytes, "\x1F\x8B", 2) == 0 || memcmp(bytes, "\x28\xB5\x2F\xFD", 4) == 0);
    if (!packed) return false;
    unpacker *u = unpacker_new(&allocator, &source);
    while (u != NULL && have < MARK && unpacker_next(u, &out, &n) == UNPACK_BYTES) {
        if (n > MARK - have) n = MARK - have;
        memcpy(first + have, out, n);
        have += n;
    }
    unpacker_free(u);
    return have == MARK && memcmp(first, mark, MARK) == 0;
}
