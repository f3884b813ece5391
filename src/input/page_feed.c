/* SPDX-License-Identifier: Apache-2.0
 *
 * page_feed.c - a page into libxml2's HTML parser, in time linear in its size.
 *
 * libxml2 knows how tags nest, which ones close others, and what entities
 * stand for; but some of its work is quadratic: an end tag is looked for in
 * the whole stack of open tags, an attribute among all before it of its tag.
 * A page of ten thousand <div>s and as many stray </b>s takes a third of a
 * second, one ten times as large half a minute. So what could do harm does
 * not reach the parser:
 *
 *   - end tags of tags that are not open, and start tags (with their end tags)
 *     below DEPTH_LIMIT; their text does reach it, only not so deep;
 *   - the attributes of a tag that has more than ATTRIBUTE_LIMIT of them or is
 *     longer than TAG_LIMIT;
 *   - comments, declarations, scripts and styles, which hold no text; scripts
 *     of JSON-LD go to metadata.c;
 *   - NUL bytes, at which the parser would stop.
 *
 * A '<' that begins no tag becomes "&lt;". The rest goes through untouched, in
 * pieces that end before a tag. This is no second parser: it only has to see
 * where tags begin and end.
 *
 * Which tags are open is counted by name (a hash of it: two names that share
 * one only make the filter more generous) from the parser's own events, plus
 * what was not yet handed to it.
 */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "input/page.h"

#define DEPTH_LIMIT 256
#define ATTRIBUTE_LIMIT 128
#define TAG_LIMIT ((size_t)128 << 10)
#define PIECE ((size_t)4 << 10)
#define NAMES 256

typedef struct feed {
    page *page;
    htmlParserCtxtPtr parser;
    const char *run, *end;                     /* what was read but not handed over begins at `run` */
    bool no_double, no_single, no_comment_end; /* there is no such byte, or "-->", any more */
    uint32_t depth;                            /* of the parser's open tags */
    uint32_t open[NAMES];                      /* the parser's open tags by name */
    uint32_t waiting[NAMES];                   /* start tags not handed over yet */
    uint32_t waiting_count;
    uint32_t dropped[NAMES]; /* start tags whose end tags are to be dropped */
    bool deep;               /* there are such */
} feed;

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static unsigned name__hash(const char *name, size_t size)
{
    unsigned h = 2166136261u;
    for (size_t i = 0; i < size; i++) h = (h ^ ((unsigned char)name[i] | 32u)) * 16777619u;
    return (h ^ h >> 16) % NAMES;
}

/* ---- the parser's events ---- */

static void event__start(void *payload, const xmlChar *name, const xmlChar **attributes)
{
    feed *f = payload;
    f->depth++;
    f->open[name__hash((const char *)name, strlen((const char *)name))]++;
    page_start_tag(f->page, (const char *)name, (const char *const *)(const void *)attributes);
}

static void event__end(void *payload, const xmlChar *name)
{
    feed *f = payload;
    unsigned h = name__hash((const char *)name, strlen((const char *)name));
    if (f->depth > 0) f->depth--;
    if (f->open[h] > 0) f->open[h]--;
    page_end_tag(f->page, (const char *)name);
}

static void event__characters(void *payload, const xmlChar *bytes, int size)
{
    page_characters(((feed *)payload)->page, (const char *)bytes, (size_t)size);
}

/* ---- handing over ---- */

static void feed__push(feed *f, const char *bytes, size_t size)
{
    if (size > 0 && !page_failed(f->page)) htmlParseChunk(f->parser, bytes, (int)size, 0);
}

/* Hands over the bytes up to `at`. Long text is cut at white space, or else
 * between two characters and not within an entity. */
static void feed__flush(feed *f, const char *at)
{
    while ((size_t)(at - f->run) > 16 * PIECE) {
        const char *cut = f->run + 8 * PIECE, *most = cut;
        while (cut > most - 64 && !blank(cut[-1])) cut--;
        if (!blank(cut[-1])) {
            const char *entity = NULL;
            for (cut = most; cut > most - 64; cut--)
                if (cut[-1] == '&') entity = cut - 1;
            cut = entity != NULL ? entity : most;
            while (((unsigned char)*cut & 0xC0) == 0x80) cut--;
        }
        feed__push(f, f->run, (size_t)(cut - f->run));
        f->run = cut;
    }
    feed__push(f, f->run, (size_t)(at - f->run));
    f->run = at;
    if (f->waiting_count > 0) memset(f->waiting, 0, sizeof f->waiting);
    f->waiting_count = 0;
    if (f->deep && f->depth < DEPTH_LIMIT / 2) { /* far from there: what is still missing never comes */
        memset(f->dropped, 0, sizeof f->dropped);
        f->deep = false;
    }
}

