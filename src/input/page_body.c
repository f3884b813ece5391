/* SPDX-License-Identifier: Apache-2.0
 *
 * page_body.c - which blocks of a page are the article.
 *
 * After Readability (arc90) and boilerplate detection by shallow text features
 * (Kohlschütter et al. 2010): prose is long, has commas and few links; menus
 * and teasers are short or all links. In steps, each one pass:
 *
 *   sum     text, link text and prose below each element, from the leaves up
 *           (the array backwards)
 *   head    the headline: the h1 that says what the metadata say, else the
 *           first one that is no link
 *   away    from the root down: what is surely not the article. A name such as
 *           "share" is not believed of an element that holds the headline or
 *           most of the page's prose, for page makers put such names on the
 *           outermost boxes too ("with-sidebar")
 *   score   each block of prose gives points to the boxes around it, half as
 *           many at each step outwards
 *   root    the element that calls itself the article's body, if it holds a
 *           fair part of the prose; else the <article> around the box with the
 *           highest score; else that box with those of its neighbours that
 *           are like it
 *   choose  the blocks in the root, and between the headline and the root,
 *           that read like text
 *
 * Where nothing is found (a page without one whole sentence), all that is not
 * away is taken, and where that is nothing either, all the text there is.
 */
#include <string.h>

#include "base/utf8.h"
#include "input/page.h"

enum {
    AWAY = 1 << 0,   /* not the article */
    HEAD = 1 << 1,   /* the headline is inside */
    INSIDE = 1 << 2, /* of the root */
    FRAMED = 1 << 3, /* in a header, footer or aside that holds the headline */
    FIGURE = 1 << 4, /* in a figure: what surrounds a picture */
    LINKS = 1 << 5,  /* in a list of links */
    LISTED = 1 << 6, /* in a list */
    TAKEN = 1 << 7,  /* a root */
};

#define PROSE_SIZE 25
#define DETAIL_SIZE 300
#define LEVELS 6

typedef struct body {
    const page *page;
    element *elements;
    const block *blocks;
    uint32_t element_count, block_count;
    uint32_t headline; /* a block; block_count: none */
    uint32_t first;    /* the first element of the root */
    bool loose;        /* the prose is in boxes, not in paragraphs */
    buffer chosen;     /* of uint32_t: blocks */
} body;

/* ---- blocks ---- */

static const char *block__text(const body *b, const block *bl)
{
    return b->page->text.bytes + bl->start;
}

static bool block__is_heading(const body *b, const block *bl)
{
    return b->elements[bl->element].flags & TAG_HEADING;
}

static bool block__is_prose(const body *b, const block *bl)
{
    return bl->size >= PROSE_SIZE && bl->links * 2 < bl->size && !block__is_heading(b, bl);
}

/* Does the text end as sentences do? */
static bool block__ends_sentence(const body *b, const block *bl)
{
    static const char *const ends[] = {
        ".", "!", "?", ":", ";", "\"", ")", "\xE2\x80\xA6", "\xC2\xBB", "\xE2\x80\x9D", "\xE2\x80\x99"};
    const char *stop = block__text(b, bl) + bl->size;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (bl->size >= n && memcmp(stop - n, ends[i], n) == 0) return true;
    }
    return false;
}

static bool has_word(const char *text, size_t size)
{
    for (const char *at = text, *end = text + size; at < end;) {
        unsigned n;
        char_class class = char_class_of(utf8_decode(at, end, &n));
        if (class == CHAR_UPPER || class == CHAR_LOWER || class == CHAR_DIGIT) return true;
        at += n;
    }
    return false;
}

/* The next letter or digit in lower case from *at, which moves past it; 0 at
 * the end. */
static uint32_t next_sound(const char **at, const char *end)
{
    while (*at < end) {
        unsigned n;
        uint32_t cp = utf8_decode(*at, end, &n);
        *at += n;
        char_class class = char_class_of(cp);
        if (class == CHAR_UPPER || class == CHAR_LOWER || class == CHAR_DIGIT) return char_lower(cp);
    }
    return 0;
}

/* How alike two titles are: 2 the same words, 1 one begins with the other (a
 * site's name often follows), 0 else. */
