/* SPDX-License-Identifier: Apache-2.0
 *
 * ruling_fold.c - what the machine's answer and readers' acts come to.
 *
 *     machine's row -> fields of the first act -> ... -> fields of the last -> target
 *
 * Where the machine has no such statement (it was added, or is no longer found)
 * the last act's whole answer takes the place of the machine's. A statement whose
 * last act rejects it is none; in a checked text neither is one that nobody has
 * confirmed.
 *
 * A statement's parent is the one in whose content it lies. Where a content has
 * changed, come or gone, the parents around are told again, as the machine does
 * (attribution/attributor.c): the shortest content that holds the cue. That it is longer
 * than the child's own keeps parents from going round in a ring.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ledger/ruled.h"

#define SENTENCE_MOST 1000 /* bytes to either side */
#define PARENT_WINDOW 64   /* statements before and after that may hold one */
#define SURE 1000          /* thousandths */

/* ---- spans ---- */

static bool span__empty(selon_span s)
{
    return s.start >= s.end;
}

static void span__widen(selon_span *all, selon_span s)
{
    if (span__empty(s)) return;
    if (span__empty(*all)) *all = s;
    if (s.start < all->start) all->start = s.start;
    if (s.end > all->end) all->end = s.end;
}

/* Does a sentence end before `at`: after a line's end, or a mark with a space behind it? */
static bool sentence__ends(const char *text, size_t at)
{
    if (at == 0 || text[at - 1] == '\n') return true;
    if (text[at - 1] != ' ' || at < 2) return false;
    size_t i = at - 1;
    while (i > 0 && (text[i - 1] == '"' || text[i - 1] == ')' || text[i - 1] == '\'')) i--;
    if (i >= 3 && memcmp(text + i - 3, "\xE2\x80\x9D", 3) == 0) i -= 3; /* a closing mark */
    return i > 0 && (text[i - 1] == '.' || text[i - 1] == '!' || text[i - 1] == '?');
}

/* Without the language's knowledge of sentences: the machine's where it does, else as far as marks tell. */
static selon_span sentence__around(const kept_text *t, selon_span piece, selon_span before)
{
    if (!span__empty(before) && before.start <= piece.start && piece.end <= before.end) return before;
    if (t->text == NULL) return piece;
    size_t start = piece.start, end = piece.end;
    while (start > 0 && piece.start - start < SENTENCE_MOST && !sentence__ends(t->text, start)) start--;
    while (end < t->size && end - piece.end < SENTENCE_MOST && t->text[end] != '\n' && !sentence__ends(t->text, end))
        end++;
    while (start < piece.start && ((unsigned char)t->text[start] & 0xC0) == 0x80) start++;
    while (end > piece.end && end < t->size && ((unsigned char)t->text[end] & 0xC0) == 0x80) end--;
    while (end > piece.end && (t->text[end - 1] == ' ' || t->text[end - 1] == '\n')) end--;
    selon_span out = {(uint32_t)start, (uint32_t)end};
    if (before.end > out.start && before.start < out.end) span__widen(&out, before);
    return out;
}

blob answer_pack(arena *a, const ledger_answer *from, const kept_text *text, selon_span before)
{
    places p = {.cue = from->cue,
                .source = from->source,
                .addressee = from->addressee,
                .via = from->via,
                .time = from->time,
                .content = from->content,
                .content_count = from->content_count};
    selon_span all = {0, 0};
    span__widen(&all, from->cue);
    span__widen(&all, from->source);
    for (uint32_t i = 0; i < from->content_count; i++) span__widen(&all, from->content[i]);
    p.sentence = sentence__around(text, all, before);
    return places_pack(a, &p);
}

static void answer__places(const places *p, ledger_answer *out)
{
    out->cue = p->cue;
    out->source = p->source;
    out->addressee = p->addressee;
    out->via = p->via;
    out->time = p->time;
    out->content = p->content;
    out->content_count = p->content_count;
}

