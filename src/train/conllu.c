/* SPDX-License-Identifier: Apache-2.0
 *
 * conllu.c - treebanks as texts whose bytes have tags.
 *
 * A treebank cuts a text into words in its own way, our tokenizer in another.
 * They meet in the bytes: each word of the treebank is sought in the
 * sentence's "# text", and a token of ours gets the tag of the word that
 * covers it. Where one token covers several words the last that is no
 * punctuation decides ("well-known" is what "known" is).
 *
 * Words written as one ("du" = "de" + "le", lines "5-6") are cut at their
 * letters where the words' forms, joined, are what is written ("don't" = "do"
 * + "n't"). Where they are not, the piece keeps one tag: the relative
 * pronoun's if there is one ("auquel"), else the first word's ("du" is a
 * preposition).
 *
 * Trees go the same way: a token is attached as the word it covers whose head
 * lies outside it. Of a word that we cut in several tokens the first stands
 * for it and the others hang on that, as parts of a name do.
 */
#include "train/conllu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "syntax/features.h"
#include "syntax/relation.h"

enum { ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, FIELDS };

typedef struct row {
    const char *field[FIELDS];
    size_t size[FIELDS];
} row;

/* A row with a number of its own, and the written word it is of. */
typedef struct part {
    uint32_t word, head;
    uint8_t relation;
} part;

typedef struct reader {
    run *run;
    arena *arena;
    const char *name;
    size_t line; /* from 1 */
    gold_corpus *out;
    gold_sentence sentence;
    VEC(gold_word) words;
    VEC(part) parts;     /* by id, from 1 */
    bool broken;         /* a word was not found in the text */
    bool flat;           /* a word's head is not told */
    uint32_t at;         /* how far the text has been matched */
    unsigned whole_left; /* rows still to come of words written as one */
    bool whole_cut;      /* do those rows' forms, joined, make what is written? */
    bool whole_first;
    uint32_t whole_at;
} reader;

static bool row__parse(row *r, const char *line, size_t size)
{
    const char *end = line + size;
    for (int i = 0; i < FIELDS; i++) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        if (tab == NULL) return false;
        r->field[i] = line;
        r->size[i] = (size_t)(tab - line);
        line = tab + 1;
    }
    return true;
}

static bool row__is(const row *r, int field, const char *value)
{
    return r->size[field] == strlen(value) && memcmp(r->field[field], value, r->size[field]) == 0;
}

/* Is `feature` ("VerbForm=Inf") among the row's? */
static bool row__has(const row *r, const char *feature)
{
    size_t n = strlen(feature);
    for (const char *p = r->field[FEATS], *end = p + r->size[FEATS]; p + n <= end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        if (bar == NULL) bar = end;
        if ((size_t)(bar - p) == n && memcmp(p, feature, n) == 0) return true;
        p = bar + 1;
    }
    return false;
}

static bool row__capital(const row *r)
{
    unsigned n;
    return r->size[FORM] > 0 &&
           char_class_of(utf8_decode(r->field[FORM], r->field[FORM] + r->size[FORM], &n)) == CHAR_UPPER;
}

static uint8_t verb_tag(const row *r, int finite)
{
    if (row__has(r, "VerbForm=Inf")) return (uint8_t)(finite + TAG_VERB_INFINITIVE - TAG_VERB_FINITE);
    if (row__has(r, "VerbForm=Ger")) return (uint8_t)(finite + TAG_VERB_GERUND - TAG_VERB_FINITE);
    if (row__has(r, "VerbForm=Part")) {
        bool present = row__has(r, "Tense=Pres");
        return (uint8_t)(finite + (present ? TAG_VERB_GERUND : TAG_VERB_PARTICIPLE) - TAG_VERB_FINITE);
    }
    return (uint8_t)finite;
}

