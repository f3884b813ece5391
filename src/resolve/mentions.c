/* SPDX-License-Identifier: Apache-2.0
 *
 * mentions.c - reads noun phrases: who is meant, under which name, in which
 * role.
 *
 * A phrase is cut into segments at commas, brackets and dashes, and each
 * segment is read word by word (segments.c):
 *
 *     le porte-parole du ministère ,  M. Jean Roux
 *     det head        complement      title name
 *     \______ segment 0 _________/    \ segment 1/
 *
 * Where segment 0 has a name, the other segments may give the role; where it
 * has only a role, segment 1 may give the name.
 */
#include "resolve/mentions.h"

#include "base/utf8.h"
#include "resolve/segments.h"

/* Longest phrase that is read where its end is not known, in tokens. */
#define PHRASE_LIMIT 28
#define SEGMENT_LIMIT 6

/* ", 58 ans," */
static bool segment__is_age(const reader *r, const segment *s)
{
    const token *t = &r->text->tokens[s->tokens.start];
    return s->tokens.end - s->tokens.start == 2 && (t->kind == TOKEN_NUMBER || t->tag == TAG_NUM);
}

/* "(CEDEAO)" at token i: the acronym's token, or NO_TOKEN. */
static uint32_t reader__alias(const reader *r, uint32_t i)
{
    const token *t = &r->text->tokens[i];
    if (i + 2 >= r->text->token_count || t->punct != PUNCT_OPEN_BRACKET || t[2].punct != PUNCT_CLOSE_BRACKET)
        return NO_TOKEN;
    return (t[1].flags & TOKEN_ALL_CAPITALS) && t[1].kind == TOKEN_WORD ? i + 1 : NO_TOKEN;
}

#define ALIAS_REACH 16 /* words whose initials may be an acronym's letters */
#define ALIAS_LETTERS 10

/* The letters of the token, folded, at most ALIAS_LETTERS; 0 for too many. */
static uint32_t reader__letters(const reader *r, uint32_t i, uint32_t *out)
{
    const char *p = r->text->bytes + r->text->tokens[i].start, *end = r->text->bytes + r->text->tokens[i].end;
    uint32_t count = 0;
    for (unsigned n; p < end; p += n) {
        uint32_t letter = char_lower(char_fold(utf8_decode(p, end, &n)));
        if (letter == '.') continue;
        if (count == ALIAS_LETTERS) return 0;
        out[count++] = letter;
    }
    return count;
}

uint32_t mention_alias_at(const person_lexicon *lexicon, const text *t, uint32_t i, uint32_t *start)
{
    reader r = {.lexicon = lexicon, .text = t};
    uint32_t letters[ALIAS_LETTERS], alias = reader__alias(&r, i);
    *start = NO_TOKEN;
    uint32_t left = alias != NO_TOKEN && !(t->tokens[i].flags & TOKEN_SENTENCE) ? reader__letters(&r, alias, letters)
                                                                                : 0;
    if (left < 2) return alias;
    for (uint32_t at = i, steps = ALIAS_REACH; at > 0 && steps > 0; steps--) {
        const token *k = &t->tokens[--at];
        unsigned n;
        uint32_t first = char_lower(char_fold(utf8_decode(t->bytes + k->start, t->bytes + k->end, &n)));
        bool small = reader_word(&r, at).flags &
                     (PEOPLE_DETERMINER | PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION | PEOPLE_CONJUNCTION);
        if (k->kind == TOKEN_PUNCT || (first != letters[left - 1] && !small)) return alias;
        if (first == letters[left - 1] && --left == 0) {
            if (!small) *start = at;
            return alias;
        }
        if (k->flags & TOKEN_SENTENCE) return alias;
    }
    return alias;
}

/* Is the acronym in the brackets at `i` that of the mention read so far, and not of a
 * body within its complement: "le chef de la Ligue du Nord (LN)"? */
