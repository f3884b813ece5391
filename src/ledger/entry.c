/* SPDX-License-Identifier: Apache-2.0
 *
 * entry.c - from a document to an entry.
 *
 * A statement's key. Two versions of an article have most of their statements
 * in common, at other places of the text. What is the same is known by a hash
 * over the folded words of its content and its source, its kind, and, where a
 * text says the same twice, which time it is. It is compared only within a
 * family of texts (schema.c), so 48 bits are plenty.
 */
#include "ledger/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/sha256.h"
#include "document.h"
#include "engine.h"
#include "ledger/body.h"
#include "ledger/group.h"
#include "ledger/words.h"

#define KEY_BITS 48
#define READERS (ENGINE_LANGUAGES + 1) /* and none */

struct ledger_maker {
    selon_allocator allocator;
    squeezer *squeezer;
    stemmers *stemmers;
    wordings *wordings;
    /* Who has read documents, by name: that is a hash of all its data, and languages alternate. */
    struct {
        const struct language *reader;
        char name[READER_NAME];
    } readers[READERS];
    size_t reader_count;
};

ledger_maker *ledger_maker_new(const selon_allocator *allocator)
{
    selon_allocator from = allocator != NULL ? *allocator : allocator_default();
    ledger_maker *m = from.allocate(sizeof *m, from.payload);
    if (m == NULL) return NULL;
    *m = (ledger_maker){.allocator = from};
    m->squeezer = squeezer_new();
    m->stemmers = stemmers_new();
    if (m->stemmers != NULL) m->wordings = wordings_new(&from, m->stemmers);
    if (m->squeezer != NULL && m->wordings != NULL) return m;
    ledger_maker_free(m);
    return NULL;
}

void ledger_maker_free(ledger_maker *m)
{
    if (m == NULL) return;
    squeezer_free(m->squeezer);
    wordings_free(m->wordings);
    stemmers_free(m->stemmers);
    m->allocator.release(m, m->allocator.payload);
}

/* ---- words ---- */

static entry_words entry__fold(ledger_entry *e, const char *text, size_t size)
{
    entry_words w;
    w.text = words_fold(e->arena, text, size, &w.size);
    return w;
}

static entry_words entry__fold_string(ledger_entry *e, const char *string)
{
    return string != NULL ? entry__fold(e, string, strlen(string)) : (entry_words){"", 0};
}

static entry_words entry__fold_span(ledger_entry *e, selon_span s)
{
    return s.start < s.end ? entry__fold(e, e->text + s.start, s.end - s.start) : (entry_words){"", 0};
}

/* A quotation that its cue interrupts can still be found as a phrase. */
entry_words entry_fold_content(arena *a, const char *text, const selon_span *content, uint32_t count)
{
    entry_words w;
    VEC(char) all = {0};
    for (uint32_t i = 0; i < count; i++) {
        size_t size = content[i].end - content[i].start;
        VEC_RESERVE(a, &all, size + 1);
        memcpy(all.items + all.count, text + content[i].start, size);
        all.items[all.count + size] = ' ';
        all.count += size + 1;
    }
    w.text = words_fold(a, all.items != NULL ? all.items : "", all.count, &w.size);
    return w;
}

/* What read the document. */
static const char *maker__reader(ledger_maker *m, arena *a, const selon_document *doc)
{
    size_t i = 0;
    while (i < m->reader_count && m->readers[i].reader != doc->reader) i++;
    if (i == m->reader_count) {
        i = m->reader_count < READERS ? m->reader_count++ : 0; /* more only where one maker serves several engines */
        m->readers[i].reader = doc->reader;
        reader_name(doc->reader, m->readers[i].name);
    }
    return arena_strndup(a, m->readers[i].name, strlen(m->readers[i].name));
}

/* ---- statements ---- */

typedef struct key_count {
    uint64_t key;
    uint32_t statement;
} key_count;

static int key__compare(const void *a, const void *b)
{
    const key_count *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->statement > y->statement) - (x->statement < y->statement);
}

static uint64_t words__hash(const entry_words *content, const entry_words *source, selon_kind kind)
{
    uint64_t h = hash_join(hash_bytes(content->text, content->size), hash_bytes(source->text, source->size));
    return hash_mix(hash_join(h, (uint64_t)kind));
}