static int titles__compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    const char *a_end = a + a_size, *b_end = b + b_size;
    for (unsigned same = 0;; same++) {
        uint32_t x = next_sound(&a, a_end), y = next_sound(&b, b_end);
        if (x == 0 && y == 0) return same > 0 ? 2 : 0;
        if (x == 0 || y == 0) return same >= 8 ? 1 : 0;
        if (x != y) return 0;
    }
}

/* ---- sum ---- */

static void body__sum(body *b)
{
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        element *e = &b->elements[bl->element];
        e->text += bl->size;
        e->links += bl->links;
        if (block__is_prose(b, bl)) e->prose += bl->size;
    }
    for (uint32_t i = b->element_count; i-- > 1;) {
        const element *e = &b->elements[i];
        element *parent = &b->elements[e->parent];
        parent->text += e->text;
        parent->links += e->links;
        parent->prose += e->prose;
    }
}

/* ---- head ---- */

static void body__find_headline(body *b)
{
    const char *title = b->page->metadata.field[FIELD_TITLE].text;
    int best = -1;
    b->headline = b->block_count;
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        const element *e = &b->elements[bl->element];
        if (e->tag != TAG_H1 && !(e->hints & HINT_HEADLINE)) continue;
        int like = bl->links * 2 < bl->size;
        if (title != NULL) like += 2 * titles__compare(block__text(b, bl), bl->size, title, strlen(title));
        if (like <= best || !has_word(block__text(b, bl), bl->size)) continue;
        best = like;
        b->headline = i;
    }
    if (b->headline == b->block_count) return;
    for (uint32_t e = b->blocks[b->headline].element; e != 0; e = b->elements[e].parent) b->elements[e].state |= HEAD;
}

/* ---- away ---- */

/* Is there reason to think that an element is not the article? */
static bool element__looks_away(const body *b, const element *e)
{
    uint32_t all = b->elements[0].prose;
    bool most = (uint64_t)e->prose * 10 >= (uint64_t)all * 6;
    if (e->flags & TAG_ROOT || e->state & HEAD) return false;
    if (e->hints & HINT_TALK) return true;
    if (e->hints & HINT_BODY && (uint64_t)e->prose * 5 >= all) return false;
    if (e->flags & TAG_FRAME) return true;
    if (e->hints & (HINT_AWAY | HINT_HIDDEN)) return !most || all == 0;
    if (e->hints & (HINT_DETAIL | HINT_AUTHOR)) return e->text < DETAIL_SIZE;
    return false;
}

/* A card within an article: an <article> in another, mostly a link. */
static bool element__is_card(const body *b, const element *e)
{
    if (e->tag != TAG_ARTICLE || e->state & HEAD || e->links * 4 < e->text) return false;
    for (uint32_t up = e->parent; up != 0; up = b->elements[up].parent)
        if (b->elements[up].tag == TAG_ARTICLE) return true;
    return false;
}

static void body__send_away(body *b)
{
    for (uint32_t i = 1; i < b->element_count; i++) {
        element *e = &b->elements[i];
        e->state |= b->elements[e->parent].state & (AWAY | FRAMED | FIGURE | LINKS | LISTED);
        if (e->state & AWAY) continue;
        if (element__looks_away(b, e) || element__is_card(b, e)) e->state |= AWAY;
        if (e->flags & TAG_FRAME) e->state |= FRAMED;
        if (e->tag == TAG_ARTICLE) e->state &= (uint8_t)~FRAMED;
        if (e->tag == TAG_FIGURE) e->state |= FIGURE;
        if (e->tag == TAG_BLOCKQUOTE) e->state &= (uint8_t)~FIGURE;
        if (e->flags & TAG_LIST) {
            e->state |= LISTED;
            if (e->links * 2 > e->text) e->state |= LINKS;
        }
    }
}

/* ---- score ---- */

