/* SPDX-License-Identifier: Apache-2.0
 *
 * lexicon.c - reads cues.txt and inflects its verbs.
 *
 * A paradigm is a list of endings with their forms. A verb's stem is its
 * lemma less the paradigm's infinitive ending; an ending that begins with
 * "<n" first cuts n more letters. Every form goes into the vocabulary with
 * the number of its entry.
 */
#include "attribution/lexicon.h"

#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"

#define PARADIGMS 128
#define ENDINGS 96
#define FORM_BYTES 128

typedef struct ending {
    const char *text;
    uint8_t size, cut, form, plural;
} ending;

typedef struct paradigm {
    const char *name;
    size_t name_size;
    ending endings[ENDINGS];
    size_t count;
} paradigm;

typedef struct loader {
    arena *arena;
    vocabulary *words;
    cue_lexicon *lexicon;
    paradigm *paradigms;
    size_t paradigm_count;
    VEC(cue_entry) entries;
} loader;

typedef struct slice {
    const char *text;
    size_t size;
} slice;

static slice slice_of(const resource_line *line, size_t field)
{
    if (field >= line->count) return (slice){"", 0};
    return (slice){line->field[field].text, line->field[field].size};
}

/* The next word of a field of words separated by spaces; empty at the end. */
static slice slice_word(slice *rest)
{
    while (rest->size > 0 && *rest->text == ' ') rest->text++, rest->size--;
    const char *space = memchr(rest->text, ' ', rest->size);
    slice word = {rest->text, space ? (size_t)(space - rest->text) : rest->size};
    rest->text += word.size;
    rest->size -= word.size;
    return word;
}

static bool slice_is(slice s, const char *text)
{
    return strlen(text) == s.size && memcmp(s.text, text, s.size) == 0;
}

static bool slice_begins(slice s, const char *text)
{
    return s.size >= strlen(text) && memcmp(s.text, text, strlen(text)) == 0;
}

/* ---- paradigms ---- */

/* "F3p", "Ps", "I" -> form and number. */
static bool form_read(slice code, uint8_t *form, uint8_t *plural)
{
    static const char LETTERS[] = "IPGFBD";
    static const uint8_t FORMS[] = {FORM_INFINITIVE, FORM_PARTICIPLE, FORM_GERUND, FORM_FINITE, FORM_BARE, FORM_PAST};
    if (code.size == 0) return false;
    const char *at = strchr(LETTERS, code.text[0]);
    if (at == NULL || *at == '\0') return false;
    *form = FORMS[at - LETTERS];
    char last = code.text[code.size - 1];
    *plural = last == 'p' ? 1 : last == 's' ? 2 : 0;
    return true;
}

static bool ending_read(slice field, ending *out)
{
    const char *colon = memchr(field.text, ':', field.size);
    if (colon == NULL) return false;
    slice text = {field.text, (size_t)(colon - field.text)};
    slice code = {colon + 1, field.size - text.size - 1};
    *out = (ending){0};
    if (text.size >= 2 && text.text[0] == '<' && text.text[1] >= '0' && text.text[1] <= '9') {
        out->cut = (uint8_t)(text.text[1] - '0');
        text.text += 2;
        text.size -= 2;
    }
    if (text.size > 60) return false;
    out->text = text.text;
    out->size = (uint8_t)text.size;
    return form_read(code, &out->form, &out->plural);
}

static paradigm *loader__paradigm(loader *l, slice name)
{
    for (size_t i = 0; i < l->paradigm_count; i++)
        if (l->paradigms[i].name_size == name.size && memcmp(l->paradigms[i].name, name.text, name.size) == 0)
            return &l->paradigms[i];
    return NULL;
}

static int loader__add_paradigm(loader *l, const resource_line *line)
{
    paradigm *p = loader__paradigm(l, slice_of(line, 0));
    if (p == NULL) {
        if (l->paradigm_count == PARADIGMS) return SELON_ERROR_DATA;
        p = &l->paradigms[l->paradigm_count++];
        *p = (paradigm){.name = line->field[0].text, .name_size = line->field[0].size};
    }
    for (size_t i = 1; i < line->count; i++) {
        slice field = slice_of(line, i);
        if (field.size == 0) continue;
        if (p->count == ENDINGS || !ending_read(field, &p->endings[p->count++])) return SELON_ERROR_DATA;
    }
    return SELON_OK;
}

/* ---- entries ---- */

static bool kind_read(slice s, uint8_t *kind)
{
    static const char *const NAMES[] = {"said", "wrote", "thought"};
    for (uint8_t i = 0; i < 3; i++) {
        if (!slice_is(s, NAMES[i])) continue;
        *kind = i;
        return true;
    }
    return false;
}

