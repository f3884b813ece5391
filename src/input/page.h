/* SPDX-License-Identifier: Apache-2.0
 *
 * page.h - an HTML page on its way to an article: the steps inside html.c.
 *
 *     bytes --feed--> libxml2 --events--> elements and blocks --body--> text
 *       |                         |
 *       +-- JSON-LD scripts --> metadata <-- <meta>, <time>, <title>, ...
 *
 *   page_feed.c   gives the page to libxml2's push parser, without what would
 *                 make it slow
 *   page.c        turns the parser's events into two flat arrays: the block
 *                 elements in document order, each with its parent's number,
 *                 and the blocks, which are runs of text between two block
 *                 tags
 *   page_hints.c  what an element's tag, class, id and role promise
 *   page_body.c   chooses the blocks that are the article
 *   metadata.c    chooses title, date and so on
 *
 * No step calls itself and each passes over its arrays a fixed number of
 * times, so everything is linear in the page.
 *
 * Memory. libxml2's parser is no part of the arena, and its callbacks must
 * return to it. So a page lives in `buffer`s, which note a failed allocation
 * and go on; html_read() looks at page_failed() and frees everything on one
 * path.
 */
#ifndef SELON_INPUT_PAGE_H
#define SELON_INPUT_PAGE_H

#include "base/buffer.h"
#include "input/article.h"

/* ---- what tags and classes mean (page_hints.c) ---- */

enum {
    TAG_INLINE = 1 << 0,    /* within a line: no block begins or ends here */
    TAG_SKIP = 1 << 1,      /* nothing inside is text of the page */
    TAG_HEADING = 1 << 2,   /* h1 to h6 */
    TAG_PARAGRAPH = 1 << 3, /* its text is prose: p, blockquote, li, ... */
    TAG_LIST = 1 << 4,
    TAG_FRAME = 1 << 5, /* header, footer, aside: around an article, rarely in it */
    TAG_ROOT = 1 << 6,  /* html, body, main: never doubted */
};

typedef enum tag_name {
    TAG_UNKNOWN = 0,
    TAG_A,
    TAG_ARTICLE,
    TAG_BLOCKQUOTE,
    TAG_BR,
    TAG_DIV,
    TAG_FIGURE,
    TAG_H1, /* to TAG_H6, in order */
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HTML,
    TAG_LI,
    TAG_LINK,
    TAG_META,
    TAG_OTHER, /* known, but nobody asks for it by name */
    TAG_P,
    TAG_PRE,
    TAG_Q,
    TAG_TIME,
    TAG_TITLE,
} tag_name;

typedef struct tag_info {
    const char *name;
    uint8_t id;    /* tag_name */
    uint8_t flags; /* TAG_* */
} tag_info;

/* What is known of a tag (lower case); never NULL. */
const tag_info *tag_find(const char *name);

enum {
    HINT_BODY = 1 << 0,     /* says that it is the article's text */
    HINT_AWAY = 1 << 1,     /* says that it is a menu, an advertisement, comments, ... */
    HINT_DETAIL = 1 << 2,   /* says that it is a byline, a date, a caption */
    HINT_HIDDEN = 1 << 3,   /* not shown */
    HINT_AUTHOR = 1 << 4,   /* itemprop=author, rel=author */
    HINT_DATE = 1 << 5,     /* itemprop=datePublished */
    HINT_HEADLINE = 1 << 6, /* itemprop=headline */
    HINT_TALK = 1 << 7,     /* comments: never the article, however long */
};

/* The HINT_*s of an element; `attributes` as libxml2 gives them: name, value,
 * ..., NULL; or NULL. */
unsigned hints_of(const char *const *attributes);

/* The value of an attribute, or NULL. */
const char *attribute_find(const char *const *attributes, const char *name);

/* ---- metadata (metadata.c) ---- */

typedef enum metadata_field {
    FIELD_TITLE = 0,
    FIELD_AUTHOR,
    FIELD_DATE,
    FIELD_OUTLET,
    FIELD_URL,
    FIELD_LANGUAGE,
    FIELDS,
} metadata_field;