static int64_t key__of_time(uint64_t hash, uint64_t time)
{
    return (int64_t)(hash_mix(hash_join(hash, time)) & (((uint64_t)1 << KEY_BITS) - 1));
}

int64_t statement_key(const entry_words *content, const entry_words *source, selon_kind kind, uint64_t time)
{
    return key__of_time(words__hash(content, source, kind), time);
}

/* The second of two equal statements gets another key than the first. */
static void entry__number_keys(ledger_entry *e, key_count *keys)
{
    if (e->statement_count > 0) qsort(keys, e->statement_count, sizeof *keys, key__compare);
    uint64_t time = 0;
    for (size_t i = 0; i < e->statement_count; i++) {
        time = i > 0 && keys[i].key == keys[i - 1].key ? time + 1 : 0;
        e->statements[keys[i].statement].key = key__of_time(keys[i].key, time);
    }
}

/* The last sentence that begins at or before `at`; there is one. */
static selon_span sentence__at(const selon_document *doc, uint32_t at)
{
    size_t low = 0, high = selon_document_sentence_count(doc);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (selon_document_sentence(doc, middle).start <= at)
            low = middle;
        else
            high = middle;
    }
    return selon_document_sentence(doc, low);
}

/* The sentences around a piece of the text. */
static selon_span sentence__around(const selon_document *doc, selon_span piece)
{
    if (selon_document_sentence_count(doc) == 0 || piece.start >= piece.end) return piece;
    selon_span first = sentence__at(doc, piece.start), last = sentence__at(doc, piece.end - 1);
    return (selon_span){first.start < piece.start ? first.start : piece.start,
                        last.end > piece.end ? last.end : piece.end};
}

static void span__widen(selon_span *all, selon_span s)
{
    if (s.start >= s.end) return;
    if (all->start >= all->end) *all = s;
    if (s.start < all->start) all->start = s.start;
    if (s.end > all->end) all->end = s.end;
}

static blob entry__places(ledger_entry *e, const selon_statement *st)
{
    places p = {.cue = st->cue,
                .source = st->source,
                .addressee = st->addressee,
                .via = st->via,
                .time = st->time,
                .content = st->content,
                .content_count = st->content_count};
    selon_span all = {0, 0};
    span__widen(&all, st->cue);
    span__widen(&all, st->source);
    for (uint32_t i = 0; i < st->content_count; i++) span__widen(&all, st->content[i]);
    p.sentence = sentence__around(e->doc, all);
    return places_pack(e->arena, &p);
}

static void statement__days(entry_statement *s, const char *published)
{
    int32_t first, last;
    if (!value_days(s->st->time_value, &first, &last) && !value_days(published, &first, &last)) return;
    s->day = first;
    s->day_end = last != first ? last : 0;
}

static void entry__statements(ledger_entry *e)
{
    e->statement_count = selon_document_statement_count(e->doc);
    e->statements = ARENA_ZARRAY(e->arena, entry_statement, e->statement_count + 1);
    key_count *keys = ARENA_ARRAY(e->arena, key_count, e->statement_count + 1);
    for (size_t i = 0; i < e->statement_count; i++) {
        entry_statement *s = &e->statements[i];
        const selon_statement *st = s->st = selon_document_statement(e->doc, i);
        const selon_speaker *speaker = selon_document_speaker(e->doc, st->speaker);
        entry_words source = entry__fold_span(e, st->source);
        s->content = st->content_count == 1 ? entry__fold_span(e, st->content[0])
                                            : entry_fold_content(e->arena, e->text, st->content, st->content_count);
        s->who = speaker != NULL ? entry__fold_string(e, speaker->name) : source;
        s->role = entry__fold_string(e, speaker != NULL ? speaker->role : NULL);
        s->addressee = entry__fold_span(e, st->addressee);
        s->via = entry__fold_span(e, st->via);
        s->places = entry__places(e, st);
        statement__days(s, selon_document_date(e->doc));
        keys[i] = (key_count){words__hash(&s->content, &source, st->kind), (uint32_t)i};
    }
    entry__number_keys(e, keys);
}

static void entry__speakers(ledger_entry *e)
{
    size_t count = selon_document_speaker_count(e->doc);
    e->mentions = ARENA_ZARRAY(e->arena, blob, count + 1);
    for (size_t i = 0; i < count; i++) {
        const selon_speaker *speaker = selon_document_speaker(e->doc, i);
        e->mentions[i] = spans_pack(e->arena, speaker->mentions, speaker->mention_count);
    }
}