static bool mention__owns_alias(const reader *r, const mention *m, uint32_t i)
{
    uint32_t start;
    mention_alias_at(r->lexicon, r->text, i, &start);
    if (start != NO_TOKEN) return start == m->head || (m->name >= 0 && r->names->items[m->name].core.start == start);
    return m->head == NO_TOKEN || !(reader_word(r, m->head).flags & PEOPLE_ROLE);
}

static bool segment__is_empty(const segment *s)
{
    return s->head == NO_TOKEN && s->name < 0;
}

/* Can the noun beside a name say what its bearer is? A person's must be a
 * word for persons; a word that is not listed will do where nouns lead
 * ("l'aubergiste Jean Roux") but not where they may end another phrase ("the
 * bill Mr. Roe signed"). */
static bool reader__may_be_role(const reader *r, uint32_t head, int32_t name)
{
    uint32_t flags = reader_word(r, head).flags & PEOPLE_NOUN;
    if (flags & PEOPLE_ROLE) return true;
    if (r->names->items[name].being == BEING_PERSON) return flags == 0 && !r->lexicon->head_last;
    return (flags & PEOPLE_GROUP) != 0;
}

static void mention__take_first(const reader *r, mention *m, const segment *s)
{
    m->head = s->head;
    m->name = s->name;
    m->determiner = s->determiner;
    m->phrase = s->tokens;
    m->base_end = s->base_end;
    m->core_end = s->core_end;
    m->modified = s->modified;
    m->coordinated = s->coordinated;
    if (s->name >= 0 && s->name_prefix > s->content && s->head != NO_TOKEN && s->head < s->name_prefix &&
        reader__may_be_role(r, s->head, s->name))
        m->role = (range){s->content, s->name_prefix};
    if (s->name >= 0 && m->role.start == m->role.end) {
        /* the roles that are written as part of the name: "President Roe" */
        const name_run *run = &r->names->items[s->name];
        uint32_t end = run->core.start, at = run->tokens.start;
        while (at < end && (reader_word(r, at).flags & PEOPLE_TITLE)) at++;
        if (at < end) {
            m->role = (range){s->content < run->tokens.start ? s->content : run->tokens.start, end};
            m->head = end - 1;
        }
    }
    m->gender = s->small_gender;
    m->number = s->small_number;
}

/* "un délégué CFO": the letters say of which body, not who it is. */
static bool mention__is_of_body(const reader *r, const mention *m)
{
    if (m->name < 0 || m->head == NO_TOKEN || r->lexicon->head_last) return false;
    const name_run *run = &r->names->items[m->name];
    return run->being == BEING_BODY && m->role.end == run->core.start &&
           (reader_word(r, m->head).flags & (PEOPLE_ROLE | PEOPLE_GROUP)) == PEOPLE_ROLE;
}

/* A further segment: the name that belongs to the description before it, or
 * the description that belongs to the name. */
