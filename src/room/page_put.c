/* SPDX-License-Identifier: Apache-2.0
 *
 * page_put.c - writing a page: see page.h. What comes from the ledger or from
 * the reader goes through html_escape(), whoever writes it; what a form brings
 * back through put_value().
 */
#include <stdarg.h>

#include "base/utf8.h"
#include "room/page.h"

static void put__word(const page *p, const char *key)
{
    word_text t = phrases_find(p->words, key);
    html_escape(p->w, t.text, t.size);
}

/* Digits in groups of three, with what the language puts between them. */
static void put__number(const page *p, uint64_t number)
{
    char digits[24];
    size_t count = 0;
    word_text between = phrases_find(p->words, "thousands");
    do digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    for (size_t i = count; i-- > 0;) {
        writer_putc(p->w, digits[i]);
        if (i > 0 && i % 3 == 0 && count > 4) writer_bytes(p->w, between.text, between.size);
    }
}

static bool value__is_referred(uint32_t cp)
{
    bool marks = cp == '&' || cp == '<' || cp == '>' || cp == '"' || cp == '\'' || cp == '\r';
    return marks || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

void put_value(const page *p, const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + size, *plain = at;
    for (unsigned n; at < end; at += n) {
        uint32_t cp = utf8_decode(at, end, &n);
        if (!value__is_referred(cp)) continue;
        writer_bytes(p->w, plain, (size_t)(at - plain));
        writer_puts(p->w, "&#");
        writer_number(p->w, cp);
        writer_putc(p->w, ';');
        plain = at + n;
    }
    writer_bytes(p->w, plain, (size_t)(at - plain));
}

void put(const page *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    for (const char *at = format; *at != '\0';) {
        const char *percent = strchr(at, '%');
        if (percent == NULL) {
            writer_puts(p->w, at);
            break;
        }
        writer_bytes(p->w, at, (size_t)(percent - at));
        const char *string;
        switch (percent[1]) {
        case 's':
            string = va_arg(arguments, const char *);
            if (string != NULL) html_string(p->w, string);
            break;
        case 'v':
            string = va_arg(arguments, const char *);
            if (string != NULL) put_value(p, string, strlen(string));
            break;
        case 'r': writer_puts(p->w, va_arg(arguments, const char *)); break;
        case 'w': put__word(p, va_arg(arguments, const char *)); break;
        case 'n': put__number(p, va_arg(arguments, uint64_t)); break;
        case 'i': writer_number(p->w, va_arg(arguments, uint64_t)); break;
        default: writer_putc(p->w, '%'); break;
        }
        at = percent + 2;
    }
    va_end(arguments);
}

/* Where "{}" is in it; its end, where it is not. */
static size_t word__gap(word_text t)
{
    for (size_t i = 0; i + 1 < t.size; i++)
        if (t.text[i] == '{' && t.text[i + 1] == '}') return i;
    return t.size;
}

void put_count(const page *p, const char *key, uint64_t number)
{
    word_text t = phrases_find_for(p->words, key, number);
    size_t gap = word__gap(t);
    html_escape(p->w, t.text, gap);
    if (gap == t.size) return;
    put__number(p, number);
    html_escape(p->w, t.text + gap + 2, t.size - gap - 2);
}

void put_word_with(const page *p, const char *key, const char *text)
{
    word_text t = phrases_find(p->words, key);
    size_t gap = word__gap(t);
    html_escape(p->w, t.text, gap);
    if (gap == t.size) return;
    put(p, "<bdi>%s</bdi>", text);
    html_escape(p->w, t.text + gap + 2, t.size - gap - 2);
}