static const struct {
    const char *name;
    uint32_t frame;
} FRAMES[] = {
    {"quote", FRAME_QUOTE},
    {"weakquote", FRAME_WEAKQUOTE},
    {"clause", FRAME_CLAUSE},
    {"bare", FRAME_BARE},
    {"question", FRAME_QUESTION},
    {"inf", FRAME_INF},
    {"gerund", FRAME_GERUND},
    {"obj", FRAME_OBJ},
    {"to", FRAME_TO},
    {"predicate", FRAME_PREDICATE},
    {"reflexive", FRAME_REFLEXIVE},
    {"passive", FRAME_PASSIVE},
    {"weak", FRAME_WEAK},
    {"document", FRAME_DOCUMENT},
    {"channel", FRAME_CHANNEL},
    {"of", FRAME_OF},
    {"de", FRAME_OF},
    {"according", FRAME_ACCORDING},
    {"weakaccording", FRAME_WEAKACCORDING},
    {"says", 0},
    {"head", FRAME_HEAD},
};

/* The first of the words that "obj:P" names ("_" joins several). */
static uint32_t loader__preposition(loader *l, slice name)
{
    const char *joint = memchr(name.text, '_', name.size);
    size_t size = joint ? (size_t)(joint - name.text) : name.size;
    return vocabulary_intern(l->words, name.text, size);
}

static void loader__frame(loader *l, cue_entry *e, slice name)
{
    for (size_t i = 0; i < sizeof FRAMES / sizeof *FRAMES; i++)
        if (slice_is(name, FRAMES[i].name)) e->frames |= FRAMES[i].frame;
    if (slice_begins(name, "inf:")) e->frames |= name.size > 4 && name.text[4] == 'd' ? FRAME_INF_DE : FRAME_INF_A;
    const char *colon = memchr(name.text, ':', name.size);
    if (colon == NULL || slice_begins(name, "inf:")) return;
    e->frames |= FRAME_OBJ_PREP;
    slice preposition = {colon + 1, name.size - (size_t)(colon + 1 - name.text)};
    if (e->preposition_count < CUE_PREPOSITIONS)
        e->prepositions[e->preposition_count++] = loader__preposition(l, preposition);
}

static void loader__frames(loader *l, cue_entry *e, slice names)
{
    slice name;
    while ((name = slice_word(&names)).size > 0) loader__frame(l, e, name);
}

static uint16_t loader__push(loader *l, cue_entry e)
{
    VEC_PUSH(l->arena, &l->entries, e);
    return (uint16_t)(l->entries.count - 1);
}

static cue_word *loader__word(loader *l, const char *text, size_t size)
{
    uint32_t word = vocabulary_intern(l->words, text, size);
    cue_word *known = WORD_AT(&l->lexicon->words, word);
    if (known == NULL) {
        WORD_SET(l->arena, &l->lexicon->words, word, (cue_word){0});
        known = &l->lexicon->words.items[word];
    }
    return known;
}

static void loader__verb_form(loader *l, const char *text, size_t size, uint16_t entry, uint8_t form, uint8_t plural)
{
    cue_word *w = loader__word(l, text, size);
    if (w->verb != 0 && w->verb != entry) return;
    if (w->verb == entry && w->form != form) {
        /* One form, two uses: a past participle may also be finite (finit), a bare form both. */
        bool past = (w->form == FORM_PARTICIPLE && form == FORM_FINITE) ||
                    (w->form == FORM_FINITE && form == FORM_PARTICIPLE);
        bool bare = (w->form == FORM_INFINITIVE && form == FORM_FINITE) ||
                    (w->form == FORM_FINITE && form == FORM_INFINITIVE);
        w->form = past ? FORM_PAST : bare ? FORM_BARE : w->form;
        return;
    }
    if (w->verb == entry && w->plural != plural) plural = 0;
    w->verb = entry;
    w->form = form;
    w->plural = plural;
}

static void loader__inflect(loader *l, const paradigm *p, slice lemma, uint16_t entry)
{
    char form[FORM_BYTES];
    size_t stem = lemma.size;
    for (size_t i = 0; i < p->count; i++)
        if (p->endings[i].form == FORM_INFINITIVE || p->endings[i].form == FORM_BARE) {
            stem = lemma.size >= p->endings[i].size ? lemma.size - p->endings[i].size : 0;
            break;
        }
    for (size_t i = 0; i < p->count; i++) {
        const ending *e = &p->endings[i];
        size_t size = stem;
        for (unsigned cut = e->cut; cut > 0 && size > 0; cut--) {
            size--;
            while (size > 0 && ((unsigned char)lemma.text[size] & 0xC0) == 0x80) size--;
        }
        if (size + e->size >= sizeof form) continue;
        memcpy(form, lemma.text, size);
        memcpy(form + size, e->text, e->size);
        loader__verb_form(l, form, size + e->size, entry, e->form, e->plural);
    }
}

static int loader__extra_forms(loader *l, slice forms, uint16_t entry)
{
    slice word;
    while ((word = slice_word(&forms)).size > 0) {
        const char *colon = memchr(word.text, ':', word.size);
        uint8_t form, plural;
        if (colon == NULL) return SELON_ERROR_DATA;
        slice code = {colon + 1, word.size - (size_t)(colon + 1 - word.text)};
        if (!form_read(code, &form, &plural)) return SELON_ERROR_DATA;
        loader__verb_form(l, word.text, (size_t)(colon - word.text), entry, form, plural);
    }
    return SELON_OK;
}