bool answer_unpack(arena *a, blob packed, size_t text_size, ledger_answer *out, selon_span *sentence)
{
    places p;
    if (!places_unpack(a, packed, text_size, &p)) return false;
    answer__places(&p, out);
    *sentence = p.sentence;
    return true;
}

/* ---- acts ---- */

static void answer__overlay(ledger_answer *out, const ledger_answer *from, unsigned fields)
{
    if (fields & CORRECT_SPEAKER) out->speaker = from->speaker, out->role = from->role;
    if (fields & CORRECT_SOURCE) out->source = from->source;
    if (fields & CORRECT_CUE) out->cue = from->cue;
    if (fields & CORRECT_CONTENT) out->content = from->content, out->content_count = from->content_count;
    if (fields & CORRECT_ADDRESSEE) out->addressee = from->addressee;
    if (fields & CORRECT_VIA) out->via = from->via;
    if (fields & CORRECT_TIME) out->time = from->time, out->time_value = from->time_value;
    if (fields & CORRECT_TYPE) out->type = from->type;
    if (fields & CORRECT_KIND) out->kind = from->kind;
    if (fields & CORRECT_NEGATED) out->negated = from->negated;
}

/* What stands of a statement's acts. */
typedef struct standing {
    bool any, rejected, missing; /* missing: it was added, and that is withdrawn */
    unsigned fields;             /* that some act is about */
    const ruled_act *last;       /* with an answer */
} standing;

static standing acts__standing(const ruled *r)
{
    standing out = {0};
    bool added = false, stands = false;
    for (size_t i = 0; i < r->act_count; i++) {
        const ruled_act *act = &r->acts[i];
        added |= act->sort == CORRECTION_ADD;
        if (act->withdrawn) continue;
        out.any = true;
        stands |= act->sort == CORRECTION_ADD;
        out.rejected = act->sort == CORRECTION_REJECT;
        if (act->answer == NULL) continue;
        out.last = act;
        out.fields |= act->fields;
    }
    out.missing = added && !stands && !r->machine.there;
    return out;
}

static bool spans__same(selon_span x, selon_span y)
{
    return (span__empty(x) && span__empty(y)) || (x.start == y.start && x.end == y.end);
}

static bool contents__same(const ledger_answer *x, const places *y)
{
    if (x->content_count != y->content_count) return false;
    for (uint32_t i = 0; i < x->content_count; i++)
        if (!spans__same(x->content[i], y->content[i])) return false;
    return true;
}

/* ---- the target of one ---- */

static entry_words span__words(arena *a, const kept_text *t, selon_span s)
{
    entry_words w = {"", 0};
    if (!span__empty(s)) w.text = words_fold(a, t->text + s.start, s.end - s.start, &w.size);
    return w;
}

/* A key that no other statement of the family has. */
static int target__key(ruling *g, const ruled *r, const ledger_answer *is, int64_t *out)
{
    entry_words content = entry_fold_content(g->arena, g->kept.text, is->content, is->content_count);
    entry_words source = span__words(g->arena, &g->kept, is->source);
    for (uint64_t time = 0;; time++) {
        int64_t key = *out = statement_key(&content, &source, is->kind, time);
        bool taken = false;
        for (size_t i = 0; i < g->count && !taken; i++)
            taken = &g->rows[i] != r && g->rows[i].target.there && g->rows[i].target.key == key;
        sqlite3_stmt *s = ledger_sql_get(g->l, SQL_KEY_TAKEN);
        if (s == NULL) return g->l->error;
        sqlite3_bind_int64(s, 1, key);
        sqlite3_bind_int64(s, 2, r->id);
        sqlite3_bind_int64(s, 3, g->family);
        int row = ledger_sql_row(g->l, s);
        if (row == 1) sqlite3_reset(s);
        if (row < 0 || (row == 0 && !taken)) return row;
    }
}

static void target__day(const ruling *g, ruled_row *t)
{
    int32_t first, last;
    t->day = t->day_end = 0;
    if (!value_days(t->said, &first, &last) && !value_days(g->date, &first, &last)) return;
    t->day = first;
    t->day_end = last != first ? last : 0;
}

