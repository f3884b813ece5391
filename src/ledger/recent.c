/* SPDX-License-Identifier: Apache-2.0
 *
 * recent.c - the texts that were asked for last, expanded.
 *
 * Statements that are compared (group.c) meet those of the same few texts again
 * and again: a text with thousands of them, or the agency's that all papers cut
 * up. Kept are up to TEXTS_MOST texts and BYTES_MOST bytes; who was not asked
 * for the longest goes first. A larger text is not kept.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/inside.h"

#define TEXTS_MOST 64
#define BYTES_MOST ((size_t)24 << 20)

typedef struct recent_text {
    kept_text text; /* its bytes are behind this, its language is `lang` */
    uint64_t asked; /* the how manieth question was for it last */
    char lang[16];
    char bytes[];
} recent_text;

typedef struct recent_texts {
    recent_text *items[TEXTS_MOST];
    size_t count, bytes;
    uint64_t asked;
} recent_texts;

static void recent__drop(ledger *l, size_t at)
{
    recent_texts *r = l->recent;
    r->bytes -= r->items[at]->text.size;
    l->allocator.release(r->items[at], l->allocator.payload);
    r->items[at] = r->items[--r->count];
}

static void recent__drop_oldest(ledger *l)
{
    size_t oldest = 0;
    for (size_t i = 1; i < l->recent->count; i++)
        if (l->recent->items[i]->asked < l->recent->items[oldest]->asked) oldest = i;
    recent__drop(l, oldest);
}

/* Keeps a copy; without memory, none. */
static void recent__keep(ledger *l, const kept_text *text)
{
    recent_texts *r = l->recent;
    if (text->text == NULL || text->size > BYTES_MOST) return;
    while (r->count == TEXTS_MOST || r->bytes + text->size > BYTES_MOST) recent__drop_oldest(l);
    recent_text *kept = l->allocator.allocate(sizeof *kept + text->size + 1, l->allocator.payload);
    if (kept == NULL) return;
    *kept = (recent_text){.text = *text, .asked = r->asked};
    memcpy(kept->bytes, text->text, text->size + 1);
    kept->text.text = kept->bytes;
    if (text->lang != NULL) {
        strncpy(kept->lang, text->lang, sizeof kept->lang - 1);
        kept->text.lang = kept->lang;
    }
    r->items[r->count++] = kept;
    r->bytes += text->size;
}

int recent_texts_get(ledger *l, arena *a, int64_t id, kept_text *out)
{
    if (l->recent == NULL) {
        l->recent = l->allocator.allocate(sizeof *l->recent, l->allocator.payload);
        if (l->recent == NULL) return ledger_fail(l, SELON_ERROR_MEMORY, "not enough memory");
        *l->recent = (recent_texts){0};
    }
    recent_texts *r = l->recent;
    r->asked++;
    for (size_t i = 0; i < r->count; i++) {
        if (r->items[i]->text.id != id) continue;
        r->items[i]->asked = r->asked;
        *out = r->items[i]->text;
        return SELON_OK;
    }
    int error = ledger_text(l, a, id, out);
    if (error == SELON_OK) recent__keep(l, out);
    return error;
}

void recent_texts_free(ledger *l)
{
    if (l->recent == NULL) return;
    while (l->recent->count > 0) recent__drop(l, l->recent->count - 1);
    l->allocator.release(l->recent, l->allocator.payload);
    l->recent = NULL;
}
