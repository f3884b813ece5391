/* SPDX-License-Identifier: Apache-2.0
 *
 * page.c - the parser's events -> elements and blocks.
 *
 * A block is what lies between two block tags: the line of text that a
 * browser would lay out as one paragraph. Inline tags only pass through, so
 * "<b>in</b>visible" stays one word. White space is collapsed as a browser
 * does it; <br> is a line break, two in a row end the block. What is invisible
 * in a line (soft hyphens, zero-width spaces, byte-order marks) is dropped.
 * <q> writes its quotation marks, unless its text begins with some.
 *
 * An element that turns out to hold no text is forgotten when it closes, so
 * the arrays grow with the text and not with the tags.
 */
#include "input/page.h"

#include <string.h>

#include "base/utf8.h"

#define LEFT_MARK "\xE2\x80\x9C"
#define RIGHT_MARK "\xE2\x80\x9D"
#define CAPTURE_LIMIT 2000

typedef struct open_tag {
    const tag_info *tag;
    uint32_t element; /* its own; 0 for an inline tag */
    bool quoted;      /* a <q> that wrote its opening mark */
    bool detail;      /* an inline tag that is called a byline, a date, ... */
} open_tag;

void page_begin(page *p, const selon_allocator *allocator)
{
    memset(p, 0, sizeof *p);
    metadata_begin(&p->metadata, allocator);
    p->text = p->elements = p->blocks = p->open = p->captured = buffer_new(allocator);
    element document = {.tag = TAG_HTML, .flags = TAG_ROOT};
    buffer_append(&p->elements, (const char *)&document, sizeof document);
}

void page_release(page *p)
{
    metadata_release(&p->metadata);
    buffer_release(&p->text);
    buffer_release(&p->elements);
    buffer_release(&p->blocks);
    buffer_release(&p->open);
    buffer_release(&p->captured);
}

bool page_failed(const page *p)
{
    return p->metadata.failed || p->text.failed || p->elements.failed || p->blocks.failed || p->open.failed ||
           p->captured.failed;
}

static open_tag *open__top(page *p)
{
    return p->open.size == 0 ? NULL : (open_tag *)(void *)(p->open.bytes + p->open.size) - 1;
}

static uint32_t open__depth(const page *p)
{
    return (uint32_t)(p->open.size / sizeof(open_tag));
}

/* ---- blocks ---- */

static bool ends_with(const page *p, const char *mark, size_t size)
{
    return p->text.size - p->block_start >= size && memcmp(p->text.bytes + p->text.size - size, mark, size) == 0;
}

static void block__trim(page *p)
{
    for (;;) {
        if (ends_with(p, "\n", 1) || ends_with(p, " ", 1))
            p->text.size--;
        else if (ends_with(p, "\xC2\xA0", 2))
            p->text.size -= 2;
        else
            return;
    }
}

static void block__end(page *p)
{
    block__trim(p);
    uint32_t size = (uint32_t)p->text.size - p->block_start;
    if (size > 0) {
        block b = {p->element, p->block_start, size, p->block_links, p->block_details, p->block_commas};
        if (b.links > size) b.links = size;
        buffer_append(&p->blocks, (const char *)&b, sizeof b);
    }
    p->block_start = (uint32_t)p->text.size;
    p->block_links = p->block_details = p->block_commas = 0;
    p->space = false;
}

static void block__break(page *p)
{
    p->space = false;
    if (p->text.size == p->block_start) return;
    if (ends_with(p, "\n", 1))
        block__end(p);
    else
        buffer_putc(&p->text, '\n');
}

/* Does `bytes` begin with a quotation mark of any style? */
static bool quote__at(const char *bytes, size_t size)
{
    static const char *const marks[] = {"\"",           "\xC2\xAB",     "\xC2\xBB",     "\xE2\x80\x9C",
                                        "\xE2\x80\x9E", "\xE2\x80\x98", "\xE2\x80\xB9", "'"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (size >= n && memcmp(bytes, marks[i], n) == 0) return true;
    }
    return false;
}