static bool mention__take_apposition(const reader *r, mention *m, const segment *s, bool second)
{
    if (segment__is_empty(s) || s->preposed || s->coordinated || m->coordinated) return false;
    uint32_t flags = s->head != NO_TOKEN ? reader_word(r, s->head).flags : 0;
    if (second && s->name >= 0 && s->head == NO_TOKEN && r->names->items[s->name].being != BEING_BODY &&
        mention__is_of_body(r, m)) { /* "le délégué CFO, Jean Roux" */
        m->name = -1;
        m->role = (range){0, 0};
    }
    if (m->name < 0) {
        if (!second || s->name < 0 || m->number == NUMBER_PLURAL) return false;
        const name_run *run = &r->names->items[s->name];
        bool person = run->being == BEING_PERSON || (run->being == BEING_UNKNOWN && m->head == NO_TOKEN &&
                                                     (run->core.end - run->core.start > 1 ||
                                                      (reader_word(r, run->core.start).flags & PEOPLE_FIRST_NAME)));
        bool whole = !r->open && person && run->tokens.end == s->tokens.end;
        /* "le syndicat majoritaire, le Snacom" */
        bool group = m->head != NO_TOKEN && (reader_word(r, m->head).flags & PEOPLE_GROUP);
        whole |= !r->open && group && run->being != BEING_PERSON && run->being != BEING_PLACE && s->head == NO_TOKEN &&
                 run->tokens.end == s->tokens.end && run->tokens.start == s->content;
        if (m->head == NO_TOKEN && !whole) return false; /* but "l'un d'eux, Jean Roux" */
        if (s->determiner != 0 && s->head == NO_TOKEN && !whole) return false;
        if (r->open && (run->tokens.start != s->content || s->tokens.end != run->tokens.end)) return false;
        if (r->open && !(reader_word(r, m->head).number & NUMBER_SINGULAR)) return false;
        if (r->open && !(reader_word(r, m->head).flags & (PEOPLE_ROLE | PEOPLE_GROUP))) return false;
        if (r->open && run->being == BEING_PERSON && !(reader_word(r, m->head).flags & PEOPLE_ROLE)) return false;
        m->name = s->name;
        if (m->head == NO_TOKEN) return true;
        m->role = (range){m->phrase.start, m->phrase.end};
        while (m->role.start < m->role.end &&
               reader_is_determiner(r, m->role.start, reader_word(r, m->role.start).flags))
            m->role.start++;
        return true;
    }
    if (s->head != NO_TOKEN && !(reader_word(r, s->head).number & NUMBER_SINGULAR)) return false;
    if (m->role.start != m->role.end || s->name >= 0 || !(flags & (PEOPLE_ROLE | PEOPLE_GROUP))) return false;
    if ((flags & PEOPLE_GROUP) && r->names->items[m->name].being == BEING_PERSON && !(flags & PEOPLE_ROLE))
        return false;
    m->role = (range){s->content, s->tokens.end};
    m->head = s->head;
    m->gender = m->gender != 0 ? m->gender & s->small_gender : s->small_gender;
    return true;
}

/* Is the noun capitalised within a sentence, as in "la Coordination des
 * pêcheurs"? */
static bool reader__is_title_word(const reader *r, uint32_t i)
{
    const token *t = &r->text->tokens[i];
    return !r->lexicon->head_last && (t->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE | TOKEN_PARAGRAPH)) == TOKEN_CAPITAL &&
           i > 0 && t[-1].kind == TOKEN_WORD;
}

/* Is the phrase an office's, all of it? Then it is in the office's sets. */
static void mention__find_office(const reader *r, mention *m)
{
    if (m->head == NO_TOKEN || m->name >= 0) return;
    uint32_t at = m->head + 1, end = m->phrase.end;
    if (at >= end || !(reader_word(r, at).flags & PEOPLE_COMPLEMENT)) return;
    if (++at < end && at + 1 < end && reader_is_determiner(r, at, reader_word(r, at).flags)) at++;
    for (uint32_t i = at + 1; i < end; i++) /* "le chef de l'État français" */
        if (r->text->tokens[i].tag != TAG_ADJ || reader_word(r, i).nation == 0) return;
    if (at >= end) return;
    for (size_t i = 0; i < r->lexicon->offices.count; i++) {
        const office *o = &r->lexicon->offices.items[i];
        if (o->head != m->lemma || o->complement != reader_word(r, at).lemma) continue;
        m->office = true;
        m->kin = o->kin;
    }
}

/* The country that the words name first, but for those in the name; or 0. */
static uint8_t reader__nation(const reader *r, range words, int32_t name)
{
    for (uint32_t i = words.start; i < words.end; i++) {
        bool own = name >= 0 && r->names->at[i] == (uint32_t)name + 1;
        uint8_t nation = own ? 0 : reader_word(r, i).nation;
        if (nation != 0) return nation;
    }
    return 0;
}