static uint8_t row__tag(const row *r)
{
    static const struct {
        const char *name;
        uint8_t tag;
    } plain[] = {
        {"NOUN", TAG_NOUN}, {"PROPN", TAG_PROPN}, {"DET", TAG_DET},     {"ADJ", TAG_ADJ},
        {"ADV", TAG_ADV},   {"NUM", TAG_NUM},     {"ADP", TAG_ADP},     {"CCONJ", TAG_CCONJ},
        {"PART", TAG_PART}, {"INTJ", TAG_INTJ},   {"SCONJ", TAG_SCONJ}, {"PUNCT", TAG_PUNCT},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (row__is(r, UPOS, plain[i].name)) return plain[i].tag;
    if (row__is(r, UPOS, "PRON")) return row__has(r, "PronType=Rel") ? TAG_RELATIVE : TAG_PRON;
    if (row__is(r, UPOS, "VERB")) return verb_tag(r, TAG_VERB_FINITE);
    if (row__is(r, UPOS, "AUX")) return verb_tag(r, TAG_AUX_FINITE);
    /* Foreign words with a capital are names of works and bodies. */
    if (row__is(r, UPOS, "X") && row__capital(r)) return TAG_PROPN;
    return TAG_OTHER;
}

static uint8_t row__relation(const row *r)
{
    static const struct {
        const char *name; /* one with a subtype stands before the one without */
        uint8_t relation;
    } known[] = {
        {"nsubj", REL_NSUBJ},
        {"obj", REL_OBJ},
        {"iobj", REL_IOBJ},
        {"obl:agent", REL_OBL_AGENT},
        {"obl", REL_OBL},
        {"ccomp", REL_CCOMP},
        {"xcomp", REL_XCOMP},
        {"csubj", REL_CSUBJ},
        {"advcl:relcl", REL_ACL_RELCL},
        {"advcl:cleft", REL_ACL_RELCL},
        {"advcl", REL_ADVCL},
        {"acl:relcl", REL_ACL_RELCL},
        {"acl", REL_ACL},
        {"nmod", REL_NMOD},
        {"nummod", REL_NUMMOD},
        {"appos", REL_APPOS},
        {"amod", REL_AMOD},
        {"det", REL_DET},
        {"case", REL_CASE},
        {"mark", REL_MARK},
        {"advmod", REL_ADVMOD},
        {"aux", REL_AUX},
        {"cop", REL_COP},
        {"conj", REL_CONJ},
        {"cc", REL_CC},
        {"compound", REL_COMPOUND},
        {"flat", REL_FLAT},
        {"fixed", REL_FIXED},
        {"goeswith", REL_FIXED},
        {"parataxis", REL_PARATAXIS},
        {"list", REL_PARATAXIS},
        {"expl", REL_EXPL},
        {"root", REL_ROOT},
        {"punct", REL_PUNCT},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t n = strlen(known[i].name);
        if (r->size[DEPREL] < n || memcmp(r->field[DEPREL], known[i].name, n) != 0) continue;
        if (r->size[DEPREL] == n || r->field[DEPREL][n] == ':') return known[i].relation;
    }
    return REL_OTHER;
}

/* Finds the row's form at the place reached, after spaces. */
static bool reader__find(reader *p, const row *r, uint32_t *start)
{
    const char *begin = p->sentence.text, *end = begin + p->sentence.size;
    for (;;) {
        const char *at = begin + p->at;
        if (p->sentence.size - p->at >= r->size[FORM] && memcmp(at, r->field[FORM], r->size[FORM]) == 0) break;
        if (at >= end) return false;
        unsigned n;
        if (char_class_of(utf8_decode(at, end, &n)) != CHAR_SPACE) return false;
        p->at += n;
    }
    *start = p->at;
    p->at += (uint32_t)r->size[FORM];
    return true;
}

static void reader__word(reader *p, uint32_t start, uint32_t end, uint8_t given)
{
    VEC_PUSH(p->arena, &p->words, ((gold_word){.start = start, .end = end, .tag = given}));
}

/* The row is (part of) the latest word. */
static void reader__number(reader *p, const row *r)
{
    uint32_t head = (uint32_t)strtoul(r->field[HEAD], NULL, 10);
    VEC_PUSH(p->arena, &p->parts, ((part){(uint32_t)p->words.count - 1, head, row__relation(r)}));
}

/* A row inside words written as one. */
static void reader__part(reader *p, const row *r)
{
    const gold_word *whole = &p->words.items[p->words.count - 1];
    uint8_t given = row__tag(r);
    p->whole_left--;
    if (p->whole_cut) {
        uint32_t start = p->whole_at;
        p->whole_at += (uint32_t)r->size[FORM];
        if (p->whole_first)
            p->words.items[p->words.count - 1] = (gold_word){.start = start, .end = p->whole_at, .tag = given};
        else
            reader__word(p, start, p->whole_at, given);
    } else if (p->whole_first || given == TAG_RELATIVE) {
        p->words.items[p->words.count - 1] = (gold_word){.start = whole->start, .end = whole->end, .tag = given};
    }
    p->whole_first = false;
    reader__number(p, r);
}

/* Do the forms of the next `count` rows, joined, make `form`? */
static bool rows_make(const char *lines, const char *end, unsigned count, const char *form, size_t size)
{
    for (; count > 0; count--) {
        const char *stop = memchr(lines, '\n', (size_t)(end - lines));
        row r;
        if (stop == NULL || !row__parse(&r, lines, (size_t)(stop - lines))) return false;
        if (r.size[FORM] > size || memcmp(form, r.field[FORM], r.size[FORM]) != 0) return false;
        form += r.size[FORM];
        size -= r.size[FORM];
        lines = stop + 1;
    }
    return size == 0;
}

static void reader__row(reader *p, const row *r, const char *next, const char *end)
{
    if (memchr(r->field[ID], '.', r->size[ID]) != NULL) return; /* a word that is not written */
    if (p->whole_left > 0) {
        reader__part(p, r);
        return;
    }
    uint32_t start;
    if (!reader__find(p, r, &start)) {
        p->broken = true;
        return;
    }
    const char *dash = memchr(r->field[ID], '-', r->size[ID]);
    if (dash != NULL) {
        long count = strtol(dash + 1, NULL, 10) - strtol(r->field[ID], NULL, 10) + 1;
        p->whole_left = count > 0 && count < 16 ? (unsigned)count : 0;
        p->whole_first = true;
        p->whole_at = start;
        p->whole_cut = rows_make(next, end, p->whole_left, r->field[FORM], r->size[FORM]);
    }
    reader__word(p, start, p->at, row__tag(r));
    if (dash == NULL) reader__number(p, r);
}

/* Heads of words from those of their parts: a word of several is attached as
 * the first part that is attached outside. */
static void reader__attach(reader *p)
{
    for (size_t w = 0; w < p->words.count; w++) p->words.items[w].relation = REL_NONE;
    for (size_t i = 0; i < p->parts.count; i++) {
        const part *it = &p->parts.items[i];
        gold_word *word = &p->words.items[it->word];
        if (it->head > p->parts.count) p->broken = true;
        if (p->broken || word->relation != REL_NONE) continue;
        uint32_t head = it->head == 0 ? CONLLU_NO_HEAD : p->parts.items[it->head - 1].word;
        if (head == it->word) continue;
        word->head = head;
        word->relation = it->relation;
    }
    for (size_t w = 0; w < p->words.count; w++) p->broken |= p->words.items[w].relation == REL_NONE;
}

static void reader__end(reader *p)
{
    if (p->sentence.text != NULL && (p->words.count > 0 || p->broken)) {
        if (!p->broken) reader__attach(p);
        p->sentence.words = p->words.items;
        p->sentence.count = (uint32_t)p->words.count;
        p->sentence.flat = p->flat;
        if (p->broken)
            p->out->skipped++;
        else
            VEC_PUSH(p->arena, p->out, p->sentence);
    }
    memset(&p->sentence, 0, sizeof p->sentence);
    memset(&p->words, 0, sizeof p->words);
    memset(&p->parts, 0, sizeof p->parts);
    p->broken = p->flat = false;
    p->at = p->whole_left = 0;
}

/* Ends the run where a row makes no sense. */
static void reader__check(const reader *p, const row *r)
{
    static const char known[] = " ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X ";
    char padded[16];
    if (memchr(r->field[ID], '.', r->size[ID]) != NULL || memchr(r->field[ID], '-', r->size[ID]) != NULL) return;
    snprintf(padded, sizeof padded, " %.*s ", r->size[UPOS] < 8 ? (int)r->size[UPOS] : 8, r->field[UPOS]);
    if (strstr(known, padded) == NULL)
        run_fail(p->run, "%s:%zu: \"%.*s\" is no part of speech of Universal Dependencies (column 4)", p->name, p->line,
                 (int)(r->size[UPOS] < 40 ? r->size[UPOS] : 40), r->field[UPOS]);
    bool number = r->size[HEAD] > 0 && r->size[HEAD] < 8;
    for (size_t i = 0; i < r->size[HEAD]; i++) number &= r->field[HEAD][i] >= '0' && r->field[HEAD][i] <= '9';
    if (!number && !row__is(r, HEAD, "_"))
        run_fail(p->run, "%s:%zu: the head is neither a word's number nor _ (column 7)", p->name, p->line);
}

static void reader__line(reader *p, const char *line, size_t size, const char *next, const char *end)
{
    static const char text_is[] = "# text = ";
    row r;
    if (size == 0) {
        reader__end(p);
    } else if (size >= sizeof text_is - 1 && memcmp(line, text_is, sizeof text_is - 1) == 0) {
        p->sentence.size = (uint32_t)(size - (sizeof text_is - 1));
        p->sentence.text = arena_strndup(p->arena, line + sizeof text_is - 1, p->sentence.size);
    } else if (line[0] != '#') {
        if (!row__parse(&r, line, size))
            run_fail(p->run, "%s:%zu: there are fewer than ten columns between tabs", p->name, p->line);
        if (p->sentence.text == NULL)
            run_fail(p->run, "%s:%zu: a sentence without a line \"# text = ...\" before its words", p->name, p->line);
        reader__check(p, &r);
        p->flat |= row__is(&r, HEAD, "_") && memchr(r.field[ID], '-', r.size[ID]) == NULL &&
                   memchr(r.field[ID], '.', r.size[ID]) == NULL;
        if (!p->broken) reader__row(p, &r, next, end);
    }
}

void conllu_read(run *r, const char *name, const char *bytes, size_t size, gold_corpus *out)
{
    reader p = {.run = r, .arena = r->arena, .name = name, .out = out};
    const char *end = bytes + size;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3;
    for (const char *line = bytes; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        size_t length = (size_t)(stop - line);
        if (length > 0 && line[length - 1] == '\r') length--;
        const char *next = stop < end ? stop + 1 : end;
        p.line++;
        reader__line(&p, line, length, next, end);
        line = next;
    }
    reader__end(&p);
}

void conllu_align(const gold_sentence *s, const text *t, uint8_t *tags)
{
    uint32_t w = 0;
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        while (w < s->count && s->words[w].end <= k->start) w++;
        tags[i] = TAG_OTHER;
        bool settled = false;
        for (uint32_t j = w; j < s->count && s->words[j].start < k->end; j++) {
            if (settled && s->words[j].tag == TAG_PUNCT) continue;
            tags[i] = s->words[j].tag;
            settled = tags[i] != TAG_PUNCT;
        }
        /* Also where the treebank leaves it in a word, "-il", or calls it a symbol. */
        if (features_is_plain_mark(k)) tags[i] = TAG_PUNCT;
    }
}

