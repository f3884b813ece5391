/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h - the page in three files: html.c (the page around), html_text.c (the
 * article with its marks), html_panel.c (the speakers and what each said).
 *
 * The page's parts know each other by number: statement i of the document has
 * the element "s<id>" in the panel and "t<id>" in the text, and everything that
 * belongs to it has data-s="<id>". Everything of a speaker's has data-k, 0 for
 * the unknown one.
 */
#ifndef SELON_OUTPUT_HTML_H
#define SELON_OUTPUT_HTML_H

#include "output/output.h"

/* Writes text that cannot become anything else, in an element or in a quoted
 * attribute. What could mislead the eye is written as its stand-in. */
void html_escape(writer *w, const char *bytes, size_t size);
void html_string(writer *w, const char *string);
void html_span(writer *w, selon_span span);
void html_label(writer *w, label l);

/* `name="number"`, with a space before it. */
void html_attribute(writer *w, const char *name, size_t number);

/* The statement's speaker as the page numbers it: 0 for the unknown one. */
size_t html_speaker(const writer *w, const selon_statement *st);

/* Is the text's first paragraph the title? If so, *out is where. */
bool html_title_in_text(const writer *w, selon_span *out);

/* The page up to its body; `title` NULL: the article's. */
void html_write_head(writer *w, const char *title);

/* What is known of a statement beside its words. */
void html_write_facts(writer *w, const selon_statement *st);

/* An address as a link, where it is one of the web; `words` escaped as its text. */
void html_link(writer *w, const char *address, const char *words);

/* The article: heading, if the text has it, and paragraphs. */
void html_write_text(writer *w);

/* The speakers' panel. */
void html_write_panel(writer *w);

/* ---- paragraphs ---- */

typedef struct paragraphs {
    const writer *w;
    size_t next; /* paragraph */
    uint32_t at; /* byte that the next one begins at or after */
} paragraphs;

/* Moves to the next paragraph, without the white space at its ends; together
 * they hold all of the text that is not white space. Lines are paragraphs in a
 * text that was not analysed. False at the end. */
bool paragraphs_next(paragraphs *p, selon_span *out);

#endif
