/* SPDX-License-Identifier: Apache-2.0
 *
 * page.h - what the pages share: the frame around them, and small parts of them.
 *
 *     frame.c         masthead, search box, navigation, switches; addresses of other pages
 *     page_parts.c    numbers, days, months, names, facts of a statement
 *     page_text.c     an article's or a sentence's text with its marks
 *     page_hits.c     a list of statements that were found, with what leads on
 *     page_chart.c    months as bars, with a table beside them
 *
 * All are complete without scripts. Keys of words (lang/ui) are written where they are used.
 */
#ifndef SELON_ROOM_PAGE_H
#define SELON_ROOM_PAGE_H

#include "output/html.h"
#include "room/phrases.h"
#include "room/request.h"
#include "room/views.h"

typedef struct page {
    writer *w;
    const request *q;
    const phrases *words;
    bool reading;       /* it shows a text that is not of the ledger: its statements lead nowhere else */
    const char *anchor; /* "#results": where addresses of the same page lead, when these stand far down; or NULL */
} page;

/* ---- writing ---- */

/* Writes `format`, which is the program's own and not escaped, with
 *     %s   a string, escaped; nothing for NULL
 *     %r   a string as it is, of the program's own
 *     %w   the word of this key
 *     %n   a uint64_t, as readers write it ("12 345")
 *     %i   a uint64_t, as programs do
 *     %v   a string as the value of a form's field: put_value(); nothing for NULL
     %%   a per cent sign */
void put(const page *p, const char *format, ...);

/* Text as the value of a form's field, which has to come back as it is: no stand-ins, as `%s` has them. What turns
 * the direction of writing, and a carriage return, which would become a new line, are written as references. */
void put_value(const page *p, const char *bytes, size_t size);

/* The word of `key` for `number`, with the number in it. */
void put_count(const page *p, const char *key, uint64_t number);
/* The word of `key`, with `text` in it as <bdi>. */
void put_word_with(const page *p, const char *key, const char *text);

/* ---- the frame: frame.c ---- */

typedef struct frame {
    const char *current; /* path of the navigation's page that this one belongs to; or NULL */
    const char *title;   /* from the ledger; or NULL: */
    const char *title_word;
    const char *class; /* of <body>: which page it is */
} frame;

page frame_begin(writer *w, const request *q, const frame *f);
void frame_end(const page *p);

/* The hidden field that a form needs that changes something. */
void put_csrf(const page *p);

/* The address of the page shown with other parameters, escaped for an attribute:
 * without those named `drop` (only where it is `value`, unless that is NULL), with
 * NAME=VALUE more; the place in a list of results is forgotten. NULL: no such. */
typedef struct change {
    const char *drop, *value;
    const char *name, *with;
    const char *path; /* of another page; NULL: this one */
    bool place;       /* the place in a list is kept */
} change;
void put_address(const page *p, const change *c);

/* A query's value, percent-encoded. */
void put_encoded(const page *p, const char *text);

/* Hidden fields with the address's parameters but those named, NULL-ended. */
void put_hidden(const page *p, const char *const *but);

/* ---- parts: page_parts.c ---- */

void put_day(const page *p, int32_t day); /* <time>; nothing for 0 */
void put_days(const page *p, int32_t first, int32_t last);
void put_month(const page *p, int32_t month);                  /* "November 2025" */
void put_date(const page *p, const char *published);           /* an article's date, as the ledger has it */
void put_person(const page *p, uint64_t id, const char *name); /* a link where it is known who */
/* An article's title; without one the last part of its address, or that it has none. */
void put_title(const page *p, const char *title, const char *address);
void put_type(const page *p, selon_type type);
void put_percent(const page *p, float confidence);
/* A select: the keys of its values' words are PREFIX-VALUE. */
void put_select(const page *p, const char *name, const char *label, const char *prefix, const char *const *values,
                const char *chosen);
/* A text field with its label. `kind`: "text", "date", "search". */
void put_field(const page *p, const char *kind, const char *name, const char *label, const char *value);
/* Why a form was refused. */
void put_problem(const page *p, const view_problem *why);

/* ---- texts: page_text.c ---- */

/* The text with its paragraphs and marks; `heading`: its first line may be its title. */
typedef struct marked {
    const char *text;
    size_t size;
    const char *title;
    const selon_span *paragraphs;
    size_t paragraph_count;
    const view_statements *statements;
    const view_speaker *speakers;
    size_t speaker_count;
} marked;

/* Is the title the text's first line, which is then its heading? */
bool marked_has_title(const page *p, const marked *m, selon_span *title);
void put_marked(const page *p, const marked *m);
/* A statement's sentence, marked; a line where the ledger keeps no text. */
void put_sentence(const page *p, const view_statement *st);
/* The words of a part; of very many the first. */
void put_part(const page *p, const view_statement *st, selon_span part);
/* The contents alone, as one text, in guillemets or whatever the language has. */
void put_content(const page *p, const view_statement *st);
/* The key to the marks. */
void put_legend(const page *p);

/* What is known of a statement: type, kind, date, to whom, through whom, how sure. */
void put_facts(const page *p, const view_statement *st);
/* What can be done with it; `repeats`: with a link to who says the same. */
void put_actions(const page *p, const view_statement *st, bool repeats);

/* ---- lists: page_hits.c ---- */

/* `heading`: the level of the speaker's; `anchor`: it can be led to, as it stands on the page once. */
void put_hit(const page *p, const view_statement *st, unsigned heading, bool anchor);
void put_hits(const page *p, const view_search *s, unsigned heading);
void put_facets(const page *p, const view_search *s);
/* What was asked for, each with a link to the page without it; `person`: the name of who was, or NULL. */
void put_chosen(const page *p, const char *person);

/* ---- an article, of the ledger or (id 0) read just now: page_article.c ---- */

void put_article(const page *p, const view_article *v);

/* ---- charts: page_chart.c ---- */

void put_months(const page *p, const view_months *months, const char *caption);
/* A bar as long as `part` is of `whole`. */
void put_bar(const page *p, uint64_t part, uint64_t whole);

#endif