/* Writes the opening marks of the <q>s that begin here. */
static void block__open_quotes(page *p, const char *bytes, size_t size)
{
    open_tag *tags = (open_tag *)(void *)p->open.bytes;
    for (uint32_t i = open__depth(p); i-- > 0 && p->quotes > 0;) {
        if (tags[i].tag->id != TAG_Q) continue;
        p->quotes--;
        if (quote__at(bytes, size)) continue;
        tags[i].quoted = true;
        buffer_puts(&p->text, LEFT_MARK);
    }
    p->quotes = 0;
}

/* A run without white space. */
static void block__word(page *p, const char *bytes, size_t size)
{
    if (p->space && p->text.size > p->block_start && !ends_with(p, "\n", 1)) {
        buffer_putc(&p->text, ' ');
        p->block_links += p->link_depth > 0;
    }
    p->space = false;
    if (p->quotes > 0) block__open_quotes(p, bytes, size);
    buffer_append(&p->text, bytes, size);
    if (p->link_depth > 0) p->block_links += (uint32_t)size;
    if (p->detail_depth > 0) p->block_details += (uint32_t)size + 1;
}

/* The size of the invisible character at `at`, or 0. */
static size_t invisible__at(const char *at, const char *end)
{
    const unsigned char *u = (const unsigned char *)at;
    if (end - at >= 2 && u[0] == 0xC2 && u[1] == 0xAD) return 2;                 /* soft hyphen */
    if (end - at >= 3 && u[0] == 0xE2 && u[1] == 0x80 && u[2] == 0x8B) return 3; /* zero-width space */
    if (end - at >= 3 && u[0] == 0xE2 && u[1] == 0x81 && u[2] == 0xA0) return 3; /* word joiner */
    if (end - at >= 3 && u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF) return 3; /* byte-order mark */
    return 0;
}

static bool white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void page_characters(page *p, const char *bytes, size_t size)
{
    if (p->capture != 0 && p->captured.size < CAPTURE_LIMIT) buffer_append(&p->captured, bytes, size);
    if (p->skip > 0) return;
    const char *at = bytes, *end = bytes + size;
    while (at < end) {
        const char *word = at;
        size_t hole = 0;
        while (at < end && !white(*at)) {
            unsigned char c = (unsigned char)*at;
            if ((c == 0xC2 || c == 0xE2 || c == 0xEF) && (hole = invisible__at(at, end)) > 0) break;
            p->block_commas += c == ',';
            at++;
        }
        if (at > word) block__word(p, word, (size_t)(at - word));
        at += hole;
        while (at < end && hole == 0 && white(*at)) {
            if (*at == '\n' && p->pre_depth > 0)
                block__break(p);
            else
                p->space = true;
            at++;
        }
    }
}

/* ---- text that is metadata ---- */

static void capture__begin(page *p, metadata_field field, unsigned rank)
{
    if (p->capture != 0) return;
    p->capture = (uint8_t)(field + 1);
    p->capture_rank = rank;
    p->capture_depth = open__depth(p);
    p->captured.size = 0;
}

static void capture__end(page *p)
{
    metadata_offer(&p->metadata, (metadata_field)(p->capture - 1), p->capture_rank, p->captured.bytes,
                   p->captured.size);
    p->capture = 0;
}

/* ---- tags ---- */

static bool tag__is_inline(const page *p, const tag_info *tag)
{
    if (tag->flags & TAG_INLINE) return true;
    /* A tag that nobody knows is a piece of a line when it is within one
     * (<o:p> in pages from a word processor), else a container. */
    return tag->id == TAG_UNKNOWN && (page_elements(p)[p->element].flags & (TAG_PARAGRAPH | TAG_HEADING));
}

/* Is an inline tag to be left out with its text? */
static bool inline__left_out(const page *p, unsigned hints)
{
    if (hints & HINT_HIDDEN) return true;
    return (hints & HINT_AWAY) && (page_elements(p)[p->element].flags & TAG_HEADING);
}

static void tag__inline(page *p, const tag_info *tag)
{
    switch (tag->id) {
    case TAG_A: p->link_depth++; break;
    case TAG_BR: block__break(p); break;
    case TAG_Q: p->quotes++; break;
    default: break;
    }
}