/* What the machine has in this text, or what was there when it was corrected. */
static bool base__of(ruling *g, const ruled *r, const standing *acts, ledger_answer *out, selon_span *sentence)
{
    const ruled_row *m = &r->machine;
    *out = (ledger_answer){0};
    if (m->there && m->text == g->text) {
        out->type = (selon_type)m->type;
        out->kind = (selon_kind)m->kind;
        out->negated = m->negated;
        out->time_value = m->said;
        return answer_unpack(g->arena, m->packed, g->kept.text != NULL ? g->kept.size : UINT32_MAX, out, sentence);
    }
    if (acts->last == NULL || g->kept.text == NULL) return false;
    *out = *acts->last->answer;
    *sentence = acts->last->sentence;
    return true;
}

static int target__corrected(ruling *g, ruled *r, const standing *acts)
{
    ledger_answer is;
    selon_span sentence = {0, 0};
    ruled_row *t = &r->target;
    places before = {0};
    bool own = r->machine.there && r->machine.text == g->text;
    if (!base__of(g, r, acts, &is, &sentence)) return SELON_OK;
    for (size_t i = 0; i < r->act_count; i++)
        if (!r->acts[i].withdrawn && r->acts[i].answer != NULL)
            answer__overlay(&is, r->acts[i].answer, r->acts[i].fields);
    *t = own ? r->machine : (ruled_row){.there = true};
    t->text = g->text;
    t->confidence = SURE;
    t->type = (int)is.type;
    t->kind = (int)is.kind;
    t->negated = is.negated;
    if (!own || (acts->fields & CORRECT_SPEAKER) != 0) {
        t->named = is.speaker != NULL;
        t->name = is.speaker;
        t->role = is.role;
        t->speaker = 0;
    }
    if (!own || (acts->fields & CORRECT_TIME) != 0) {
        t->said = is.time_value;
        target__day(g, t);
    }
    if (g->kept.text == NULL) return SELON_OK;
    t->packed = answer_pack(g->arena, &is, &g->kept, sentence);
    if (own && !places_unpack(g->arena, r->machine.packed, g->kept.size, &before)) before = (places){0};
    bool same = own && contents__same(&is, &before) && spans__same(is.source, before.source);
    if (same && t->kind == r->machine.kind) return SELON_OK;
    return target__key(g, r, &is, &t->key);
}

static int target__decide(ruling *g, ruled *r)
{
    standing acts = acts__standing(r);
    r->target = r->machine;
    if (!g->lay) return SELON_OK;
    if (!acts.any) {
        if (acts.missing || (g->checked && r->machine.text == g->text)) r->target.there = false;
        return SELON_OK;
    }
    r->target.there = false;
    return acts.rejected || acts.missing ? SELON_OK : target__corrected(g, r, &acts);
}

/* ---- parents ---- */

static uint32_t places__start(const places *p)
{
    uint32_t start = p->content_count > 0 ? p->content[0].start : UINT32_MAX;
    if (!span__empty(p->source) && p->source.start < start) start = p->source.start;
    if (!span__empty(p->cue) && p->cue.start < start) start = p->cue.start;
    return start;
}