static void body__score(body *b)
{
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        uint32_t at = bl->element;
        if (!block__is_prose(b, bl) || b->elements[at].state & (AWAY | LINKS | FIGURE)) continue;
        while (at != 0 && b->elements[at].flags & (TAG_PARAGRAPH | TAG_LIST)) at = b->elements[at].parent;
        float points = 1.0f + (float)bl->commas + (bl->size < 300 ? (float)bl->size / 100.0f : 3.0f);
        for (int level = 0; level < LEVELS && at != 0; level++, at = b->elements[at].parent, points /= 2)
            b->elements[at].score += points;
    }
    for (uint32_t i = 1; i < b->element_count; i++) {
        element *e = &b->elements[i];
        if (e->text == 0 || e->score <= 0) continue;
        if (e->hints & HINT_BODY) e->score += 25;
        if (e->tag == TAG_ARTICLE) e->score += 10;
        e->score *= 1.0f - (float)e->links / (float)e->text;
    }
}

/* ---- root ---- */

static void element__take(body *b, uint32_t i)
{
    b->elements[i].state |= TAKEN;
    if (b->first == 0 || i < b->first) b->first = i;
}

/* The neighbours of the root that are like it. */
static void root__join(body *b, uint32_t root)
{
    const element *r = &b->elements[root];
    float least = r->score * 0.2f > 5 ? r->score * 0.2f : 5;
    uint32_t end = b->elements[r->parent].end;
    for (uint32_t i = r->parent + 1; i < end; i = b->elements[i].end) {
        const element *e = &b->elements[i];
        if (i == root || e->state & (AWAY | LINKS) || e->links * 4 > e->text) continue;
        bool body_like = (r->hints & e->hints & HINT_BODY) && e->prose > 0;
        bool paragraph = e->flags & TAG_PARAGRAPH && e->text >= 80;
        if (e->score >= least || body_like || paragraph) element__take(b, i);
    }
}

static uint32_t body__best(const body *b)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < b->element_count; i++)
        if (!(b->elements[i].state & AWAY) && b->elements[i].score > (best ? b->elements[best].score : 0)) best = i;
    return best;
}

/* The element that calls itself the body, with the most prose. */
static uint32_t body__named(const body *b)
{
    uint32_t named = 0;
    for (uint32_t i = 1; i < b->element_count; i++) {
        const element *e = &b->elements[i];
        if (e->hints & HINT_BODY && !(e->state & AWAY) && (named == 0 || e->prose > b->elements[named].prose))
            named = i;
    }
    return named;
}

static void body__find_root(body *b)
{
    uint32_t best = body__best(b), named = body__named(b);
    if (best == 0) return;
    uint32_t least = b->elements[best].prose;
    if (named != 0 && b->elements[named].prose > 0 && b->elements[named].prose >= least / 5 * 2) {
        element__take(b, named);
        root__join(b, named);
        return;
    }
    for (uint32_t up = best; up != 0; up = b->elements[up].parent) {
        if (b->elements[up].tag != TAG_ARTICLE) continue;
        element__take(b, up);
        return;
    }
    element__take(b, best);
    root__join(b, best);
}

static void body__spread(body *b)
{
    uint32_t loose = 0, prose = 0;
    for (uint32_t i = 1; i < b->element_count; i++) {
        element *e = &b->elements[i];
        if (e->state & TAKEN || b->elements[e->parent].state & INSIDE) e->state |= INSIDE;
    }
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        const element *e = &b->elements[bl->element];
        if (!(e->state & INSIDE) || e->state & AWAY || !block__is_prose(b, bl)) continue;
        if (e->flags & TAG_PARAGRAPH)
            prose += bl->size;
        else
            loose += bl->size;
    }
    b->loose = loose > prose;
}

/* ---- choose ---- */

/* `share` percent of the block are links, or more. */
static bool block__links(const block *bl, unsigned share)
{
    return (uint64_t)bl->links * 100 >= (uint64_t)bl->size * share;
}

static bool block__reads_well(const body *b, const block *bl)
{
    const element *e = &b->elements[bl->element];
    if (e->state & (AWAY | FIGURE | LINKS) || !has_word(block__text(b, bl), bl->size)) return false;
    if (bl->size < DETAIL_SIZE && (uint64_t)bl->details * 10 >= (uint64_t)bl->size * 9) return false;
    if (e->flags & TAG_HEADING) return !block__links(bl, 50);
    if (e->state & FRAMED) return bl->size >= 60 && !block__links(bl, 30);
    if (e->state & LISTED) return !block__links(bl, 90);
    if (e->flags & TAG_PARAGRAPH || b->loose) return !block__links(bl, 60);
    return !block__links(bl, 30) && (bl->size >= 80 || (bl->size >= PROSE_SIZE && block__ends_sentence(b, bl)));
}