/* ---- wordings ---- */

/* The contents of each statement's children, one child after the other. */
typedef struct nests {
    uint32_t *first; /* by statement, where its part of `holes` begins; one more at the end */
    selon_span *holes;
} nests;

static nests entry__nests(ledger_entry *e)
{
    nests n = {ARENA_ZARRAY(e->arena, uint32_t, e->statement_count + 2), NULL};
    for (size_t i = 0; i < e->statement_count; i++) {
        const selon_statement *st = e->statements[i].st;
        if (st->parent < e->statement_count) n.first[st->parent + 2] += st->content_count;
    }
    for (size_t i = 1; i < e->statement_count + 2; i++) n.first[i] += n.first[i - 1];
    n.holes = ARENA_ARRAY(e->arena, selon_span, n.first[e->statement_count + 1] + 1);
    for (size_t i = 0; i < e->statement_count; i++) { /* moves each first[parent + 1] to where first[] has its next */
        const selon_statement *st = e->statements[i].st;
        if (st->parent >= e->statement_count) continue;
        for (uint32_t k = 0; k < st->content_count; k++) n.holes[n.first[st->parent + 1]++] = st->content[k];
    }
    return n;
}

static bool entry__wordings(ledger_entry *e, ledger_maker *m)
{
    if (e->without_text || e->size > GROUP_TEXT) return true;
    nests n = entry__nests(e);
    for (size_t i = 0; i < e->statement_count; i++) {
        const selon_statement *st = e->statements[i].st;
        wording_source from = {.text = e->text,
                               .lang = selon_document_language(e->doc),
                               .type = st->type,
                               .content = st->content,
                               .content_count = st->content_count,
                               .holes = n.holes + n.first[i],
                               .hole_count = n.first[i + 1] - n.first[i]};
        if (!wording_make(m->wordings, e->arena, &from, &e->statements[i].wording)) return false;
    }
    return true;
}

/* ---- stems ---- */

/* The words of the contents and roles whose stem is another word than they. */
typedef struct form_set {
    ledger_entry *entry;
    ledger_maker *maker;
    const char *lang;
    uint64_t lang_hash;
    uint64_t *seen; /* words looked at, open-addressed */
    size_t mask;
    VEC(entry_form) forms;
} form_set;

static bool form_set__add(form_set *f, const word_cursor *c)
{
    char stem[WORD_MOST + 1];
    arena *a = f->entry->arena;
    uint64_t word = hash_bytes(c->lower, c->lower_size);
    size_t at = word & f->mask;
    while (f->seen[at] != 0 && f->seen[at] != word) at = (at + 1) & f->mask;
    if (f->seen[at] == word) return true;
    f->seen[at] = word;
    char other[WORD_MOST + 1];
    size_t size = stem_of(f->maker->stemmers, f->lang, c->lower, c->lower_size, stem);
    if (size == SIZE_MAX) return false;
    if (size == 0 || (size == c->folded_size && memcmp(stem, c->folded, size) == 0)) return true;
    bool plain = c->lower_size == c->folded_size && memcmp(c->lower, c->folded, c->folded_size) == 0;
    if (!plain && stem_of(f->maker->stemmers, f->lang, c->folded, c->folded_size, other) == SIZE_MAX) return false;
    uint64_t hash = hash_join(hash_join(f->lang_hash, hash_bytes(c->folded, c->folded_size)), hash_bytes(stem, size));
    VEC_PUSH(a, &f->forms,
             ((entry_form){.form = arena_strndup(a, c->folded, c->folded_size),
                           .stem = arena_strndup(a, stem, size),
                           .irregular = !plain && strcmp(stem, other) != 0,
                           .hash = hash_mix(hash)}));
    return true;
}

static bool form_set__add_text(form_set *f, const char *text, size_t size)
{
    word_cursor c = words_of(text, size);
    while (words_next(&c))
        if (!form_set__add(f, &c)) return false;
    return true;
}

