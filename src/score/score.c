/* SPDX-License-Identifier: Apache-2.0
 *
 * score.c - the figures of score.h (man/selon-score.1 tells what they mean).
 *
 * All are counted over the documents together (micro-averages). Per document:
 *
 *     exact      the distinct spans of a role, gold, predicted, and in both
 *     overlap    the tokens that these spans touch, likewise
 *     statement  the distinct (source, cue, content) triples, likewise
 *     found      the pairs of score_match.c; over them, whether type, kind and
 *                speaker agree, and the spans of the other three roles
 *
 * The report is made whole in memory before any of it is written, since spans
 * outside a text are only noticed on the way.
 */
#include "score/score.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "score/score_match.h"

typedef struct count {
    size_t gold, predicted, both;
} count;

typedef struct agreement {
    size_t same, of;
} agreement;

enum { AGREE_TYPE, AGREE_KIND, AGREE_SPEAKER, AGREEMENTS };
static const char *const agreement_names[AGREEMENTS] = {"type", "kind", "speaker"};

typedef struct scorer {
    const selon_allocator *allocator;
    arena *lasting; /* for the words */
    arena *arena;   /* of one document */
    const score_words *words;
    const score_options *options;
    score_problem *problem;
    size_t documents;
    count exact[SCORE_ROLES], overlap[SCORE_PARTS], whole, found;
    agreement agree[AGREEMENTS];
    size_t missed_left, spurious_left; /* of those to list */
    buffer missed, spurious;
} scorer;

/* ---- one document ---- */

/* The distinct spans of a role over all statements. */
static score_spans scorer__spans(const scorer *s, score_items items, score_role role)
{
    size_t n = 0;
    for (size_t i = 0; i < items.count; i++) n += items.items[i].spans[role].count;
    score_spans out = {.items = ARENA_ARRAY(s->arena, selon_span, n)};
    for (size_t i = 0; i < items.count; i++)
        for (size_t k = 0; k < items.items[i].spans[role].count; k++)
            out.items[out.count++] = items.items[i].spans[role].items[k];
    score_spans_sort(&out);
    return out;
}

