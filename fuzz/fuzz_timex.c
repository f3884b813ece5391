/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzzes time expressions: language data as the data's first part, a text as
 * the rest, or the built-in data with all of it as text. Whatever is found
 * must lie in the text, in order, with values in their bounds, and each date
 * must be one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "resolve/dates.h"
#include "text/timex.h"

#define CHECK(condition) \
    do { \
        if (!(condition)) abort(); \
    } while (0)

static void check_list(arena *a, const text *t, const timex_list *found)
{
    static const civil_date REFERENCES[] = {{2025, 11, 14}, {1, 1, 1}, {9999, 12, 31}, {2024, 2, 29}};
    uint32_t last = 0;
    civil_date date;
    char written[16];
    if (dates_reference_from_text(found, &date)) {
        snprintf(written, sizeof written, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
        CHECK(civil_date_parse(written, &date));
    }
    for (size_t i = 0; i < found->count; i++) {
        const timex *x = &found->items[i];
        CHECK(x->tokens.start >= last && x->tokens.end > x->tokens.start && x->tokens.end <= t->token_count);
        last = x->tokens.end;
        CHECK(x->month >= 0 && x->month <= 12 && x->day >= 0 && x->day <= 31 && x->weekday >= 0 && x->weekday <= 7);
        CHECK(x->hour >= -1 && x->hour <= 24 && x->minute >= -1 && x->minute <= 59 && x->year >= 0 && x->year <= 9999);
        CHECK(x->kind <= TIMEX_VAGUE && x->unit <= TIMEX_CENTURY && x->part <= TIMEX_END);
        for (size_t k = 0; k <= sizeof REFERENCES / sizeof *REFERENCES; k++) {
            const char *value = dates_value(a, found, i, k > 0 ? &REFERENCES[k - 1] : NULL);
            if (value == NULL) continue;
            CHECK(x->kind != TIMEX_VAGUE && x->kind != TIMEX_SET);
            CHECK(strlen(value) >= 2 && strlen(value) <= 24);
            if (strlen(value) == 10 && value[4] == '-' && value[5] != 'W') CHECK(civil_date_parse(value, &date));
        }
    }
}

static void run(arena *a, const writing *w, const timex_lexicon *lexicon, const uint8_t *data, size_t size)
{
    if (utf8_validate((const char *)data, size) != size) return;
    text *t = text_analyse(a, w, arena_strndup(a, (const char *)data, size), size);
    timex_list found = {0};
    timex_find(a, lexicon, t, &found);
    check_list(a, t, &found);
}

/* The built-in languages, read once. */
typedef struct language {
    const writing *writing;
    const timex_lexicon *lexicon;
} language;

static const language *language_get(bool french)
{
    static language languages[2];
    language *l = &languages[french];
    if (l->lexicon != NULL) return l;
    selon_allocator allocator = allocator_default();
    static arena *kept; /* so that it is no leak */
    if (kept == NULL) kept = arena_new(&allocator, 1 << 20);
    CHECK(kept != NULL && setjmp(*arena_escape(kept)) == 0);
    vocabulary *v = vocabulary_new(kept);
    resource_store *store = resource_store_new(kept, NULL);
    size_t size;
    int error;
    const void *bytes = resource_find(store, french ? "fr" : "en", "text.txt", &size, &error);
    l->writing = writing_load(kept, v, bytes, size, &error);
    bytes = resource_find(store, french ? "fr" : "en", "time.txt", &size, &error);
    l->lexicon = timex_load(kept, v, bytes, size, &error);
    CHECK(l->writing != NULL && l->lexicon != NULL);
    return l;
}

static void run_with_data(arena *a, const uint8_t *data, const uint8_t *cut, size_t size)
{
    int error;
    vocabulary *v = vocabulary_new(a);
    const writing *w = writing_load(a, v, "", 0, &error);
    const timex_lexicon *lexicon = timex_load(a, v, data + 1, (size_t)(cut - data - 1), &error);
    CHECK((lexicon == NULL) == (error != SELON_OK));
    if (lexicon != NULL) run(a, w, lexicon, cut + 1, size - (size_t)(cut - data) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    selon_allocator allocator = allocator_default();
    arena *a = arena_new(&allocator, 1 << 16);
    if (a == NULL) return 0;
    if (setjmp(*arena_escape(a)) == 0) {
        const uint8_t *cut = data[0] == '!' ? memchr(data, 0, size) : NULL;
        const language *l = cut == NULL ? language_get(data[0] & 1) : NULL;
        if (cut != NULL)
            run_with_data(a, data, cut, size);
        else
            run(a, l->writing, l->lexicon, data + 1, size - 1);
    }
    arena_free(a);
    return 0;
}