static int loader__verb(loader *l, const resource_line *line)
{
    slice lemma = slice_of(line, 0), name = slice_of(line, 1);
    cue_entry e = {.lemma = hash_form(lemma.text, lemma.size), .class = CUE_VERB};
    if (!kind_read(slice_of(line, 2), &e.kind)) return SELON_ERROR_DATA;
    loader__frames(l, &e, slice_of(line, 3));
    uint16_t entry = loader__push(l, e);
    const paradigm *p = loader__paradigm(l, name);
    if (p == NULL && !slice_is(name, "-")) return SELON_ERROR_DATA;
    int error = loader__extra_forms(l, slice_of(line, 4), entry);
    if (p != NULL) loader__inflect(l, p, lemma, entry);
    return error;
}

static int loader__noun(loader *l, const resource_line *line)
{
    slice noun = slice_of(line, 0), plural = slice_of(line, 1);
    cue_entry e = {.lemma = hash_form(noun.text, noun.size), .class = CUE_NOUN};
    if (!kind_read(slice_of(line, 2), &e.kind)) return SELON_ERROR_DATA;
    loader__frames(l, &e, slice_of(line, 3));
    uint16_t entry = loader__push(l, e);
    loader__word(l, noun.text, noun.size)->noun = entry;
    if (!slice_is(plural, "-") && plural.size > 0) loader__word(l, plural.text, plural.size)->noun = entry;
    return SELON_OK;
}

static int loader__adjective(loader *l, const resource_line *line)
{
    slice word = slice_of(line, 0);
    cue_entry e = {.lemma = hash_form(word.text, word.size), .class = CUE_ADJECTIVE};
    if (!kind_read(slice_of(line, 1), &e.kind)) return SELON_ERROR_DATA;
    loader__frames(l, &e, slice_of(line, 2));
    uint16_t entry = loader__push(l, e);
    loader__word(l, word.text, word.size)->adjective = entry;
    return SELON_OK;
}

/* A phrase hangs on its first word; one that acts as a verb, on the verb. */
static int loader__phrase(loader *l, const resource_line *line)
{
    slice rest = slice_of(line, 0), word, first = {0};
    cue_entry e = {.lemma = hash_form(rest.text, rest.size), .class = CUE_PHRASE};
    if (!kind_read(slice_of(line, 1), &e.kind)) return SELON_ERROR_DATA;
    loader__frames(l, &e, slice_of(line, 2));
    loader__frames(l, &e, slice_of(line, 3));
    while ((word = slice_word(&rest)).size > 0) {
        if (first.size == 0)
            first = word;
        else if (e.word_count < PHRASE_WORDS)
            e.words[e.word_count++] = vocabulary_intern(l->words, word.text, word.size);
    }
    if (first.size == 0) return SELON_ERROR_DATA;
    cue_word *w = loader__word(l, first.text, first.size);
    bool says = slice_is(slice_of(line, 2), "says");
    if (says && w->verb != 0) {
        e.next = l->entries.items[w->verb].next;
        l->entries.items[w->verb].next = loader__push(l, e);
        return SELON_OK;
    }
    e.next = w->phrase;
    uint16_t entry = loader__push(l, e);
    loader__word(l, first.text, first.size)->phrase = entry;
    return SELON_OK;
}

static int loader__line(loader *l, const resource_line *line)
{
    if (resource_in(line, "paradigm")) return loader__add_paradigm(l, line);
    if (resource_in(line, "verb")) return loader__verb(l, line);
    if (resource_in(line, "noun")) return loader__noun(l, line);
    if (resource_in(line, "adjective")) return loader__adjective(l, line);
    if (resource_in(line, "phrase")) return loader__phrase(l, line);
    if (!resource_in(line, "outlet")) return SELON_ERROR_DATA;
    loader__word(l, line->field[0].text, line->field[0].size)->outlet = resource_is(line, 1, "agency") ? OUTLET_AGENCY
                                                                                                       : OUTLET_ANY;
    return SELON_OK;
}

cue_lexicon *cue_lexicon_load(arena *a, vocabulary *v, const void *bytes, size_t size, int *error)
{
    loader l = {.arena = a, .words = v, .lexicon = ARENA_NEW(a, cue_lexicon)};
    l.paradigms = ARENA_ARRAY(a, paradigm, PARADIGMS);
    VEC_PUSH(a, &l.entries, ((cue_entry){.class = CUE_VERB, .frames = FRAME_QUOTE | FRAME_WEAKQUOTE | FRAME_WEAK}));
    resource_reader reader = resource_read(bytes, size);
    const resource_line *line;
    while ((line = resource_next(&reader)) != NULL) {
        *error = loader__line(&l, line);
        if (*error == SELON_OK && l.entries.count > UINT16_MAX) *error = SELON_ERROR_DATA;
        if (*error != SELON_OK) return NULL;
    }
    l.lexicon->entries = l.entries.items;
    l.lexicon->entry_count = (uint32_t)l.entries.count;
    *error = SELON_OK;
    return l.lexicon;
}
