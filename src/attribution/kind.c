/* SPDX-License-Identifier: Apache-2.0
 *
 * kind.c - was it said, written or thought?
 *
 * A choice of the linear model among the three. What the rules say comes
 * first: the kind of the cue in the lexicon, and that what a document says is
 * written. The others win over it by what the source and the relay are, how
 * much is quoted, the cue's word, and the kind of the statement before:
 * somebody whose letter was quoted a sentence ago still writes.
 */
#include "attribution/reading.h"
#include "selon.h"

enum {
    K_BIAS = 600,
    K_LEMMA,
    K_SOURCE,
    K_SOURCE_FORM,
    K_VIA,
    K_VIA_FORM,
    K_QUOTED,
    K_BEFORE,
    K_HERE,
    K_RULE,
    K_SAME,
};

#define NO_NOUN 3
#define LOOK_BACK 6

/* What the noun that heads a phrase is: of the lexicon's kinds, and a name, a
 * pronoun or neither. */
typedef struct holder {
    uint64_t form, class;
    bool document;
} holder;

static holder holder_of(const reading *r, range span)
{
    holder h = {0, NO_NOUN, false};
    if (span.end == span.start) return h;
    size_t c = reading_chunk_from(r, span.start);
    if (c >= r->chunks.count) return h;
    const chunk *k = &r->chunks.items[c];
    const cue_word *w = reading_cue_word(r, k->head);
    h.form = reading_token(r, k->head)->form;
    h.class = 8 * (1 + (k->flags & (CHUNK_PRONOUN | CHUNK_NAME | CHUNK_RELATIVE)));
    if (w == NULL) return h;
    const cue_entry *e = &r->attributor->lexicon->entries[w->noun];
    uint32_t frames = w->noun != 0 ? e->frames : 0;
    h.document = (frames & FRAME_DOCUMENT) != 0;
    h.class += (h.document ? 1 : 0) + (frames & FRAME_CHANNEL ? 2 : 0) + (w->outlet != 0 ? 4 : 0);
    h.class = h.class * 8 + (w->noun != 0 ? 1u + e->kind : 0);
    return h;
}

static uint8_t rule(const proposal *p, const holder *source, const holder *via)
{
    if (source->document || via->document) return SELON_WROTE;
    return p->cue.entry ? p->cue.entry->kind : SELON_SAID;
}

/* The kind of the statement before, and how far away it stands. */
static uint64_t before(const reading *r)
{
    if (r->out->count == 0) return 0;
    const attribution *st = &r->out->items[r->out->count - 1];
    uint32_t sentence = r->text->sentence_of[r->first], there = r->text->sentence_of[st->content[0].start];
    uint64_t far = sentence - there > 2 ? 3 : sentence - there;
    bool paragraph = r->text->sentences[sentence].paragraph == r->text->sentences[there].paragraph;
    return 1 + st->kind + 4 * far + 16u * paragraph + 32u * (st->via.end > st->via.start);
}

/* The kind of a statement of somebody called alike, a little earlier. */
static uint64_t same_source(const reading *r, const holder *source)
{
    if (source->form == 0 || r->out->count == 0) return 0;
    for (size_t n = 1; n <= LOOK_BACK && n <= r->out->count; n++) {
        const attribution *st = &r->out->items[r->out->count - n];
        for (uint32_t i = st->source.start; i < st->source.end; i++)
            if (reading_token(r, i)->form == source->form) return 1 + st->kind;
    }
    return 0;
}

/* How many of the statements before were written. */
static uint64_t written(const reading *r)
{
    uint64_t count = 0;
    for (size_t n = 1; n <= LOOK_BACK && n <= r->out->count; n++)
        count += r->out->items[r->out->count - n].kind == SELON_WROTE;
    return count;
}

/* What is looked at, the same for each kind. */
typedef struct evidence {
    holder source, via;
    holder whom;     /* the relative or participle stands for */
    bool has_second; /* "le rapport du ministère" */
    holder second;
    uint64_t preposition; /* before the relay */
    uint64_t earlier, same, writes;
} evidence;

