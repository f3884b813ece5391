/* SPDX-License-Identifier: Apache-2.0
 *
 * wrap.h - text laid out in lines of a terminal.
 *
 * Words go in, with changes of style between or inside them; lines of at most
 * `width` columns come out, indented. Nothing in the text can act on the
 * terminal: control characters and those that turn the writing's direction
 * come out as visible stand-ins.
 */
#ifndef SELON_OUTPUT_WRAP_H
#define SELON_OUTPUT_WRAP_H

#include "output/output.h"

/* The parameters of an SGR sequence, as "1;36"; "" for none. */
typedef const char *style;

#define WRAP_WORD 512

typedef struct wrap {
    writer *w;
    unsigned width, indent;
    bool colour;
    unsigned column;   /* of the line so far, with what is pending */
    bool space;        /* a space is due before the next word */
    style wanted, set; /* the style of what comes; the one the terminal is in */
    /* The word that has begun: bytes with styles inside, columns it takes. */
    char word[WRAP_WORD];
    size_t word_size;
    unsigned word_width;
    style word_style; /* at its end */
} wrap;

wrap wrap_new(writer *w, unsigned width, bool colour);

/* The number of columns that a new line begins with. */
void wrap_indent(wrap *p, unsigned indent);

/* What follows is in this style. */
void wrap_style(wrap *p, style s);

/* Lays text out: white space separates words, its kind and amount mean nothing. */
void wrap_text(wrap *p, const char *bytes, size_t size);
void wrap_puts(wrap *p, const char *string);

/* Ends the line. Twice: an empty line. */
void wrap_line(wrap *p);

/* ---- statements on a terminal: terminal.c ---- */

/* A speaker's name (NULL: not known) and role, on a line. */
void terminal_speaker(wrap *p, const selon_speaker *speaker);

/* What is known of a statement beside its words, on a line. */
void terminal_facts(wrap *p, const selon_statement *st);

/* The statement in its sentence; `parts` has room for part_count(). */
void terminal_sentence(wrap *p, const selon_statement *st, part *parts);

/* The columns that text takes on a line of its own. */
unsigned text_width(const char *bytes, size_t size);

#endif
