/* SPDX-License-Identifier: Apache-2.0
 *
 * feed.c - see feed.h.
 *
 * The formats differ in names more than in kind: an <item> (RSS) or <entry>
 * (Atom) has fields, each an element that we know by its local name. Text
 * between a field's tags goes into its buffer; where a field may hold markup as
 * elements (Atom's XHTML), their tags are written into it again. A field that
 * several elements can give has ranks: the full content is better than the
 * description, whichever comes first.
 *
 * Entities: no handler takes declarations, so there are none but the five of
 * XML, and nothing can grow. libxml2's own limits on depth and lengths hold.
 */
#include "input/feed.h"

#include <libxml/parser.h>
#include <libxml/uri.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"

#define PIECE ((size_t)64 << 10)
#define FIELD_LIMIT ((size_t)8 << 20) /* of one field; the rest of it is left away */
#define SNIFF 4096

typedef enum field { IN_LINK, IN_ID, IN_TITLE, IN_AUTHOR, IN_DATE, IN_CONTENT, FIELDS_IN, IN_NONE = FIELDS_IN } field;

/* Which element gives which field; lower ranks win. */
static const struct {
    const char *name;
    field field;
    int rank;
} elements[] = {
    {"link", IN_LINK, 1},       {"guid", IN_ID, 1},         {"id", IN_ID, 1},           {"title", IN_TITLE, 1},
    {"creator", IN_AUTHOR, 1},  {"author", IN_AUTHOR, 2},   {"name", IN_AUTHOR, 1},     {"pubDate", IN_DATE, 1},
    {"published", IN_DATE, 1},  {"issued", IN_DATE, 2},     {"date", IN_DATE, 2},       {"updated", IN_DATE, 3},
    {"modified", IN_DATE, 3},   {"encoded", IN_CONTENT, 1}, {"content", IN_CONTENT, 1}, {"description", IN_CONTENT, 2},
    {"summary", IN_CONTENT, 2},
};

typedef struct feed_reader {
    xmlParserCtxtPtr parser;
    const char *address;
    time_t now;
    feed_take take;
    void *payload;
    bool known, list; /* the root is of a feed; of a list of feeds */
    bool in_item, stopped;
    unsigned depth, item_depth, field_depth;
    field field; /* that text goes to now */
    int rank, ranks[FIELDS_IN];
    bool id_is_link;
    buffer fields[FIELDS_IN], outlet, now_in; /* `now_in`: the field that is open */
    bool outlet_done;
} feed_reader;

/* ---- strings ---- */