static uint32_t element__open(page *p, const tag_info *tag, unsigned hints)
{
    element e = {.parent = p->element, .tag = tag->id, .flags = tag->flags, .hints = (uint8_t)hints};
    block__end(p);
    buffer_append(&p->elements, (const char *)&e, sizeof e);
    p->element = (uint32_t)page_element_count(p) - 1;
    if (tag->id == TAG_PRE) p->pre_depth++;
    return p->element;
}

static void element__close(page *p, uint32_t number)
{
    block__end(p);
    element *e = &page_elements(p)[number];
    size_t count = page_element_count(p), blocks = page_block_count(p);
    if (e->tag == TAG_PRE) p->pre_depth--;
    p->element = e->parent;
    if (number + 1 == count && (blocks == 0 || page_blocks(p)[blocks - 1].element < number))
        p->elements.size -= sizeof *e;
    else
        e->end = (uint32_t)count;
}

void page_start_tag(page *p, const char *name, const char *const *attributes)
{
    if (p->skip > 0) {
        p->skip++;
        return;
    }
    if (page_failed(p)) return;
    const tag_info *tag = tag_find(name);
    unsigned hints = hints_of(attributes);
    metadata_tag(&p->metadata, tag, attributes);
    /* <abbr class="published" title="2025-11-14">, a microformat */
    const char *shown = hints & HINT_DETAIL ? attribute_find(attributes, "title") : NULL;
    if (shown != NULL) metadata_offer(&p->metadata, FIELD_DATE, RANK_ELEMENT, shown, strlen(shown));
    if (tag->id == TAG_TITLE) capture__begin(p, FIELD_TITLE, RANK_TITLE);
    bool inline_tag = tag__is_inline(p, tag);
    if ((tag->flags & TAG_SKIP) || tag->id == TAG_TITLE || (inline_tag && inline__left_out(p, hints))) {
        /* A button between two words parts them like any block. */
        if (!inline_tag && !(page_elements(p)[p->element].flags & (TAG_PARAGRAPH | TAG_HEADING))) block__end(p);
        p->skip = 1;
        return;
    }
    open_tag open = {tag, 0, false, inline_tag && (hints & (HINT_DETAIL | HINT_AUTHOR))};
    if (hints & HINT_AUTHOR) capture__begin(p, FIELD_AUTHOR, RANK_MICRODATA);
    if (hints & HINT_HEADLINE) capture__begin(p, FIELD_TITLE, RANK_MICRODATA);
    p->detail_depth += open.detail;
    if (inline_tag)
        tag__inline(p, tag);
    else
        open.element = element__open(p, tag, hints);
    buffer_append(&p->open, (const char *)&open, sizeof open);
}

static void open__pop(page *p)
{
    open_tag top = *open__top(p);
    if (top.element != 0)
        element__close(p, top.element);
    else if (top.tag->id == TAG_A && p->link_depth > 0)
        p->link_depth--;
    else if (top.tag->id == TAG_Q && top.quoted)
        buffer_puts(&p->text, RIGHT_MARK);
    else if (top.tag->id == TAG_Q && p->quotes > 0)
        p->quotes--;
    p->detail_depth -= top.detail;
    p->open.size -= sizeof top;
    if (p->capture != 0 && open__depth(p) <= p->capture_depth) capture__end(p);
}

void page_end_tag(page *p, const char *name)
{
    if (p->skip > 0) {
        p->skip--;
        if (p->skip == 0 && p->capture != 0 && open__depth(p) == p->capture_depth) capture__end(p);
        return;
    }
    const open_tag *top = open__top(p);
    if (!page_failed(p) && top != NULL && top->tag == tag_find(name)) open__pop(p);
}

void page_finish(page *p)
{
    p->skip = 0;
    while (p->open.size > 0 && !page_failed(p)) open__pop(p);
    if (page_failed(p)) return;
    if (p->capture != 0) capture__end(p);
    block__end(p);
    page_elements(p)[0].end = (uint32_t)page_element_count(p);
}