/* Leaves out the bytes from `at` to `next`. */
static void feed__drop(feed *f, const char *at, const char *next)
{
    feed__flush(f, at);
    f->run = next;
}

/* ---- where tags end ---- */

/* The next `c` from `at`, or NULL; *none remembers that there is none, so that
 * it is not looked for again and again. */
static const char *find_once(const char *at, const char *end, char c, bool *none)
{
    if (*none) return NULL;
    const char *found = memchr(at, c, (size_t)(end - at));
    *none = found == NULL;
    return found;
}

/* Past the '>' of the tag whose name ends at `at`; quoted values may contain
 * one. A quotation mark that never closes is read as none. */
static const char *tag__end(feed *f, const char *at, unsigned *attributes)
{
    *attributes = 0;
    while (at < f->end && *at != '>') {
        if (blank(*at) || *at == '/') {
            at++;
            continue;
        }
        ++*attributes; /* a name, perhaps with a value */
        while (at < f->end && !blank(*at) && *at != '>' && *at != '=') at++;
        while (at < f->end && blank(*at)) at++;
        if (at == f->end || *at != '=') continue;
        at++;
        while (at < f->end && blank(*at)) at++;
        if (at < f->end && (*at == '"' || *at == '\'')) {
            const char *close = find_once(at + 1, f->end, *at, *at == '"' ? &f->no_double : &f->no_single);
            if (close == NULL) *attributes += ATTRIBUTE_LIMIT; /* the parser would read on to the page's end */
            at = close != NULL ? close + 1 : at + 1;
        } else {
            while (at < f->end && !blank(*at) && *at != '>') at++;
        }
    }
    return at < f->end ? at + 1 : at;
}

static const char *find_bytes(const char *at, const char *end, const char *what, size_t size)
{
    while ((size_t)(end - at) >= size && (at = memchr(at, *what, (size_t)(end - at) - size + 1)) != NULL) {
        if (memcmp(at, what, size) == 0) return at;
        at++;
    }
    return NULL;
}

/* The "</NAME" that ends raw text, or the page's end. */
static const char *raw__end(const feed *f, const char *at, const char *name, size_t size)
{
    while ((at = memchr(at, '<', (size_t)(f->end - at))) != NULL) {
        if ((size_t)(f->end - at) > size + 1 && at[1] == '/' && strncasecmp(at + 2, name, size) == 0) return at;
        at++;
    }
    return f->end;
}

/* ---- what stands at a '<' ---- */

/* <!-- ... -->, <!...>, <?...> */
static const char *feed__declaration(feed *f, const char *at)
{
    const char *stop = NULL;
    if (f->end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
        if (!f->no_comment_end) stop = find_bytes(at + 2, f->end, "-->", 3);
        if (stop == NULL) f->no_comment_end = true;
        stop = stop != NULL ? stop + 3 : NULL;
    }
    if (stop == NULL) {
        /* A comment that never ends is left out up to the tag's. */
        stop = memchr(at, '>', (size_t)(f->end - at));
        stop = stop != NULL ? stop + 1 : f->end;
    }
    feed__drop(f, at, stop);
    return stop;
}

static bool is_name(const char *name, size_t size, const char *what)
{
    return strlen(what) == size && strncasecmp(name, what, size) == 0;
}

/* <script> and <style> are left out with their content. */
static const char *feed__raw(feed *f, const char *at, const char *name, size_t size, const char *tag_end)
{
    const char *stop = raw__end(f, tag_end, name, size);
    const char *type = find_bytes(name, tag_end, "ld+json", 7);
    if (type != NULL && is_name(name, size, "script"))
        metadata_json_ld(&f->page->metadata, tag_end, (size_t)(stop - tag_end));
    const char *close = memchr(stop, '>', (size_t)(f->end - stop));
    close = close != NULL ? close + 1 : f->end;
    feed__drop(f, at, close);
    return close;
}

static bool is_void(const char *name, size_t size)
{
    static const char *const names[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                        "input", "link", "meta", "param", "source", "track", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_name(name, size, names[i])) return true;
    return false;
}

