/* SPDX-License-Identifier: Apache-2.0
 *
 * timex_support.h - what test_timex.c and test_dates.c share: a language's
 * data, and a text with the expressions found in it.
 */
#ifndef TIMEX_SUPPORT_H
#define TIMEX_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "resolve/dates.h"
#include "text/timex.h"

typedef struct language {
    arena *arena;
    vocabulary *words;
    writing *writing;
    timex_lexicon *lexicon;
} language;

static inline char *language__file(arena *a, const char *code, const char *name, size_t *size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/lang/%s/%s", SOURCE_ROOT, code, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = arena_alloc(a, 1 << 20);
    *size = fread(bytes, 1, 1 << 20, f);
    assert_true(*size > 0 && *size < 1 << 20);
    fclose(f);
    return bytes;
}

static inline language language_open(const char *code)
{
    selon_allocator allocator = allocator_default();
    language l = {.arena = arena_new(&allocator, 1 << 20)};
    int error;
    size_t size;
    l.words = vocabulary_new(l.arena);
    char *bytes = language__file(l.arena, code, "text.txt", &size);
    l.writing = writing_load(l.arena, l.words, bytes, size, &error);
    assert_int_equal(error, SELON_OK);
    bytes = language__file(l.arena, code, "time.txt", &size);
    l.lexicon = timex_load(l.arena, l.words, bytes, size, &error);
    assert_int_equal(error, SELON_OK);
    assert_non_null(l.lexicon);
    return l;
}

/* The bytes of an expression. */
static inline int timex_bytes(const text *t, const timex *x, const char **start)
{
    *start = t->bytes + t->tokens[x->tokens.start].start;
    return (int)(t->tokens[x->tokens.end - 1].end - t->tokens[x->tokens.start].start);
}

#endif
