/* SPDX-License-Identifier: Apache-2.0
 *
 * adding_family.c - is a new text a near-copy or a later version of one that is there?
 *
 *     the place's last text      compared, from 30 % on a version of it
 *     texts that share its sketch -> those that share most -> compared, from 70 % on a copy
 *
 * Compared in full where the texts are kept (copy.h), else by what their sketches
 * share.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger/adding.h"
#include "ledger/marks.h"

#define VERSION_ALIKE 0.3 /* of one place: then the new text is a version of the old, and not another article */
#define SHARING_MOST 256  /* texts looked at that share one shingle of the sketch */

/* The same of a text that was not kept, by what is left of it; -1: too little. */
static int adding__alike_unseen(adding *g, int64_t text, double *alike)
{
    uint32_t mine[SKETCH_LONG];
    bool shared[SKETCH_LONG];
    *alike = -1;
    if (g->e->sketch_size == 0) return SELON_OK;
    size_t count = shingles_sketch(&g->e->shingles, mine, SKETCH_LONG);
    for (size_t i = 0; i < count; i++) {
        mark_list texts;
        int error = marks_find(g->l, MARKS_OF_TEXTS, g->arena, sketch_mark(mine[i]), &texts);
        if (error != SELON_OK) return error;
        shared[i] = false;
        for (size_t k = 0; k < texts.count; k++) shared[i] |= texts.items[k].statement == text;
    }
    *alike = sketch_alike(shared, count);
    return SELON_OK;
}

/* How alike the entry and a text of the ledger are; -1: it cannot be told. */
static int adding__alike(adding *g, int64_t text, int64_t *family, double *alike)
{
    kept_text other;
    int error = recent_texts_get(g->l, g->arena, text, &other);
    if (error != SELON_OK) return error;
    *family = other.family;
    *alike = -1;
    if (other.text == NULL) return adding__alike_unseen(g, text, alike);
    shingles s = shingles_of(g->arena, other.text, other.size);
    shingles_settle(g->arena, &s);
    if (g->shingles.hashes == NULL && g->e->shingles.count > 0) {
        g->shingles = (shingles){ARENA_ARRAY(g->arena, uint32_t, g->e->shingles.count), g->e->shingles.count};
        memcpy(g->shingles.hashes, g->e->shingles.hashes, g->shingles.count * sizeof *g->shingles.hashes);
        shingles_settle(g->arena, &g->shingles);
    }
    *alike = shingles_alike(&g->shingles, &s);
    return SELON_OK;
}

typedef struct candidate {
    int64_t text;
    int shared;
} candidate;

/* The oldest texts with one shingle of the sketch. */
static int adding__sharing(adding *g, uint32_t hash, int64_t *out, size_t *count)
{
    mark_list texts;
    int error = marks_find(g->l, MARKS_OF_TEXTS, g->arena, sketch_mark(hash), &texts);
    for (size_t i = 0; error == SELON_OK && i < texts.count && i < SHARING_MOST; i++)
        out[(*count)++] = texts.items[i].statement;
    return error;
}

static int id__compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Puts one among those that share most, the older before the younger. */
static void candidates__take(candidate c, candidate *out, size_t room, size_t *count)
{
    size_t at = *count;
    while (at > 0 && out[at - 1].shared < c.shared) at--;
    if (at == room) return;
    *count += *count < room;
    memmove(out + at + 1, out + at, (*count - 1 - at) * sizeof *out);
    out[at] = c;
}

static int adding__candidates(adding *g, candidate *out, size_t room, size_t *count)
{
    int64_t texts[SKETCH_SIZE * SHARING_MOST];
    size_t found = 0;
    *count = 0;
    for (size_t i = 0; i < g->e->sketch_size; i++) {
        int error = adding__sharing(g, g->e->sketch[i], texts, &found);
        if (error != SELON_OK) return error;
    }
    if (found > 0) qsort(texts, found, sizeof *texts, id__compare);
    for (size_t i = 0; i < found;) {
        candidate c = {texts[i], 0};
        for (; i < found && texts[i] == c.text; i++) c.shared++;
        if (c.shared >= SKETCH_SHARED) candidates__take(c, out, room, count);
    }
    return SELON_OK;
}

int adding_find_family(adding *g, int64_t previous)
{
    candidate near[4];
    size_t count = 0;
    double best = COPY_ALIKE, alike;
    int64_t family;
    int error = SELON_OK;
    if (previous != 0) {
        error = adding__alike(g, previous, &family, &alike);
        if (error != SELON_OK) return error;
        if (alike < 0 || alike >= VERSION_ALIKE) {
            g->family = family;
            return SELON_OK;
        }
    }
    if (g->e->sketch_size < SKETCH_SHARED) return SELON_OK;
    error = adding__candidates(g, near, sizeof near / sizeof *near, &count);
    for (size_t i = 0; i < count && error == SELON_OK; i++) {
        error = adding__alike(g, near[i].text, &family, &alike);
        if (error != SELON_OK) return error;
        if (alike < best) continue;
        best = alike;
        g->family = family;
    }
    return error;
}

/* ---- what others will find it by ---- */

int sketch_add(ledger *l, const uint32_t *sketch, size_t count, int64_t text)
{
    int error = SELON_OK;
    if (text >= MARK_STATEMENT_END) return SELON_OK; /* a thousand million later: copies of it are not found */
    for (size_t i = 0; i < count && error == SELON_OK; i++)
        error = marks_add(l, MARKS_OF_TEXTS, sketch_mark(sketch[i]), (mark_entry){(uint32_t)text, 1});
    return error;
}

int adding_sketch(adding *g)
{
    uint32_t sketch[SKETCH_LONG];
    if (g->e->sketch_size == 0) return SELON_OK;
    if (g->e->body.bytes != NULL) return sketch_add(g->l, g->e->sketch, g->e->sketch_size, g->text);
    size_t count = shingles_sketch(&g->e->shingles, sketch, SKETCH_LONG);
    return sketch_add(g->l, sketch, count, g->text);
}
