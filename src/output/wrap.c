/* SPDX-License-Identifier: Apache-2.0
 *
 * wrap.c - see wrap.h.
 *
 * One word is held back until it is whole; then it goes on the line if it fits
 * and on the next if not. A word that no line can hold, or that is larger than
 * the buffer, is cut where the line ends. Styles travel inside the held word as
 * escape sequences of no width, and are switched off before every line end, so
 * that an underline never runs through the indent.
 *
 * Widths are utf8proc's: 2 for wide characters, 0 for marks that combine. A
 * mark counts as part of the character before it and is never cut off it.
 */
#include "output/wrap.h"

#include <stdio.h>
#include <utf8proc.h>

#include "base/utf8.h"

wrap wrap_new(writer *w, unsigned width, bool colour)
{
    return (wrap){.w = w, .width = width, .colour = colour, .wanted = "", .set = "", .word_style = ""};
}

void wrap_indent(wrap *p, unsigned indent)
{
    p->indent = indent;
}

void wrap_style(wrap *p, style s)
{
    if (p->colour) p->wanted = s;
}

/* Puts the terminal into style `s`. */
static void wrap__set(wrap *p, style s)
{
    if (strcmp(p->set, s) == 0) return;
    if (*p->set != '\0') writer_puts(p->w, "\x1b[0m");
    if (*s != '\0') {
        writer_puts(p->w, "\x1b[");
        writer_puts(p->w, s);
        writer_putc(p->w, 'm');
    }
    p->set = s;
}

static void wrap__break(wrap *p)
{
    style before = p->set;
    wrap__set(p, "");
    writer_putc(p->w, '\n');
    p->column = 0;
    p->space = false;
    for (; p->column < p->indent; p->column++) writer_putc(p->w, ' ');
    wrap__set(p, before);
}

/* Puts the held word on a line. */
static void wrap__flush_word(wrap *p)
{
    if (p->word_size == 0) return;
    if (p->column == 0)
        for (; p->column < p->indent; p->column++) writer_putc(p->w, ' ');
    if (p->column > p->indent && p->column + p->space + p->word_width > p->width) wrap__break(p);
    if (p->space) {
        writer_putc(p->w, ' ');
        p->column++;
    }
    writer_bytes(p->w, p->word, p->word_size);
    p->set = p->word_style;
    p->column += p->word_width;
    p->word_size = 0;
    p->word_width = 0;
    p->space = false;
}

/* Switches the style inside the word. */
static void wrap__style_word(wrap *p)
{
    style now = p->word_size > 0 ? p->word_style : p->set;
    p->word_style = now;
    if (strcmp(now, p->wanted) == 0) return;
    size_t room = WRAP_WORD - p->word_size;
    const char *off = *now != '\0' ? "\x1b[0m" : "";
    int n = *p->wanted != '\0' ? snprintf(p->word + p->word_size, room, "%s\x1b[%sm", off, p->wanted)
                               : snprintf(p->word + p->word_size, room, "%s", off);
    p->word_size += (size_t)n;
    p->word_style = p->wanted;
}

/* Adds bytes that stay together. */
static void wrap__add(wrap *p, const char *bytes, size_t size, unsigned columns)
{
    unsigned line = p->width > p->indent + 1 ? p->width - p->indent : 2;
    bool full = p->word_size + size + 48 > WRAP_WORD; /* 48: two changes of style */
    if (full || (columns > 0 && p->word_width + columns > line)) wrap__flush_word(p);
    wrap__style_word(p);
    memcpy(p->word + p->word_size, bytes, size);
    p->word_size += size;
    p->word_width += columns;
}

/* White space that a line may be broken at. */
static bool space__breaks(uint32_t cp)
{
    if (cp < 0x80) return cp == ' ' || (cp >= '\t' && cp <= '\r');
    return cp != 0xA0 && cp != 0x202F && cp != 0x2007 && char_class_of(cp) == CHAR_SPACE;
}

/* The next character as shown: its bytes and columns. Returns what was read. */
static unsigned character_shown(const char *at, const char *end, char out[STAND_IN], size_t *size, unsigned *columns,
                                bool *space)
{
    unsigned n;
    uint32_t cp = utf8_decode(at, end, &n);
    *space = space__breaks(cp);
    *size = character_stand_in(cp, out);
    if (*size > 0) {
        *columns = *size <= 4 ? 1 : (unsigned)*size - 4; /* each bracket has three bytes */
    } else if (cp == 0xAD) {                             /* a soft hyphen: terminals disagree about it */
        *columns = 0;
    } else {
        *size = utf8_encode(cp, out);
        int columns_of = cp < 0x7F ? 1 : utf8proc_charwidth((utf8proc_int32_t)cp);
        *columns = columns_of > 0 ? (unsigned)columns_of : 0;
    }
    return n;
}

/* A space beside a guillemet's inside, or before a high mark, is where writers
 * of French mean a no-break space: `before` is what is shown before it. */
static bool space__holds(uint32_t before, const char *next, const char *end)
{
    unsigned n;
    if (before == 0xAB) return true; /* « */
    if (next == end) return false;
    uint32_t after = utf8_decode(next, end, &n);
    return after == 0xBB || after == '?' || after == '!' || after == ';' || after == ':';
}

void wrap_text(wrap *p, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    uint32_t before = 0;
    while (bytes < end) {
        char shown[STAND_IN];
        size_t shown_size;
        unsigned columns, n;
        bool space;
        uint32_t cp = utf8_decode(bytes, end, &n);
        bytes += character_shown(bytes, end, shown, &shown_size, &columns, &space);
        bool holds = space && p->word_size > 0 && space__holds(before, bytes, end);
        before = cp;
        if (holds) {
            wrap__add(p, " ", 1, 1);
            continue;
        }
        if (!space) {
            wrap__add(p, shown, shown_size, columns);
            continue;
        }
        wrap__flush_word(p);
        if (p->column > p->indent && !p->space) {
            /* A space is in the style that both its neighbours share. */
            if (strcmp(p->set, p->wanted) != 0) wrap__set(p, "");
            p->space = true;
        }
    }
}

void wrap_puts(wrap *p, const char *string)
{
    wrap_text(p, string, strlen(string));
}

void wrap_line(wrap *p)
{
    wrap__flush_word(p);
    wrap__set(p, "");
    writer_putc(p->w, '\n');
    p->column = 0;
    p->space = false;
}

unsigned text_width(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    unsigned width = 0;
    while (bytes < end) {
        char shown[STAND_IN];
        size_t shown_size;
        unsigned columns;
        bool space;
        bytes += character_shown(bytes, end, shown, &shown_size, &columns, &space);
        width += columns;
    }
    return width;
}