/* What the words say of the one who is meant. */
static void mention__describe(const reader *r, mention *m)
{
    person_word head = m->head != NO_TOKEN ? reader_word(r, m->head) : (person_word){0};
    m->noun = head.flags & (PEOPLE_NOUN | PEOPLE_GENERIC | PEOPLE_KIND | PEOPLE_TRADE | PEOPLE_BEFORE_NAME);
    m->lemma = head.lemma;
    m->kin = person_word_kin(r->lexicon, head);
    if (m->name >= 0 && r->names->items[m->name].being == BEING_BODY)
        for (uint32_t i = r->names->items[m->name].core.start; i < r->names->items[m->name].core.end; i++)
            m->kin |= person_word_kin(r->lexicon, reader_word(r, i));
    mention__find_office(r, m);
    if (m->head != NO_TOKEN) m->nation = reader__nation(r, m->role.start < m->role.end ? m->role : m->phrase, m->name);
    m->former = m->head != NO_TOKEN && m->head > m->phrase.start && (m->noun & PEOPLE_ROLE) && m->name < 0 &&
                (reader_word(r, m->head - 1).flags & PEOPLE_FORMER);
    uint8_t small_gender = m->gender != 0 ? m->gender : GENDER_ANY;
    uint8_t small_number = m->number != 0 ? m->number : NUMBER_ANY;
    if ((m->noun & PEOPLE_ROLE) && (m->noun & PEOPLE_GROUP) && !r->lexicon->head_last)
        m->being = BEING_UNKNOWN; /* "le géant gazier" */
    else if (m->noun & PEOPLE_ROLE)
        m->being = BEING_PERSON;
    else if (m->noun & PEOPLE_GROUP)
        m->being = BEING_BODY;
    else
        m->being = m->head != NO_TOKEN ? BEING_THING : BEING_UNKNOWN;
    if (m->being == BEING_THING && reader__is_title_word(r, m->head)) m->being = BEING_BODY;
    m->gender = m->noun != 0 ? head.gender : m->head != NO_TOKEN ? r->lexicon->thing_gender : GENDER_ANY;
    m->number = m->noun != 0 ? head.number : NUMBER_ANY;
    if (m->gender & small_gender)
        m->gender &= small_gender;
    else if (m->noun & PEOPLE_ROLE) /* "la maire" */
        m->gender = small_gender;
    m->number = small_number != NUMBER_ANY ? small_number : m->number;
    if (m->name >= 0) {
        const name_run *run = &r->names->items[m->name];
        if (mention__is_of_body(r, m)) {
            m->name = -1;
            m->role = (range){0, 0};
            return;
        }
        if (run->being != BEING_UNKNOWN) m->being = run->being;
        if (run->being == BEING_PERSON && (m->noun & PEOPLE_ROLE) == 0)
            m->gender = run->gender;
        else if (run->gender & m->gender)
            m->gender &= run->gender;
        else if (run->being == BEING_PERSON && run->gender != 0) /* "le docteur Jeanne Roux" */
            m->gender = run->gender;
        if (m->being == BEING_PERSON && (m->gender & GENDER_PERSON)) m->gender &= GENDER_PERSON;
        if (m->number == NUMBER_ANY) m->number = NUMBER_SINGULAR;
    }
    if (!m->coordinated || r->open) return; /* of an open phrase only the first party was read */
    m->number = NUMBER_PLURAL;
    m->name = -1;
    m->role = (range){0, 0};
}

/* "Londres, Tokyo et Canberra": is the segment the end of a list that the bare
 * name before it begins? */
static bool mention__goes_on_as_list(const reader *r, const mention *m, const segment *s)
{
    return !r->open && s->coordinated && s->head == NO_TOKEN && s->name >= 0 && m->name >= 0 && m->head == NO_TOKEN &&
           (m->determiner != 0) == (s->determiner != 0) && r->names->items[m->name].being != BEING_PERSON;
}

/* "le maire (PS) de Brest": what goes on behind the brackets that close at
 * `*at` belongs to the description. */
static void mention__go_on(const reader *r, mention *m, uint32_t *at, uint32_t *used, uint32_t end)
{
    uint32_t next = *at + 1;
    if (m->head == NO_TOKEN || m->name >= 0 || next >= end) return;
    if (!(reader_word(r, next).flags & PEOPLE_COMPLEMENT)) return;
    segment s = segment_read(r, next, end);
    m->phrase.end = m->core_end = s.tokens.end;
    m->modified = true;
    *at = *used = s.tokens.end;
}