typedef struct metadata {
    struct {
        char *text; /* NUL-terminated, of `allocator`; NULL: not known */
        unsigned rank;
    } field[FIELDS];
    size_t json_budget;     /* bytes of JSON-LD that will still be read */
    unsigned json_searches; /* references in it that will still be followed */
    selon_allocator allocator;
    bool failed; /* without memory */
} metadata;

/* How far each source is trusted; lower wins, the first of equals stays. */
enum {
    RANK_JSON_LD = 1,  /* of the article */
    RANK_OPEN_GRAPH,   /* og:, article: */
    RANK_MICRODATA,    /* itemprop= */
    RANK_META,         /* <meta name=...>, <link rel=canonical> */
    RANK_JSON_LD_PAGE, /* of the page or the site */
    RANK_ELEMENT,      /* <time>, <h1>, <html lang> */
    RANK_TITLE,        /* <title> */
    RANK_NONE,
};

void metadata_begin(metadata *m, const selon_allocator *allocator);
void metadata_release(metadata *m);

/* Offers a value; what makes no sense for its field (a date that is none) is
 * refused. Cleans white space. */
void metadata_offer(metadata *m, metadata_field field, unsigned rank, const char *text, size_t size);

/* A <meta>, <link>, <html> or <time> start tag. */
void metadata_tag(metadata *m, const tag_info *tag, const char *const *attributes);

/* The content of a <script type="application/ld+json"> (json_ld.c). */
void metadata_json_ld(metadata *m, const char *bytes, size_t size);

/* ---- the page itself (page.c) ---- */

/* A block element. Descendants are the elements up to `end`. */
typedef struct element {
    uint32_t parent, end;
    uint32_t text, links; /* bytes of text below, and of those in links */
    uint32_t prose;       /* bytes below in blocks that read like sentences */
    float score;
    uint8_t tag;   /* tag_name */
    uint8_t flags; /* TAG_* */
    uint8_t hints; /* HINT_* */
    uint8_t state; /* of page_body.c */
} element;

/* A run of text. */
typedef struct block {
    uint32_t element;     /* the innermost that holds it */
    uint32_t start, size; /* in page.text */
    uint32_t links;       /* bytes in links */
    uint32_t details;     /* bytes in inline tags that are called a byline, a date, ... */
    uint32_t commas;
} block;

typedef struct page {
    metadata metadata;
    buffer text;
    buffer elements, blocks; /* of element, of block; element 0 is the document */
    buffer open;             /* of page.c: the open tags */

    /* The block being read. */
    uint32_t block_start, block_links, block_details, block_commas;
    bool space;      /* white space was seen and not yet written */
    unsigned quotes; /* <q>s whose opening mark is not yet written */
    unsigned link_depth, detail_depth, pre_depth;
    uint32_t element; /* the innermost open one */
    uint32_t skip;    /* depth in what is not text; 0: outside */

    /* Text that is metadata: of <title>, itemprop=... */
    uint8_t capture; /* metadata_field + 1; 0: none */
    uint32_t capture_rank, capture_depth;
    buffer captured;
} page;

static inline element *page_elements(const page *p)
{
    return (element *)(void *)p->elements.bytes;
}

static inline block *page_blocks(const page *p)
{
    return (block *)(void *)p->blocks.bytes;
}

static inline size_t page_element_count(const page *p)
{
    return p->elements.size / sizeof(element);
}

static inline size_t page_block_count(const page *p)
{
    return p->blocks.size / sizeof(block);
}

void page_begin(page *p, const selon_allocator *allocator);
void page_release(page *p);
bool page_failed(const page *p);

/* The parser's events. */
void page_start_tag(page *p, const char *name, const char *const *attributes);
void page_end_tag(page *p, const char *name);
void page_characters(page *p, const char *bytes, size_t size);
/* Closes what is open. */
void page_finish(page *p);

/* Reads a whole page (page_feed.c). SELON_OK or SELON_ERROR_MEMORY. */
int page_feed(page *p, const char *utf8, size_t size);

/* Writes the article's text: headline first, paragraphs separated by empty
 * lines (page_body.c). */
void page_body(page *p, buffer *out);

#endif