static bool is(const xmlChar *name, const char *what)
{
    return strcmp((const char *)name, what) == 0;
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without markup and with single blanks, in place: titles and names. */
static void text__clean(buffer *b)
{
    size_t to = 0;
    bool tag = false, gap = false;
    for (size_t i = 0; i < b->size; i++) {
        char c = b->bytes[i];
        bool opens = c == '<' && i + 1 < b->size &&
                     (b->bytes[i + 1] == '/' || ((b->bytes[i + 1] | 0x20) >= 'a' && (b->bytes[i + 1] | 0x20) <= 'z'));
        if (opens) tag = true;
        if (!tag && !blank(c) && c != '\0') {
            if (gap && to > 0) b->bytes[to++] = ' ';
            b->bytes[to++] = c;
            gap = false;
        } else if (!tag) {
            gap = true;
        }
        if (c == '>') tag = false;
    }
    b->size = to;
}

/* NUL-terminated, or NULL for one without bytes. */
static const char *buffer__string(buffer *b)
{
    if (b->size == 0 || b->failed) return NULL;
    buffer_putc(b, '\0');
    if (b->failed) return NULL;
    b->size--;
    return b->bytes;
}

static bool web(const char *link)
{
    return strncasecmp(link, "http://", 7) == 0 || strncasecmp(link, "https://", 8) == 0;
}

/* The value of an attribute (SAX2: name, prefix, URI, value, end), or NULL. */
static bool attribute__get(int count, const xmlChar **attributes, const char *name, buffer *out)
{
    out->size = 0;
    for (int i = 0; i < count; i++) {
        const xmlChar **a = attributes + (size_t)5 * (size_t)i;
        if (!is(a[0], name)) continue;
        buffer_append(out, (const char *)a[3], (size_t)(a[4] - a[3]));
        return true;
    }
    return false;
}

/* ---- items ---- */

/* Bytes that may not stand in an address as "%20": people write them all the same. */
static void link__escape(const buffer *link, buffer *out)
{
    for (size_t i = 0; i < link->size; i++) {
        unsigned char c = (unsigned char)link->bytes[i];
        if (c <= ' ' || c >= 0x7F || strchr("<>\"{}|\\^`", c) != NULL)
            buffer_printf(out, "%%%02X", c);
        else
            buffer_putc(out, (char)c);
    }
}

/* The link made absolute, to be freed by xmlFree(); NULL for none. */
static xmlChar *reader__link(feed_reader *r, buffer *link)
{
    text__clean(link);
    if (link->size == 0 || link->size > 4096) return NULL;
    buffer escaped = buffer_new(&link->allocator);
    xmlChar *out = NULL;
    link__escape(link, &escaped);
    const xmlChar *value = (const xmlChar *)buffer__string(&escaped);
    if (value == NULL) link->failed = true;
    if (value != NULL && !web((const char *)value) && r->address != NULL)
        out = xmlBuildURI(value, (const xmlChar *)r->address);
    if (value != NULL && out == NULL) out = xmlStrdup(value); /* whoever uses it will tell */
    buffer_release(&escaped);
    return out;
}

static void reader__give(feed_reader *r, feed_item *item)
{
    if (!r->stopped && r->take(item, r->payload) != 0) {
        r->stopped = true;
        xmlStopParser(r->parser);
    }
}

static void item__end(feed_reader *r)
{
    char date[32];
    feed_item item = {0};
    buffer *f = r->fields;
    if (f[IN_LINK].size == 0 && r->id_is_link) buffer_append(&f[IN_LINK], f[IN_ID].bytes, f[IN_ID].size);
    xmlChar *link = reader__link(r, &f[IN_LINK]);
    text__clean(&f[IN_TITLE]);
    text__clean(&f[IN_AUTHOR]);
    item.link = link != NULL && web((const char *)link) ? (const char *)link : NULL;
    item.id = buffer__string(&f[IN_ID]);
    item.title = buffer__string(&f[IN_TITLE]);
    item.author = buffer__string(&f[IN_AUTHOR]);
    item.outlet = buffer__string(&r->outlet);
    const char *when = buffer__string(&f[IN_DATE]);
    if (when != NULL && feed_date(when, r->now, date)) item.date = date;
    item.content = buffer__string(&f[IN_CONTENT]);
    item.content_size = item.content != NULL ? f[IN_CONTENT].size : 0;
    reader__give(r, &item);
    xmlFree(link);
}

static void item__begin(feed_reader *r)
{
    r->in_item = true;
    r->item_depth = r->depth;
    r->id_is_link = false;
    for (int i = 0; i < FIELDS_IN; i++) {
        r->fields[i].size = 0;
        r->ranks[i] = 9;
    }
}

/* <outline xmlUrl="..."> */
static void outline__take(feed_reader *r, int count, const xmlChar **attributes)
{
    buffer *link = &r->fields[IN_LINK], *title = &r->fields[IN_TITLE];
    if (!attribute__get(count, attributes, "xmlUrl", link)) return;
    if (!attribute__get(count, attributes, "title", title)) attribute__get(count, attributes, "text", title);
    xmlChar *address = reader__link(r, link);
    text__clean(title);
    feed_item item = {.is_feed = true, .link = (const char *)address, .title = buffer__string(title)};
    if (address != NULL) reader__give(r, &item);
    xmlFree(address);
}

/* ---- the parser's events ---- */

static void root__look(feed_reader *r, const xmlChar *name)
{
    r->list = is(name, "opml");
    r->known = r->list || is(name, "rss") || is(name, "feed") || is(name, "RDF") || is(name, "channel");
    if (!r->known) xmlStopParser(r->parser);
}

/* Atom's <link href= rel=>: the page itself, not its comments or parts. */
static bool link__take(feed_reader *r, int count, const xmlChar **attributes)
{
    buffer *rel = &r->now_in;
    bool has_rel = attribute__get(count, attributes, "rel", rel);
    bool page = !has_rel || (rel->size == 9 && memcmp(rel->bytes, "alternate", 9) == 0);
    buffer href = buffer_new(&r->now_in.allocator);
    bool has_href = attribute__get(count, attributes, "href", &href);
    if (has_href && page && r->ranks[IN_LINK] > 0) {
        r->fields[IN_LINK].size = 0;
        buffer_append(&r->fields[IN_LINK], href.bytes, href.size);
        r->ranks[IN_LINK] = 0;
    }
    buffer_release(&href);
    return has_href;
}

/* Which field begins here? */
static field element__field(const feed_reader *r, const xmlChar *name, const xmlChar *prefix, int *rank)
{
    bool media = prefix != NULL && (is(prefix, "media") || is(prefix, "itunes"));
    for (size_t i = 0; i < sizeof elements / sizeof *elements && !media; i++) {
        if (!is(name, elements[i].name)) continue;
        bool nested = is(name, "name"); /* of <author> */
        if (nested ? r->depth > r->item_depth + 2 : r->depth != r->item_depth + 1) return IN_NONE;
        *rank = elements[i].rank;
        return elements[i].field;
    }
    return IN_NONE;
}

static void on_start(void *payload, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                     const xmlChar **space_list, int count, int defaulted, const xmlChar **attributes)
{
    feed_reader *r = payload;
    (void)uri, (void)spaces, (void)space_list, (void)defaulted;
    if (++r->depth == 1) root__look(r, name);
    if (r->list && is(name, "outline")) outline__take(r, count, attributes);
    if (!r->in_item) {
        if (is(name, "item") || is(name, "entry"))
            item__begin(r);
        else if (!r->outlet_done && is(name, "title") && prefix == NULL && r->depth <= 3)
            r->outlet_done = true, r->field = IN_TITLE, r->field_depth = r->depth, r->now_in.size = 0;
        return;
    }
    int rank;
    field f = element__field(r, name, prefix, &rank);
    if (r->field == IN_CONTENT) { /* markup as elements */
        buffer_putc(&r->now_in, '<');
        buffer_puts(&r->now_in, (const char *)name);
        buffer_putc(&r->now_in, '>');
        return;
    }
    if (f == IN_NONE) return;
    if (f == IN_LINK && link__take(r, count, attributes)) return;
    if (f == IN_ID) {
        buffer *permanent = &r->now_in;
        bool says = attribute__get(count, attributes, "isPermaLink", permanent);
        r->id_is_link = is(name, "guid") &&
                        !(says && permanent->size == 5 && memcmp(permanent->bytes, "false", 5) == 0);
    }
    r->field = f;
    r->rank = rank;
    r->field_depth = r->depth;
    r->now_in.size = 0;
}

static void field__end(feed_reader *r)
{
    buffer *to = r->in_item ? &r->fields[r->field] : &r->outlet;
    bool better = !r->in_item || r->rank < r->ranks[r->field];
    bool empty = true;
    for (size_t i = 0; i < r->now_in.size && empty; i++) empty = blank(r->now_in.bytes[i]);
    if (better && !empty) {
        to->size = 0;
        buffer_append(to, r->now_in.bytes, r->now_in.size);
        if (r->in_item) r->ranks[r->field] = r->rank;
        if (!r->in_item) text__clean(to);
    }
    r->field = IN_NONE;
}

static void on_end(void *payload, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    feed_reader *r = payload;
    (void)prefix, (void)uri;
    if (r->field != IN_NONE && r->depth == r->field_depth) {
        field__end(r);
    } else if (r->field == IN_CONTENT) {
        buffer_puts(&r->now_in, "</");
        buffer_puts(&r->now_in, (const char *)name);
        buffer_putc(&r->now_in, '>');
    }
    if (r->in_item && r->depth == r->item_depth) {
        r->in_item = false;
        item__end(r);
    }
    if (r->depth > 0) r->depth--;
}

/* Text within elements of a content is escaped again, as it stood in the file. */
static void on_text(void *payload, const xmlChar *bytes, int size)
{
    feed_reader *r = payload;
    if (r->field == IN_NONE || size < 0 || r->now_in.size + (size_t)size > FIELD_LIMIT) return;
    bool markup = r->field == IN_CONTENT && r->depth > r->field_depth;
    for (int i = 0; i < size && markup; i++) {
        if (bytes[i] == '<')
            buffer_puts(&r->now_in, "&lt;");
        else if (bytes[i] == '&')
            buffer_puts(&r->now_in, "&amp;");
        else
            buffer_putc(&r->now_in, (char)bytes[i]);
    }
    if (!markup) buffer_append(&r->now_in, (const char *)bytes, (size_t)size);
}

static xmlEntityPtr on_entity(void *payload, const xmlChar *name)
{
    (void)payload;
    return xmlGetPredefinedEntity(name);
}

static void on_error(void *payload, const char *format, ...)
{
    (void)payload, (void)format;
}

/* ---- reading ---- */

static bool reader__failed(const feed_reader *r)
{
    bool failed = r->outlet.failed || r->now_in.failed;
    for (int i = 0; i < FIELDS_IN; i++) failed |= r->fields[i].failed;
    return failed;
}

static feed_status reader__parse(feed_reader *r, const char *bytes, size_t size)
{
    for (size_t at = 0; at < size && !r->stopped; at += PIECE) {
        size_t n = size - at < PIECE ? size - at : PIECE;
        int error = xmlParseChunk(r->parser, bytes + at, (int)n, 0);
        if (error == XML_ERR_NO_MEMORY || reader__failed(r)) return FEED_MEMORY;
        if (r->depth > 0 && !r->known) return FEED_FOREIGN;
        if (r->parser->disableSAX && !r->parser->recovery) break;
    }
    if (!r->stopped) xmlParseChunk(r->parser, NULL, 0, 1);
    if (r->parser->errNo == XML_ERR_NO_MEMORY || reader__failed(r)) return FEED_MEMORY;
    if (r->stopped) return FEED_STOPPED;
    if (!r->known) return FEED_FOREIGN;
    return r->parser->wellFormed ? FEED_GOOD : FEED_BROKEN;
}

feed_status feed_read(const char *bytes, size_t size, const char *address, time_t now, const selon_allocator *allocator,
                      feed_take take, void *payload)
{
    xmlSAXHandler own = {0};
    own.initialized = XML_SAX2_MAGIC;
    own.startElementNs = on_start;
    own.endElementNs = on_end;
    own.characters = own.cdataBlock = own.ignorableWhitespace = on_text;
    own.getEntity = on_entity;
    own.error = own.warning = on_error;
    feed_reader r = {.address = address,
                     .now = now,
                     .take = take,
                     .payload = payload,
                     .field = IN_NONE,
                     .outlet = buffer_new(allocator),
                     .now_in = buffer_new(allocator)};
    for (int i = 0; i < FIELDS_IN; i++) r.fields[i] = buffer_new(allocator);
    while (size > 0 && blank(*bytes)) bytes++, size--; /* before <?xml>, where none may be */
    if (size == 0 || memchr(bytes, '\0', size < 4 ? size : 4) == bytes) return FEED_FOREIGN;
    r.parser = xmlCreatePushParserCtxt(&own, &r, NULL, 0, NULL);
    if (r.parser == NULL) return FEED_MEMORY;
    xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    feed_status status = reader__parse(&r, bytes, size);
    xmlFreeDoc(r.parser->myDoc); /* where libxml2 puts what a DTD declares, even without a handler */
    xmlFreeParserCtxt(r.parser);
    for (int i = 0; i < FIELDS_IN; i++) buffer_release(&r.fields[i]);
    buffer_release(&r.outlet);
    buffer_release(&r.now_in);
    return status;
}

/* ---- what a file is ---- */

bool feed_sniff(const char *bytes, size_t size)
{
    static const char *const roots[] = {"rss", "feed", "rdf:RDF", "opml"};
    const char *at = bytes, *end = bytes + (size < SNIFF ? size : SNIFF);
    if (end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    for (;;) {
        while (at < end && blank(*at)) at++;
        if (end - at < 5 || *at != '<') return false;
        if (at[1] != '?' && at[1] != '!') break;
        bool comment = memcmp(at, "<!--", 4) == 0;
        const char *stop = at + 2;
        while (stop < end && !(*stop == '>' && (!comment || memcmp(stop - 2, "--", 2) == 0))) stop++;
        at = stop < end ? stop + 1 : end;
    }
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t n = strlen(roots[i]);
        if ((size_t)(end - at) > n + 1 && memcmp(at + 1, roots[i], n) == 0 && (blank(at[n + 1]) || at[n + 1] == '>'))
            return true;
    }
    return false;
}