static bool entry__forms(ledger_entry *e, ledger_maker *m)
{
    form_set f = {.entry = e, .maker = m, .lang = selon_document_language(e->doc)};
    size_t bytes = 64, room = 1;
    if (f.lang == NULL) return true;
    f.lang_hash = hash_bytes(f.lang, strlen(f.lang));
    for (size_t i = 0; i < e->statement_count; i++) bytes += e->statements[i].content.size + e->statements[i].role.size;
    while (room < bytes) room *= 2; /* a word has two bytes with its space, so half of it stays free */
    f.mask = room - 1;
    f.seen = ARENA_ZARRAY(e->arena, uint64_t, room);
    for (size_t i = 0; i < e->statement_count; i++) {
        const selon_statement *st = e->statements[i].st;
        const selon_speaker *speaker = selon_document_speaker(e->doc, st->speaker);
        for (uint32_t k = 0; k < st->content_count; k++)
            if (!form_set__add_text(&f, e->text + st->content[k].start, st->content[k].end - st->content[k].start))
                return false;
        if (speaker != NULL && speaker->role != NULL && !form_set__add_text(&f, speaker->role, strlen(speaker->role)))
            return false;
    }
    e->forms = f.forms.items;
    e->form_count = f.forms.count;
    return true;
}

/* ---- the entry ---- */

/* What every entry has. */
static bool entry__read(ledger_entry *e, ledger_maker *m)
{
    e->text = selon_document_text(e->doc, &e->size);
    e->reader = maker__reader(m, e->arena, e->doc);
    entry__statements(e);
    entry__speakers(e);
    return entry__wordings(e, m) && entry__forms(e, m);
}

static int entry__make(ledger_entry *e, ledger_maker *m, const ledger_origin *origin)
{
    uint8_t hash[SHA256_SIZE];
    if (!entry__read(e, m)) return SELON_ERROR_MEMORY;
    const char *address = selon_document_url(e->doc);
    e->found = address == NULL;
    if (address == NULL) address = origin->address, e->found = origin->found;
    e->address = address != NULL ? address_normal(e->arena, arena_strndup(e->arena, address, strlen(address))) : NULL;
    sha256(e->text, e->size, hash);
    memcpy(e->hash, hash, TEXT_HASH_SIZE);
    e->shingles = shingles_of(e->arena, e->text, e->size);
    if (e->shingles.count >= SHINGLES_LEAST) e->sketch_size = shingles_sketch(&e->shingles, e->sketch, SKETCH_SIZE);
    return e->without_text ? SELON_OK : body_squeeze(m->squeezer, e->arena, e->text, e->size, NULL, 0, &e->body);
}

/* `origin` NULL: of a text that is read again. The document is not freed when it
 * fails. */
static int entry__new(ledger_entry **out, ledger_maker *m, const selon_document *doc, const ledger_origin *origin,
                      bool without_text)
{
    size_t size;
    selon_document_text(doc, &size);
    arena *a = arena_new(&m->allocator, size * 8 + 16384);
    if (a == NULL || setjmp(*arena_escape(a)) != 0) {
        if (a != NULL) arena_free(a);
        return SELON_ERROR_MEMORY;
    }
    ledger_entry *e = ARENA_NEW(a, ledger_entry);
    e->arena = a;
    e->doc = doc;
    e->without_text = without_text;
    int error = origin != NULL ? entry__make(e, m, origin) : entry__read(e, m) ? SELON_OK : SELON_ERROR_MEMORY;
    if (error == SELON_OK)
        *out = e;
    else
        arena_free(a);
    return error;
}

int ledger_entry_new(ledger_entry **out, ledger_maker *m, selon_document *doc, const ledger_origin *origin,
                     bool without_text)
{
    *out = NULL;
    int error = entry__new(out, m, doc, origin, without_text);
    if (error != SELON_OK) selon_document_free(doc);
    return error;
}

int ledger_entry_again(ledger_entry **out, ledger_maker *m, selon_document *doc)
{
    *out = NULL;
    int error = entry__new(out, m, doc, NULL, true);
    if (error != SELON_OK) selon_document_free(doc);
    return error;
}

int ledger_entry_borrow(ledger_entry **out, ledger_maker *m, const selon_document *doc, const ledger_origin *origin)
{
    *out = NULL;
    int error = entry__new(out, m, doc, origin, false);
    if (error == SELON_OK) (*out)->borrowed = true;
    return error;
}

void ledger_entry_free(ledger_entry *e)
{
    if (e == NULL) return;
    if (!e->borrowed) selon_document_free((selon_document *)e->doc); /* it was given to us */
    arena_free(e->arena);
}