static const char *feed__start_tag(feed *f, const char *at)
{
    const char *name = at + 1, *name_end = name;
    while (name_end < f->end && !blank(*name_end) && *name_end != '>' && *name_end != '/') name_end++;
    size_t size = (size_t)(name_end - name);
    unsigned attributes, h = name__hash(name, size);
    const char *stop = tag__end(f, name_end, &attributes);
    if (is_name(name, size, "script") || is_name(name, size, "style")) return feed__raw(f, at, name, size, stop);
    if (size > TAG_LIMIT) {
        feed__drop(f, at, stop);
        return stop;
    }
    bool empty = is_void(name, size);
    if (!empty && f->depth + f->waiting_count >= DEPTH_LIMIT) {
        feed__flush(f, at); /* what waits may close some */
        if (f->depth >= DEPTH_LIMIT) {
            f->dropped[h]++;
            f->deep = true;
            f->run = stop;
            return stop;
        }
    }
    if (!empty) f->waiting[h]++, f->waiting_count++;
    if (attributes > ATTRIBUTE_LIMIT || (size_t)(stop - at) > TAG_LIMIT) {
        feed__flush(f, name_end);
        feed__push(f, ">", 1);
        f->run = stop;
    }
    return stop;
}

static const char *feed__end_tag(feed *f, const char *at)
{
    const char *name = at + 2, *name_end = name;
    while (name_end < f->end && !blank(*name_end) && *name_end != '>') name_end++;
    const char *stop = memchr(name_end, '>', (size_t)(f->end - name_end));
    stop = stop != NULL ? stop + 1 : f->end;
    unsigned h = name__hash(name, (size_t)(name_end - name));
    bool stray = f->dropped[h] > 0 || f->open[h] + f->waiting[h] == 0;
    if (f->dropped[h] > 0) f->dropped[h]--;
    if (stray) feed__drop(f, at, stop);
    return stop;
}

static const char *feed__tag(feed *f, const char *at)
{
    char next = at + 1 < f->end ? at[1] : '\0';
    if (letter(next)) return feed__start_tag(f, at);
    if (next == '/' && at + 2 < f->end && letter(at[2])) return feed__end_tag(f, at);
    if (next == '!' || next == '?') return feed__declaration(f, at);
    feed__flush(f, at);
    feed__push(f, "&lt;", 4);
    f->run = at + 1;
    return at + 1;
}

static void feed__run(feed *f, const char *bytes, size_t size)
{
    const char *at = bytes;
    f->run = bytes;
    f->end = bytes + size;
    while (at < f->end && !page_failed(f->page)) {
        const char *tag = memchr(at, '<', (size_t)(f->end - at));
        if (tag == NULL) break;
        if ((size_t)(tag - f->run) >= PIECE) feed__flush(f, tag);
        at = feed__tag(f, tag);
    }
    feed__flush(f, f->end);
}

/* A copy without NUL bytes. */
static char *without_zeros(const selon_allocator *allocator, const char *bytes, size_t *size)
{
    char *copy = allocator->allocate(*size, allocator->payload);
    size_t n = 0;
    if (copy == NULL) return NULL;
    for (size_t i = 0; i < *size; i++)
        if (bytes[i] != '\0') copy[n++] = bytes[i];
    *size = n;
    return copy;
}

static htmlParserCtxtPtr parser_new(feed *f)
{
    htmlSAXHandler events;
    memset(&events, 0, sizeof events);
    events.startElement = event__start;
    events.endElement = event__end;
    events.characters = events.ignorableWhitespace = events.cdataBlock = event__characters;
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&events, f, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (parser == NULL) return NULL;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                   HTML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
    return parser;
}

int page_feed(page *p, const char *utf8, size_t size)
{
    const selon_allocator *allocator = &p->text.allocator;
    feed f = {.page = p};
    char *copy = NULL;
    if (memchr(utf8, '\0', size) != NULL) {
        copy = without_zeros(allocator, utf8, &size);
        if (copy == NULL) return SELON_ERROR_MEMORY;
        utf8 = copy;
    }
    int error = SELON_ERROR_MEMORY;
    f.parser = parser_new(&f);
    if (f.parser != NULL) {
        feed__run(&f, utf8, size);
        htmlParseChunk(f.parser, NULL, 0, 1);
        page_finish(p);
        if (f.parser->errNo != XML_ERR_NO_MEMORY && !page_failed(p)) error = SELON_OK;
        if (f.parser->myDoc != NULL) xmlFreeDoc(f.parser->myDoc);
        htmlFreeParserCtxt(f.parser);
    }
    if (copy != NULL) allocator->release(copy, allocator->payload);
    return error;
}