/* Both sorted and without repetition. */
static void count__spans(count *c, score_spans gold, score_spans predicted)
{
    c->gold += gold.count;
    c->predicted += predicted.count;
    for (size_t i = 0, j = 0; i < gold.count && j < predicted.count;) {
        score_spans one = {&gold.items[i], 1}, other = {&predicted.items[j], 1};
        int order = score_spans_compare(&one, &other);
        c->both += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
}

static void scorer__roles(scorer *s, const score_text *text, score_items gold, score_items predicted)
{
    for (score_role role = 0; role < SCORE_PARTS; role++) {
        score_spans g = scorer__spans(s, gold, role), p = scorer__spans(s, predicted, role);
        count__spans(&s->exact[role], g, p);
        score_spans gt = score_spans_tokens(s->arena, text, g), pt = score_spans_tokens(s->arena, text, p);
        s->overlap[role].gold += score_tokens_count(gt);
        s->overlap[role].predicted += score_tokens_count(pt);
        s->overlap[role].both += score_tokens_common(gt, pt);
    }
}

static int item_order(const score_item *a, const score_item *b)
{
    int order = 0;
    for (score_role role = 0; role < SCORE_PARTS && order == 0; role++)
        order = score_spans_compare(&a->spans[role], &b->spans[role]);
    return order;
}

static int item_pointer_order(const void *a, const void *b)
{
    return item_order(*(const score_item *const *)a, *(const score_item *const *)b);
}

/* The statements sorted by their parts, each triple once. */
static size_t scorer__distinct(const scorer *s, score_items items, const score_item ***out)
{
    const score_item **all = *out = ARENA_ARRAY(s->arena, const score_item *, items.count);
    for (size_t i = 0; i < items.count; i++) all[i] = &items.items[i];
    if (items.count > 1) qsort(all, items.count, sizeof *all, item_pointer_order);
    size_t kept = 0;
    for (size_t i = 0; i < items.count; i++)
        if (kept == 0 || item_order(all[kept - 1], all[i]) != 0) all[kept++] = all[i];
    return kept;
}

static void scorer__whole(scorer *s, score_items gold, score_items predicted)
{
    const score_item **g, **p;
    size_t gold_count = scorer__distinct(s, gold, &g), predicted_count = scorer__distinct(s, predicted, &p);
    s->whole.gold += gold_count;
    s->whole.predicted += predicted_count;
    for (size_t i = 0, j = 0; i < gold_count && j < predicted_count;) {
        int order = item_order(g[i], p[j]);
        s->whole.both += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
}

static bool same_word(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_speaker(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : score_name_agrees(a, b);
}

static void scorer__pair(scorer *s, const score_item *g, const score_item *p)
{
    s->agree[AGREE_TYPE].same += same_word(g->statement->type, p->statement->type);
    s->agree[AGREE_KIND].same += same_word(g->statement->kind, p->statement->kind);
    s->agree[AGREE_SPEAKER].same += same_speaker(g->speaker, p->speaker);
    for (int i = 0; i < AGREEMENTS; i++) s->agree[i].of++;
    for (score_role role = SCORE_PARTS; role < SCORE_ROLES; role++)
        count__spans(&s->exact[role], g->spans[role], p->spans[role]);
}

/* Lists the statements that are in no pair: "missed ID: source | cue | content". */
static void list(buffer *out, const char *title, size_t *left, const score_document *d, const score_text *text,
                 score_items items, const bool *paired)
{
    for (size_t i = 0; i<items.count && * left> 0; i++) {
        if (paired[i]) continue;
        --*left;
        buffer_printf(out, "%s %s: ", title, d->id);
        for (score_role role = 0; role < SCORE_PARTS; role++) {
            score_spans spans = items.items[i].spans[role];
            if (role > 0) buffer_puts(out, " | ");
            for (size_t k = 0; k < spans.count; k++) {
                uint32_t start = text->byte_of[spans.items[k].start], end = text->byte_of[spans.items[k].end];
                if (k > 0) buffer_puts(out, " … ");
                buffer_append(out, text->bytes + start, end - start);
            }
        }
        buffer_putc(out, '\n');
    }
}

static void scorer__compare(scorer *s, const score_document *gold, const score_document *predicted)
{
    const score_text *text = score_text_new(s->arena, s->words, gold->text, gold->text_size);
    score_items g = score_items_new(s->arena, text, gold, s->options->kinds);
    score_items p = score_items_new(s->arena, text, predicted, s->options->kinds);
    scorer__roles(s, text, g, p);
    scorer__whole(s, g, p);
    score_pairs pairs = score_match(s->arena, g, p);
    s->found.gold += g.count;
    s->found.predicted += p.count;
    s->found.both += pairs.count;
    bool *gold_paired = ARENA_ZARRAY(s->arena, bool, g.count), *paired = ARENA_ZARRAY(s->arena, bool, p.count);
    for (size_t i = 0; i < pairs.count; i++) {
        scorer__pair(s, &g.items[pairs.items[i].gold], &p.items[pairs.items[i].predicted]);
        gold_paired[pairs.items[i].gold] = paired[pairs.items[i].predicted] = true;
    }
    list(&s->missed, "missed", &s->missed_left, gold, text, g, gold_paired);
    list(&s->spurious, "spurious", &s->spurious_left, gold, text, p, paired);
}

/* Are all spans inside a text of `size` code points, and none empty where none
 * may be? */
static bool scorer__check(const scorer *s, const score_document *d, size_t size, bool may_be_empty)
{
    for (size_t i = 0; i < d->statement_count; i++) {
        for (score_role role = 0; role < SCORE_ROLES; role++) {
            score_spans spans = d->statements[i].spans[role];
            for (size_t k = 0; k < spans.count; k++) {
                selon_span span = spans.items[k];
                if (span.end <= size && (may_be_empty || span.start < span.end)) continue;
                score_problem_set(s->problem, d->origin, "statement %zu: the %s from %u to %u is %s of %zu characters",
                                  i + 1, score_role_names[role], span.start, span.end,
                                  span.end > size ? "outside the text" : "empty, in a text", size);
                return false;
            }
        }
    }
    return true;
}

static int scorer__document(scorer *s, const score_document *gold, const score_document *predicted)
{
    if (gold->text == NULL) return score_problem_set(s->problem, gold->origin, "there is no \"text\", which gold has");
    size_t size = utf8_count(gold->text, gold->text_size);
    if (!scorer__check(s, gold, size, true)) return SELON_ERROR_INPUT;
    if (predicted != NULL && !scorer__check(s, predicted, size, false)) return SELON_ERROR_INPUT;
    if (setjmp(*arena_escape(s->arena)) != 0) return SELON_ERROR_MEMORY;
    scorer__compare(s, gold, predicted);
    s->documents++;
    return SELON_OK;
}

/* ---- the report ---- */

typedef struct rates {
    double precision, recall, f1;
} rates;

static rates rates_of(const count *c)
{
    rates r = {0};
    if (c->predicted > 0) r.precision = (double)c->both / (double)c->predicted;
    if (c->gold > 0) r.recall = (double)c->both / (double)c->gold;
    double sum = r.precision + r.recall;
    if (sum > 0) r.f1 = 2 * r.precision * r.recall / sum;
    return r;
}

static double share_of(const agreement *a)
{
    return a->of > 0 ? (double)a->same / (double)a->of : 0;
}

static void row(buffer *out, const char *name, const char *more, const count *c)
{
    char title[32];
    rates r = rates_of(c);
    snprintf(title, sizeof title, "%s%s", name, more);
    buffer_printf(out, "%-18s P %5.1f%%  R %5.1f%%  F1 %5.1f%%\n", title, r.precision * 100, r.recall * 100,
                  r.f1 * 100);
}

static void scorer__table(const scorer *s, buffer *out)
{
    buffer_printf(out, "%zu documents, %zu gold statements, %zu predicted\n", s->documents, s->found.gold,
                  s->found.predicted);
    for (score_role i = 0; i < SCORE_PARTS; i++) row(out, score_role_names[i], " exact", &s->exact[i]);
    for (score_role i = 0; i < SCORE_PARTS; i++) row(out, score_role_names[i], " overlap", &s->overlap[i]);
    row(out, "statement exact", "", &s->whole);
    row(out, "found", "", &s->found);
    for (int i = 0; i < AGREEMENTS; i++)
        buffer_printf(out, "%-18s accuracy %5.1f%% of %zu matched\n", agreement_names[i], share_of(&s->agree[i]) * 100,
                      s->agree[i].of);
    for (score_role i = SCORE_PARTS; i < SCORE_ROLES; i++) row(out, score_role_names[i], "", &s->exact[i]);
    buffer_append(out, s->missed.bytes, s->missed.size);
    buffer_append(out, s->spurious.bytes, s->spurious.size);
}

/* A member with at most four decimals, and at least one. */
static void member(buffer *out, const char *name, const char *more, double value)
{
    char digits[32];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%.4f", value);
    while (digits[n - 1] == '0' && digits[n - 2] != '.') n--;
    buffer_printf(out, "%s\"%s%s\": %.*s", out->size > 0 ? ", " : "{", name, more, (int)n, digits);
}

static void scorer__json(const scorer *s, buffer *out)
{
    for (score_role i = 0; i < SCORE_ROLES; i++)
        member(out, score_role_names[i], "_exact_f1", rates_of(&s->exact[i]).f1);
    for (score_role i = 0; i < SCORE_PARTS; i++)
        member(out, score_role_names[i], "_overlap_f1", rates_of(&s->overlap[i]).f1);
    member(out, "statement_f1", "", rates_of(&s->whole).f1);
    member(out, "found_f1", "", rates_of(&s->found).f1);
    for (int i = 0; i < AGREEMENTS; i++) member(out, agreement_names[i], "_accuracy", share_of(&s->agree[i]));
    buffer_puts(out, "}\n");
}

static int scorer__report(const scorer *s, selon_sink sink, void *payload)
{
    buffer out = buffer_new(s->allocator);
    (s->options->json ? scorer__json : scorer__table)(s, &out);
    int error = SELON_OK;
    if (out.failed || s->missed.failed || s->spurious.failed)
        error = SELON_ERROR_MEMORY;
    else if (sink(out.bytes, out.size, payload) != 0)
        error = SELON_ERROR_IO;
    buffer_release(&out);
    return error;
}

static int scorer__load_words(scorer *s)
{
    s->lasting = arena_new(s->allocator, 1 << 12);
    if (s->lasting == NULL || setjmp(*arena_escape(s->lasting)) != 0) return SELON_ERROR_MEMORY;
    s->words = score_words_load(s->lasting);
    return s->words != NULL ? SELON_OK : SELON_ERROR_DATA;
}

int score_write(const score_set *gold, const score_set *predicted, const score_options *options, selon_sink sink,
                void *payload, score_problem *problem)
{
    const selon_allocator *allocator = score_set_allocator(gold);
    scorer s = {.allocator = allocator,
                .options = options,
                .problem = problem,
                .missed_left = options->errors,
                .spurious_left = options->errors,
                .missed = buffer_new(allocator),
                .spurious = buffer_new(allocator)};
    problem->text[0] = '\0';
    int error = scorer__load_words(&s);
    const score_document *d;
    for (size_t i = 0; error == SELON_OK && (d = score_set_at(gold, i)) != NULL; i++) {
        s.arena = arena_new(allocator, 1 << 16);
        error = s.arena == NULL ? SELON_ERROR_MEMORY : scorer__document(&s, d, score_set_find(predicted, d->key));
        arena_free(s.arena);
    }
    if (error == SELON_OK) error = scorer__report(&s, sink, payload);
    arena_free(s.lasting);
    buffer_release(&s.missed);
    buffer_release(&s.spurious);
    return error;
}