/* Between the headline and the root stands the lead. */
static bool block__is_lead(const body *b, uint32_t i)
{
    const block *bl = &b->blocks[i];
    return b->headline < b->block_count && i > b->headline && bl->element < b->first && bl->size >= 60 &&
           !block__links(bl, 30);
}

static void body__choose(body *b)
{
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        if (i == b->headline || !(b->elements[bl->element].state & INSIDE || block__is_lead(b, i))) continue;
        if (block__reads_well(b, bl)) buffer_append(&b->chosen, (const char *)&i, sizeof i);
    }
}

/* All but elements in one of the states `away`; whatever there is for 0. */
static void body__choose_all(body *b, unsigned away)
{
    for (uint32_t i = 0; i < b->block_count; i++) {
        const block *bl = &b->blocks[i];
        if (i == b->headline || b->elements[bl->element].state & away) continue;
        if (away == 0 || has_word(block__text(b, bl), bl->size)) buffer_append(&b->chosen, (const char *)&i, sizeof i);
    }
}

/* Removes headings that nothing follows but the end or a heading of the same
 * rank or above ("Read also", whose list of links is gone). */
static void body__drop_bare_headings(body *b)
{
    uint32_t *chosen = (uint32_t *)(void *)b->chosen.bytes, count = (uint32_t)(b->chosen.size / sizeof *chosen);
    uint32_t kept = count; /* chosen[kept...] stay */
    int follows = TAG_H1;  /* the rank of what follows: TAG_H6 + 1 for text */
    for (uint32_t i = count; i-- > 0;) {
        const block *bl = &b->blocks[chosen[i]];
        int rank = block__is_heading(b, bl) ? b->elements[bl->element].tag : TAG_H6 + 1;
        if (rank <= TAG_H6 && rank >= follows) continue;
        chosen[--kept] = chosen[i];
        follows = rank;
    }
    if (count > 0) memmove(chosen, chosen + kept, (count - kept) * sizeof *chosen);
    b->chosen.size = (count - kept) * sizeof *chosen;
}

/* ---- the text ---- */

static void body__write(const body *b, buffer *out)
{
    const uint32_t *chosen = (const uint32_t *)(void *)b->chosen.bytes;
    const char *title = NULL;
    size_t title_size = 0;
    if (b->headline < b->block_count) {
        title = block__text(b, &b->blocks[b->headline]);
        title_size = b->blocks[b->headline].size;
    } else if (b->page->metadata.field[FIELD_TITLE].text != NULL &&
               b->page->metadata.field[FIELD_TITLE].rank < RANK_TITLE) {
        title = b->page->metadata.field[FIELD_TITLE].text;
        title_size = strlen(title);
    }
    if (title != NULL) buffer_append(out, title, title_size);
    for (size_t i = 0; i < b->chosen.size / sizeof *chosen; i++) {
        const block *bl = &b->blocks[chosen[i]];
        const char *text = block__text(b, bl);
        /* Some pages print the headline twice. */
        if (title != NULL && i < 3 && titles__compare(title, title_size, text, bl->size) == 2) continue;
        if (out->size > 0) buffer_append(out, "\n\n", 2);
        buffer_append(out, text, bl->size);
    }
}

void page_body(page *p, buffer *out)
{
    body b = {.page = p,
              .elements = page_elements(p),
              .blocks = page_blocks(p),
              .element_count = (uint32_t)page_element_count(p),
              .block_count = (uint32_t)page_block_count(p),
              .chosen = buffer_new(&p->text.allocator)};
    body__sum(&b);
    body__find_headline(&b);
    body__send_away(&b);
    body__score(&b);
    body__find_root(&b);
    body__spread(&b);
    if (b.first != 0) body__choose(&b);
    body__drop_bare_headings(&b);
    if (b.chosen.size == 0) body__choose_all(&b, AWAY | LINKS | FIGURE);
    if (b.chosen.size == 0) body__choose_all(&b, 0);
    if (b.chosen.failed)
        out->failed = true;
    else
        body__write(&b, out);
    buffer_release(&b.chosen);
}