/* "Roux, le maire de Tréval se dit": the comma that should close it is left
 * out, but the name begins the sentence and a verb follows. */
static bool mention__is_left_open(const reader *r, const mention *m, const segment *s, uint32_t start, uint32_t at)
{
    const token *t = r->text->tokens;
    if (m->name < 0 || s->head == NO_TOKEN || !(s->determiner & PEOPLE_DEFINITE)) return false;
    uint8_t being = r->names->items[m->name].being;
    if (!(t[start].flags & TOKEN_SENTENCE) || being == BEING_BODY || being == BEING_PLACE) return false;
    if (!(reader_word(r, s->head).flags & PEOPLE_ROLE)) return false;
    return tag_is_finite(t[at].tag) ||
           (at + 1 < r->text->token_count && t[at].tag == TAG_PRON && tag_is_finite(t[at + 1].tag));
}

static mention mention__of(const reader *r, uint32_t start, uint32_t end)
{
    mention m = {.alias = NO_TOKEN};
    segment s = segment_read(r, start, end);
    mention__take_first(r, &m, &s);
    uint32_t at = s.tokens.end, used = at;
    bool second = true;
    for (int k = 0; k < SEGMENT_LIMIT && at < end && !s.last; k++) {
        if (reader_ends_segment(r, at)) {
            if (m.alias == NO_TOKEN && reader__alias(r, at) != NO_TOKEN && mention__owns_alias(r, &m, at))
                m.alias = at + 1;
            bool aside = r->text->tokens[at].punct == PUNCT_OPEN_BRACKET;
            if (aside && k == 0 && reader__alias(r, at) != NO_TOKEN) used = at + 3;
            at++;
            if (at >= end) break;
            s = segment_read(r, at, end);
            at = s.tokens.end;
            if (aside) {
                while (at < end && r->text->tokens[at].punct != PUNCT_CLOSE_BRACKET) at++;
                s.last = at + 1 >= end;
                if (s.last || r->text->tokens[at + 1].punct == PUNCT_COMMA) at += !s.last;
                if (k == 0 && !s.last) mention__go_on(r, &m, &at, &used, end);
                continue;
            }
        } else {
            s = segment_read(r, at, end);
            at = s.tokens.end > at ? s.tokens.end : at + 1;
        }
        bool closed = !r->open || at >= r->text->token_count || r->text->tokens[at].kind == TOKEN_PUNCT ||
                      (m.name < 0 && r->text->tokens[at].tag != TAG_CCONJ) ||
                      mention__is_left_open(r, &m, &s, start, at);
        m.coordinated |= mention__goes_on_as_list(r, &m, &s);
        if (closed && mention__take_apposition(r, &m, &s, second))
            used = at;
        else if (r->open && !(m.name >= 0 && segment__is_age(r, &s)))
            break;
        second = false;
    }
    m.tokens = (range){start, r->open ? used : end};
    mention__describe(r, &m);
    return m;
}

mention mention_read(const person_lexicon *lexicon, const text *t, const name_list *names, range tokens)
{
    reader r = {.lexicon = lexicon, .text = t, .names = names};
    return mention__of(&r, tokens.start, tokens.end);
}

bool mention_begin(const person_lexicon *lexicon, const text *t, const name_list *names, uint32_t i, uint32_t end,
                   mention *out)
{
    reader r = {.lexicon = lexicon, .text = t, .names = names, .open = true};
    uint32_t flags = reader_word(&r, i).flags;
    if ((flags & PEOPLE_NOBODY) && !(flags & PEOPLE_DETERMINER) && names->at[i] == 0) return false; /* "personne" */
    bool adjective = t->tokens[i].tag == TAG_NUM || (lexicon->head_last && t->tokens[i].tag == TAG_ADJ);
    if (!adjective && names->at[i] == 0 && !reader_is_determiner(&r, i, flags) && !reader_is_noun(&r, i, flags))
        return false;
    if (end > i + PHRASE_LIMIT) end = i + PHRASE_LIMIT;
    *out = mention__of(&r, i, end);
    return out->head != NO_TOKEN || out->name >= 0 || out->coordinated;
}