static int ruled__by_start(const void *a, const void *b)
{
    const ruled *x = *(ruled *const *)a, *y = *(ruled *const *)b;
    uint32_t at = places__start(&x->where), other = places__start(&y->where);
    if (at != other) return at < other ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool content__holds(const places *p, selon_span cue)
{
    for (uint32_t i = 0; i < p->content_count; i++)
        if (p->content[i].start <= cue.start && cue.end <= p->content[i].end) return true;
    return false;
}

static uint32_t content__size(const places *p)
{
    return p->content_count > 0 ? p->content[p->content_count - 1].end - p->content[0].start : 0;
}

static int64_t parent__of(ruled *const *all, size_t count, size_t i)
{
    const places *mine = &all[i]->where;
    const ruled *best = NULL;
    if (span__empty(mine->cue)) return 0;
    for (size_t k = i > PARENT_WINDOW ? i - PARENT_WINDOW : 0; k < count && k <= i + PARENT_WINDOW; k++) {
        const places *other = &all[k]->where;
        if (k == i || !content__holds(other, mine->cue) || content__size(other) <= content__size(mine)) continue;
        if (best == NULL || content__size(other) < content__size(&best->where)) best = all[k];
    }
    return best != NULL ? best->id : 0;
}

/* Is a parent to be told again: its own place or its parent's has changed, or another's now holds it? */
static bool parent__is_open(const ruling *g, ruled *const *all, size_t count, size_t i)
{
    const ruled *r = all[i], *parent = r->machine.parent != 0 ? ruling_row(g, r->machine.parent) : NULL;
    if (r->moved || (parent != NULL && (parent->moved || !parent->target.there))) return true;
    if (span__empty(r->where.cue)) return false;
    for (size_t k = i > PARENT_WINDOW ? i - PARENT_WINDOW : 0; k < count && k <= i + PARENT_WINDOW; k++)
        if (k != i && all[k]->moved && content__holds(&all[k]->where, r->where.cue)) return true;
    return false;
}

static void ruling__parents(ruling *g)
{
    ruled **all = ARENA_ARRAY(g->arena, ruled *, g->count + 1);
    size_t count = 0;
    bool any = false;
    for (size_t i = 0; i < g->count; i++) {
        ruled *r = &g->rows[i];
        r->moved = r->target.there != r->machine.there || r->target.text != r->machine.text ||
                   r->target.packed.size != r->machine.packed.size ||
                   (r->target.there &&
                    memcmp(r->target.packed.bytes, r->machine.packed.bytes, r->machine.packed.size) != 0);
        any |= r->moved;
        if (!r->target.there || r->target.text != g->text) continue;
        if (!places_unpack(g->arena, r->target.packed, UINT32_MAX, &r->where)) continue;
        all[count++] = r;
    }
    if (!any) return;
    if (count > 0) qsort(all, count, sizeof(ruled *), ruled__by_start);
    for (size_t i = 0; i < count; i++)
        if (parent__is_open(g, all, count, i)) all[i]->target.parent = parent__of(all, count, i);
}

int ruling_decide(ruling *g)
{
    for (size_t i = 0; i < g->count; i++) {
        int error = target__decide(g, &g->rows[i]);
        if (error != SELON_OK) return error;
    }
    if (g->lay) ruling__parents(g);
    return SELON_OK;
}

/* ---- found again ---- */

static bool answer__meets(const ledger_answer *is, const places *p)
{
    uint64_t shared = 0, mine = 0, theirs = 0;
    for (uint32_t i = 0; i < is->content_count; i++) mine += is->content[i].end - is->content[i].start;
    for (uint32_t k = 0; k < p->content_count; k++) theirs += p->content[k].end - p->content[k].start;
    for (uint32_t i = 0, k = 0; i < is->content_count && k < p->content_count;) {
        selon_span x = is->content[i], y = p->content[k];
        uint32_t start = x.start > y.start ? x.start : y.start, end = x.end < y.end ? x.end : y.end;
        if (start < end) shared += end - start;
        if (x.end < y.end)
            i++;
        else
            k++;
    }
    if (shared == 0) return false;
    if (!span__empty(is->cue) && spans__same(is->cue, p->cue)) return true;
    /* Of two within each other each is a statement of its own. */
    for (uint32_t i = 0; i < is->content_count && !span__empty(p->cue); i++)
        if (is->content[i].start <= p->cue.start && p->cue.end <= is->content[i].end) return false;
    if (!span__empty(is->cue) && content__holds(p, is->cue)) return false;
    return shared * 2 > (mine > theirs ? mine : theirs);
}

bool acts_mean(const ruled_act *acts, size_t count, const places *p)
{
    for (size_t i = 0; i < count; i++) {
        if (acts[i].withdrawn) continue;
        if (acts[i].answer != NULL && answer__meets(acts[i].answer, p)) return true;
        if (acts[i].was != NULL && answer__meets(acts[i].was, p)) return true;
    }
    return false;
}
