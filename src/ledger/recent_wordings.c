/* SPDX-License-Identifier: Apache-2.0
 *
 * recent_wordings.c - the wordings of statements that others were compared with
 * lately.
 *
 * Whoever says what many say is compared with the same few again and again, and
 * each time the row would be read, its text expanded and its words looked up. A
 * statement has one place by its id, and gives way to the next that has it, too;
 * one that was asked for since it was kept does so only the second time. Long ones
 * are not kept.
 */
#include <string.h>

#include "ledger/group.h"
#include "ledger/inside.h"

#define PLACES 32768
#define WORDS_MOST 256

typedef struct recent_wording {
    int64_t id, text;
    size_t count;
    unsigned weight;
    bool asked;    /* for, since it was kept */
    char *speaker; /* behind the words; NULL: none */
    said_word words[];
} recent_wording;

struct recent_wordings {
    recent_wording *items[PLACES];
};

static recent_wording **wording__place(const ledger *l, int64_t id)
{
    return &l->recent_wordings->items[(uint64_t)id % PLACES];
}

bool recent_wording_get(const ledger *l, int64_t id, utterance *out)
{
    recent_wording *w = l->recent_wordings != NULL ? *wording__place(l, id) : NULL;
    if (w == NULL || w->id != id) return false;
    w->asked = true;
    *out = (utterance){.id = id,
                       .text = w->text,
                       .speaker = w->speaker,
                       .bytes = "", /* which comparing does not look at */
                       .wording = {w->words, w->count, w->weight}};
    return true;
}

void recent_wording_keep(ledger *l, const utterance *u)
{
    const wording *from = &u->wording;
    if (u->bytes == NULL || from->count == 0 || from->count > WORDS_MOST) return;
    if (l->recent_wordings == NULL) {
        l->recent_wordings = l->allocator.allocate(sizeof *l->recent_wordings, l->allocator.payload);
        if (l->recent_wordings == NULL) return; /* it goes without */
        memset(l->recent_wordings, 0, sizeof *l->recent_wordings);
    }
    recent_wording **place = wording__place(l, u->id);
    if (*place != NULL && (*place)->asked && (*place)->id != u->id) {
        (*place)->asked = false;
        return;
    }
    size_t words = from->count * sizeof *from->words, name = u->speaker != NULL ? strlen(u->speaker) + 1 : 0;
    recent_wording *w = l->allocator.allocate(sizeof *w + words + name, l->allocator.payload);
    if (w == NULL) return;
    *w = (recent_wording){.id = u->id, .text = u->text, .count = from->count, .weight = from->weight};
    memcpy(w->words, from->words, words);
    if (name > 0) w->speaker = memcpy((char *)w->words + words, u->speaker, name);
    if (*place != NULL) l->allocator.release(*place, l->allocator.payload);
    *place = w;
}

void recent_wording_drop(ledger *l, int64_t id)
{
    recent_wording **place = l->recent_wordings != NULL ? wording__place(l, id) : NULL;
    if (place == NULL || *place == NULL || (*place)->id != id) return;
    l->allocator.release(*place, l->allocator.payload);
    *place = NULL;
}

void recent_wordings_free(ledger *l)
{
    if (l->recent_wordings == NULL) return;
    for (size_t i = 0; i < PLACES; i++)
        if (l->recent_wordings->items[i] != NULL)
            l->allocator.release(l->recent_wordings->items[i], l->allocator.payload);
    l->allocator.release(l->recent_wordings, l->allocator.payload);
    l->recent_wordings = NULL;
}