static evidence evidence_of(const reading *r, const attribution *st)
{
    evidence e = {.source = holder_of(r, st->source), .via = holder_of(r, st->via)};
    uint32_t at = st->via.start;
    e.preposition = e.via.form != 0 && at > r->first ? reading_token(r, at - 1)->form : 0;
    if (st->antecedent.end > st->antecedent.start && st->antecedent.start >= r->first)
        e.whom = holder_of(r, st->antecedent);
    e.earlier = before(r);
    e.same = same_source(r, &e.source);
    e.writes = written(r);
    size_t c = reading_chunk_from(r, st->source.start) + 1;
    e.has_second = c < r->chunks.count && r->chunks.items[c].start < st->source.end &&
                   r->chunks.items[c].link == LINK_GENITIVE;
    if (e.has_second) e.second = holder_of(r, (range){r->chunks.items[c].start, r->chunks.items[c].end});
    return e;
}

static void kind_features(const reading *r, const proposal *p, const attribution *st, const evidence *v, uint8_t kind,
                          features *f)
{
    const cue_entry *e = p->cue.entry;
    uint64_t lemma = e ? e->lemma : 1, listed = e ? e->kind : 3, quoted = st->type,
             ruled = rule(p, &v->source, &v->via);
    uint64_t earlier = v->earlier, same = v->same, writes = v->writes, pronoun = (v->source.class / 8) & 7;
    feature_add(f, K_BIAS, kind);
    feature_add(f, K_RULE, (ruled * 4 + listed) * 4 + kind);
    feature_add(f, K_LEMMA, hash_join(lemma, kind));
    feature_add(f, K_LEMMA, hash_join(lemma, 100 + quoted * 4 + kind));
    feature_add(f, K_LEMMA, hash_join(lemma, 1000 + v->source.class * 4 + kind));
    feature_add(f, K_SOURCE, v->source.class * 4 + kind);
    feature_add(f, K_SOURCE, 100000 + (v->source.class * 4 + listed) * 4 + kind);
    feature_add(f, K_SOURCE, 200000 + v->whom.class * 4 + kind);
    feature_add(f, K_SOURCE_FORM, hash_join(v->source.form, kind));
    feature_add(f, K_SOURCE_FORM, hash_join(v->whom.form, 100 + kind));
    feature_add(f, K_VIA, v->via.class * 4 + kind);
    feature_add(f, K_VIA, 100000 + (v->via.class * 4 + listed) * 4 + kind);
    feature_add(f, K_VIA_FORM, hash_join(v->via.form, kind));
    feature_add(f, K_VIA_FORM, hash_join(v->preposition, 100 + kind));
    feature_add(f, K_VIA_FORM, hash_join(v->preposition, 1000 + v->via.class * 4 + kind));
    feature_add(f, K_QUOTED, ((quoted * 4 + listed) * 16 + p->cue.shape) * 4 + kind);
    feature_add(f, K_QUOTED, 100000 + ((quoted * 4 + listed) * 32 + p->content_kind) * 4 + kind);
    feature_add(f, K_BEFORE, earlier * 4 + kind);
    feature_add(f, K_BEFORE, 100000 + (earlier * 8 + pronoun) * 4 + kind);
    feature_add(f, K_BEFORE, 200000 + (earlier * 16 + p->cue.shape) * 4 + kind);
    feature_add(f, K_SAME, (same * 8 + pronoun) * 4 + kind);
    feature_add(f, K_SAME, 1000 + (writes * 8 + pronoun) * 4 + kind);
    feature_add(f, K_SAME, 2000 + ((writes * 2 + (earlier >> 4 & 1)) * 16 + p->cue.shape) * 4 + kind);
    if (v->has_second) feature_add(f, K_SAME, 100000 + (v->second.class * 512 + v->source.class) * 4 + kind);
    for (uint32_t i = p->cue.start; i < p->cue.head && !features_are_full(f); i++) /* "on y lit", "peut-on lire" */
        feature_add(f, K_HERE, hash_join(reading_token(r, i)->form, kind));
    if (features_are_full(f)) return;
    feature_add(f, K_HERE, 100000 + r->text->sentences[r->text->sentence_of[p->cue.head]].headline * 4 + kind);
}

uint8_t kind_choose(reading *r, const proposal *p, const attribution *st)
{
    evidence v = evidence_of(r, st);
    uint8_t first = rule(p, &v.source, &v.via);
    choice *c = choice_begin(r, DECIDE_KIND, &p->cue);
    for (unsigned n = 0; n <= SELON_THOUGHT; n++) {
        uint8_t kind = n == 0 ? first : n <= first ? (uint8_t)(n - 1) : (uint8_t)n;
        kind_features(r, p, st, &v, kind, choice_add(c, (range){0, 0}, kind));
    }
    return c->kind[choice_make(r, c)];
}