/* Which word decides how token k is attached: the first whose head lies
 * outside it, punctuation aside. `from` is the first word that ends after the
 * token's start. */
static uint32_t token__owner(const gold_sentence *s, const token *k, uint32_t from)
{
    uint32_t to = from, owner = CONLLU_NO_HEAD;
    while (to < s->count && s->words[to].start < k->end) to++;
    for (uint32_t w = from; w < to; w++) {
        uint32_t head = s->words[w].head;
        bool outside = head < from || head >= to;
        if (outside && (owner == CONLLU_NO_HEAD || s->words[owner].tag == TAG_PUNCT)) owner = w;
    }
    return owner;
}

/* Does every token reach the root? */
static bool tree__holds(const uint32_t *heads, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t steps = 0;
        for (uint32_t at = i; heads[at] != CONLLU_NO_HEAD; at = heads[at])
            if (++steps > count) return false;
    }
    return true;
}

bool conllu_align_tree(arena *a, const gold_sentence *s, const text *t, uint32_t *heads, uint8_t *relations)
{
    if (s->flat) return false;
    uint32_t *owner = ARENA_ARRAY(a, uint32_t, t->token_count);
    uint32_t *token_of = ARENA_ARRAY(a, uint32_t, s->count); /* the token that stands for a word */
    uint32_t w = 0, root = CONLLU_NO_HEAD;
    for (uint32_t i = 0; i < s->count; i++) token_of[i] = CONLLU_NO_HEAD;
    for (uint32_t i = 0; i < t->token_count; i++) {
        const token *k = &t->tokens[i];
        while (w < s->count && s->words[w].end <= k->start) w++;
        owner[i] = features_is_plain_mark(k) ? CONLLU_NO_HEAD : token__owner(s, k, w);
        if (owner[i] == CONLLU_NO_HEAD) continue;
        for (uint32_t j = w; j < s->count && s->words[j].start < k->end; j++)
            if (token_of[j] == CONLLU_NO_HEAD) token_of[j] = i;
    }
    for (uint32_t i = 0; i < t->token_count; i++) {
        heads[i] = CONLLU_NO_HEAD;
        relations[i] = REL_PUNCT;
        if (features_is_plain_mark(&t->tokens[i])) continue;
        if (owner[i] == CONLLU_NO_HEAD) return false;
        uint32_t head = owner[i];
        relations[i] = s->words[head].relation != REL_PUNCT ? s->words[head].relation : REL_OTHER;
        if (token_of[head] != i) { /* a later part of a word we cut */
            heads[i] = token_of[head];
            relations[i] = REL_FLAT;
            continue;
        }
        for (uint32_t steps = 0; head != CONLLU_NO_HEAD && steps < s->count; steps++) {
            head = s->words[head].head;
            if (head != CONLLU_NO_HEAD && token_of[head] != CONLLU_NO_HEAD && token_of[head] != i) break;
        }
        if (head != CONLLU_NO_HEAD) {
            heads[i] = token_of[head];
        } else if (root == CONLLU_NO_HEAD) {
            root = i;
            relations[i] = REL_ROOT;
        } else {
            heads[i] = root;
        }
    }
    return root != CONLLU_NO_HEAD && tree__holds(heads, t->token_count);
}

char *conllu_recased(arena *a, const gold_sentence *s, int how)
{
    char *copy = arena_strndup(a, s->text, s->size);
    bool inside = false;
    unsigned words = 0;
    for (uint32_t i = 0; i < s->size;) {
        unsigned n;
        char bytes[4];
        uint32_t cp = utf8_decode(copy + i, copy + s->size, &n);
        bool letter = char_is_letter(cp);
        words += letter && !inside;
        bool raise = how == CASE_UPPER || (how == CASE_TITLE && !inside) || (how == CASE_FIRST && words == 1);
        /* Upper case by search: utf8.h has only the way down. */
        if (letter && raise && cp < 0x180) {
            uint32_t up = cp < 0x80 || (cp >= 0xE0 && cp < 0xFF && cp != 0xF7) ? cp - 32 : cp - 1;
            if (char_lower(up) == cp && up != cp && utf8_encode(up, bytes) == n) memcpy(copy + i, bytes, n);
        }
        inside = letter || (inside && cp == '\'');
        i += n;
    }
    return copy;
}
