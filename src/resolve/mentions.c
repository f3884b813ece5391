/* SPDX-License-Identifier: Apache-2.0
 *
 * mentions.c - reads noun phrases: who is meant, under which name, in which
 * role.
 *
 * A phrase is cut into segments at commas, brackets and dashes, and each
 * segment is read word by word:
 *
 *     le porte-parole du ministère ,  M. Jean Roux
 *     det head        complement      title name
 *     \______ segment 0 _________/    \ segment 1/
 *
 * A name counts only outside complements: in "les services de Jean Roux" it
 * is somebody else's. In languages whose phrases end in their head, a name
 * that a noun follows is a modifier too ("the Roux campaign"). Where segment 0
 * has a name, the other segments may give the role; where it has only a role,
 * segment 1 may give the name.
 */
#include "resolve/mentions.h"

#include "base/utf8.h"

/* Longest phrase that is read where its end is not known, in tokens. */
#define PHRASE_LIMIT 28
#define SEGMENT_LIMIT 6

typedef struct segment {
    range tokens;
    uint32_t content;    /* one past the determiners */
    uint32_t base_end;   /* where the complements begin */
    uint32_t core_end;   /* where those begin that "de" does not tie */
    uint32_t determiner; /* flags */
    uint8_t small_gender, small_number;
    uint32_t head;        /* or NO_TOKEN */
    int32_t name;         /* or -1 */
    uint32_t name_prefix; /* where the name's title or role begins */
    bool inside;          /* a complement has begun */
    bool preposed;        /* begins with a preposition */
    bool modified, coordinated;
    bool last; /* what follows is no part of the phrase */
} segment;

typedef struct reader {
    const person_lexicon *lexicon;
    const text *text;
    const name_list *names;
    bool open; /* where the phrase ends is not known */
} reader;

static person_word reader__word(const reader *r, uint32_t i)
{
    return person_word_of(r->lexicon, &r->text->tokens[i]);
}

static bool reader__is_determiner(const reader *r, uint32_t i, uint32_t flags)
{
    uint8_t pos = r->text->tokens[i].tag;
    if (r->names->at[i] != 0 || (flags & PEOPLE_DETERMINER) == 0) return false;
    if (flags & PEOPLE_COMPLEMENT) return pos == TAG_DET || pos == TAG_NONE;
    return pos == TAG_DET || pos == TAG_NONE || pos == TAG_NUM || pos == TAG_PRON || pos == TAG_ADJ || pos == TAG_ADP ||
           pos == TAG_PART || pos == TAG_NOUN || pos == TAG_RELATIVE;
}

static bool reader__is_noun(const reader *r, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (t->kind != TOKEN_WORD) return false;
    if (t->tag == TAG_NOUN || t->tag == TAG_PROPN || t->tag == TAG_OTHER) return true;
    if ((flags & PEOPLE_NOUN) == 0) return t->tag == TAG_NONE && (flags & ~(uint32_t)PEOPLE_FIRST_NAME) == 0;
    /* "le socialiste", but not "plus proche de" or "le premier rapport" */
    if (t->tag == TAG_ADJ && i + 1 < r->text->token_count && t[1].tag == TAG_NOUN &&
        (reader__word(r, i + 1).flags & (PEOPLE_ROLE | PEOPLE_GROUP)) == 0)
        return false;
    return t->tag == TAG_NONE || (t->tag == TAG_ADJ && i > 0 && t[-1].tag == TAG_DET);
}

static bool reader__is_preposition(const reader *r, uint32_t i, uint32_t flags)
{
    uint8_t pos = r->text->tokens[i].tag;
    return pos == TAG_ADP || ((flags & (PEOPLE_COMPLEMENT | PEOPLE_PREPOSITION)) != 0 && pos != TAG_ADV &&
                              pos != TAG_SCONJ && pos != TAG_VERB_FINITE && pos != TAG_NOUN && pos != TAG_ADJ);
}

static bool token__ends_segment(const token *t)
{
    return t->punct == PUNCT_COMMA || t->punct == PUNCT_OPEN_BRACKET || t->punct == PUNCT_CLOSE_BRACKET ||
           t->punct == PUNCT_DASH;
}

/* Does the phrase as a whole end before the token at i? */
static bool reader__ends_phrase(const reader *r, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (r->names->at[i] != 0) return false;
    if (t->kind == TOKEN_PUNCT)
        return t->punct != PUNCT_HYPHEN && t->punct != PUNCT_SLASH && (t->punct != PUNCT_QUOTE || r->open);
    if (tag_is_finite(t->tag) || t->tag == TAG_RELATIVE || t->tag == TAG_SCONJ) return true;
    if (t->tag == TAG_AUX_INFINITIVE || t->tag == TAG_VERB_INFINITIVE) return r->open;
    if (r->open && (flags & (PEOPLE_PRONOUN | PEOPLE_RELATIVE)) && t->tag == TAG_PRON) return true;
    return (flags & PEOPLE_RELATIVE) != 0;
}

static uint32_t reader__determiners(const reader *r, segment *s, uint32_t i, uint32_t end)
{
    while (i < end) {
        person_word w = reader__word(r, i);
        if (!reader__is_determiner(r, i, w.flags)) break;
        s->determiner = w.flags & PEOPLE_DETERMINER;
        s->small_gender = w.small_gender;
        s->small_number = w.small_number;
        i++;
    }
    return i;
}

/* Is the name at token i only that of the noun before it, within a complement:
 * "le porte-parole du président Jean Roux", "la direction du groupe Alpha"?
 * That noun has an article; a bare one says of what sort the head is ("l'agence
 * de presse Alpha"). */
static bool reader__is_inner_name(const reader *r, uint32_t i, uint32_t nouns)
{
    person_word w = reader__word(r, i - 1);
    if (i < 3 || !(w.flags & nouns) || !(w.number & NUMBER_SINGULAR)) return false;
    uint32_t at = i - 2;
    while (at > 0 && (r->text->tokens[at].tag == TAG_ADJ || (reader__word(r, at).flags & PEOPLE_FORMER))) at--;
    person_word before = reader__word(r, at);
    return before.fused || ((before.flags & PEOPLE_DETERMINER) && !(before.flags & PEOPLE_COMPLEMENT));
}

/* Does a bare noun follow the head, which says of what sort it is: "le parti
 * d'opposition", "la chaîne de télévision"? */
static bool segment__is_compound(const reader *r, const segment *s)
{
    uint32_t i = s->base_end;
    if (i + 1 >= r->text->token_count || i < s->tokens.start) return false;
    person_word w = reader__word(r, i);
    return (w.flags & PEOPLE_COMPLEMENT) && !w.fused && !reader__is_determiner(r, i + 1, reader__word(r, i + 1).flags);
}

/* Is the name at token i, after a complement, the segment's own all the same:
 * "le ministre des Affaires étrangères Jean Roux", "l'agence de presse Alpha"?
 * A name that nobody knows is, where a source ends with it. */
static bool segment__owns_name(const reader *r, const segment *s, uint32_t i, uint32_t stop, uint32_t end)
{
    const name_run *run = &r->names->items[r->names->at[i] - 1];
    const token *before = &r->text->tokens[i - 1];
    if (s->head == NO_TOKEN || i <= s->tokens.start) return false;
    if (reader__is_preposition(r, i - 1, reader__word(r, i - 1).flags) ||
        reader__is_determiner(r, i - 1, reader__word(r, i - 1).flags) || before->tag == TAG_CCONJ)
        return false;
    person_word head = reader__word(r, s->head);
    bool several = run->core.end - run->core.start > 1;
    const token *after = &r->text->tokens[stop];
    bool last = !r->lexicon->head_last && (stop >= end || token__ends_segment(after) || tag_is_finite(after->tag));
    if (run->being == BEING_PERSON)
        return several && ((head.flags & PEOPLE_ROLE) || (last && !(head.flags & PEOPLE_NOUN))) &&
               !reader__is_inner_name(r, i, PEOPLE_ROLE);
    if (!last || !(head.number & NUMBER_SINGULAR) || (before->flags & TOKEN_CAPITAL)) return false;
    if (before->kind != TOKEN_WORD || reader__is_inner_name(r, i, PEOPLE_ROLE | PEOPLE_GROUP)) return false;
    if (head.flags & PEOPLE_GROUP)
        return run->being != BEING_PLACE && ((head.flags & PEOPLE_GENERIC) || segment__is_compound(r, s));
    return (head.flags & PEOPLE_ROLE) && several && run->being == BEING_UNKNOWN;
}

/* The name at token i, where it is the segment's own; sets what follows from
 * it. Returns one past the name. */
static uint32_t segment__take_name(const reader *r, segment *s, uint32_t i, uint32_t end, bool inside)
{
    const name_run *run = &r->names->items[r->names->at[i] - 1];
    uint32_t stop = run->tokens.end < end ? run->tokens.end : end;
    bool people = false;
    if (inside) {
        people = s->name >= 0 && r->names->items[s->name].being != BEING_PERSON && run->being == BEING_PERSON;
        if ((s->name >= 0 && !people) || !segment__owns_name(r, s, i, stop, end)) return stop;
    } else if (r->lexicon->head_last && stop < end) {
        uint32_t flags = reader__word(r, stop).flags;
        if (((flags & PEOPLE_GENITIVE) && stop + 1 < end) ||
            (r->names->at[stop] == 0 && reader__is_noun(r, stop, flags))) {
            s->modified = true;
            return stop;
        }
    }
    people |= s->name >= 0 && !inside && r->names->items[s->name].tokens.end == i && run->being == BEING_PERSON &&
              r->names->items[s->name].being != BEING_PERSON && s->determiner != 0 && s->head == NO_TOKEN;
    /* "le député PSD Jean Roux" */
    people |= s->name >= 0 && !inside && r->names->items[s->name].tokens.end == i && run->being == BEING_PERSON &&
              r->names->items[s->name].being == BEING_BODY && s->head != NO_TOKEN && !r->lexicon->head_last &&
              (reader__word(r, s->head).flags & PEOPLE_ROLE);
    /* a source that begins within the name before: "[RIA] Novosti Jean Roux" */
    people |= s->name >= 0 && !inside && run->being == BEING_PERSON && s->head == NO_TOKEN &&
              r->names->items[s->name].tokens.end == i && r->names->items[s->name].tokens.start < s->tokens.start;
    if (s->name >= 0 && !people) return stop; /* "le Colombien Juan Roux" */
    s->name = (int32_t)r->names->at[i] - 1;
    s->name_prefix = run->core.start;
    while (s->name_prefix > s->content && (reader__word(r, s->name_prefix - 1).flags & PEOPLE_TITLE)) s->name_prefix--;
    return stop;
}

/* Is the conjunction at i between two parties ("Roux et Blanc", "le maire et
 * ses adjoints") and not within the description of one? */
static bool segment__coordinates(const reader *r, const segment *s, uint32_t i, uint32_t end, bool inside)
{
    if (i + 1 >= end || (s->head == NO_TOKEN && s->name < 0)) return false;
    person_word next = reader__word(r, i + 1);
    uint32_t name = r->names->at[i + 1];
    bool bare = s->head == NO_TOKEN && s->name >= 0 && !r->open; /* "la Corée du Sud et le Japon" */
    if (inside && bare && i + 2 < end && reader__is_determiner(r, i + 1, next.flags) && r->names->at[i + 2] != 0)
        return true;
    if (inside) return name != 0 && r->names->items[name - 1].being == BEING_PERSON && s->name >= 0;
    return name != 0 || reader__is_determiner(r, i + 1, next.flags) ||
           ((next.flags & PEOPLE_NOUN) && (next.number & NUMBER_SINGULAR) == 0);
}

/* Each of these reads the token at i; false: the phrase ends before it. */

static bool segment__conjunction(const reader *r, segment *s, uint32_t i, uint32_t end)
{
    bool begun = s->head != NO_TOKEN || s->name >= 0;
    if (segment__coordinates(r, s, i, end, s->inside)) {
        s->coordinated = s->inside = true;
        if (s->base_end > i) s->base_end = i;
        return !r->open;
    }
    bool further = s->inside && i + 1 < end && (reader__word(r, i + 1).flags & PEOPLE_COMPLEMENT);
    return !r->open || further || !begun;
}

/* A preposition or a participle: what follows is a complement. */
static bool segment__complement(const reader *r, segment *s, uint32_t i, uint32_t flags)
{
    if (i == s->tokens.start) s->preposed = true;
    bool role = s->head != NO_TOKEN && (reader__word(r, s->head).flags & PEOPLE_ROLE);
    if (r->open && !(flags & PEOPLE_COMPLEMENT) && (!role || tag_is_verb(r->text->tokens[i].tag))) return false;
    if (!s->inside) s->base_end = i;
    if (!(flags & PEOPLE_COMPLEMENT) && s->core_end > i) s->core_end = i;
    s->inside = s->modified = true;
    return true;
}

static void segment__noun(const reader *r, segment *s, uint32_t i)
{
    if (!s->inside && (s->head == NO_TOKEN || r->lexicon->head_last)) {
        s->modified |= s->head != NO_TOKEN || s->name >= 0;
        s->head = i;
        if (r->lexicon->head_last) s->name = -1;
    } else if (s->head == NO_TOKEN && s->name < 0) {
        s->head = i; /* "l'un des responsables" */
    } else {
        s->modified = true;
    }
}

/* Two common nouns in a row, of which the second is not listed, where the
 * phrase's end is not known: more likely "la direction compose", whose verb was
 * taken for a noun. */
static bool segment__is_crowded(const reader *r, const segment *s, uint32_t i, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    if (!r->open || r->lexicon->head_last || s->head == NO_TOKEN || i <= s->head) return false;
    return t->tag == TAG_NOUN && t[-1].tag == TAG_NOUN && !(flags & PEOPLE_NOUN) &&
           !((t->flags | t[-1].flags) & TOKEN_CAPITAL);
}

static bool segment__word(const reader *r, segment *s, uint32_t i, uint32_t end, uint32_t flags)
{
    const token *t = &r->text->tokens[i];
    bool participle = t->tag == TAG_VERB_PARTICIPLE;
    if (t->tag == TAG_CCONJ || ((flags & PEOPLE_CONJUNCTION) && t->tag == TAG_NONE))
        return segment__conjunction(r, s, i, end);
    if (reader__is_preposition(r, i, flags) || t->tag == TAG_VERB_GERUND ||
        (participle && (!r->lexicon->head_last || s->head != NO_TOKEN)))
        return segment__complement(r, s, i, flags);
    if (reader__is_noun(r, i, flags)) {
        if (segment__is_crowded(r, s, i, flags)) return false;
        segment__noun(r, s, i);
        return true;
    }
    if (t->tag == TAG_ADJ || t->tag == TAG_NUM || participle) {
        s->modified = true;
        return true;
    }
    /* "la ville l'aide" */
    if (r->open && t->tag == TAG_DET && !r->lexicon->head_last && s->head == i - 1 && s->head != NO_TOKEN) return false;
    return !r->open || t->tag == TAG_DET || t->punct == PUNCT_HYPHEN || (t->tag == TAG_ADV && s->head == NO_TOKEN);
}

static segment segment_read(const reader *r, uint32_t start, uint32_t end)
{
    segment s = {.tokens = {start, end}, .head = NO_TOKEN, .name = -1, .base_end = end, .core_end = end};
    uint32_t i = s.content = reader__determiners(r, &s, start, end);
    for (; i < end && !token__ends_segment(&r->text->tokens[i]); i++) {
        uint32_t flags = reader__word(r, i).flags;
        s.last = reader__ends_phrase(r, i, flags);
        if (s.last) break;
        if ((flags & PEOPLE_QUANTITY) && s.head == NO_TOKEN && i + 2 < end &&
            (reader__word(r, i + 1).flags & PEOPLE_COMPLEMENT)) {
            s.small_number = NUMBER_PLURAL;
            s.small_gender = 0;
            i++;
        } else if (r->names->at[i] != 0 && r->open && s.name >= 0 && !s.inside) {
            s.last = true; /* "l'agence Delta Novia Jean Roux" */
            break;
        } else if (r->names->at[i] != 0) {
            i = segment__take_name(r, &s, i, end, s.inside) - 1;
        } else if ((flags & PEOPLE_GENITIVE) && i + 1 < end) {
            s.name = -1;
            s.head = NO_TOKEN;
            s.modified = true;
        } else if (s.name >= 0 && !s.inside && reader__is_determiner(r, i, flags)) {
            break; /* "Jean Roux le maire de" */
        } else if (!segment__word(r, &s, i, end, flags)) {
            s.last = true;
            break;
        }
    }
    s.tokens.end = i;
    if (s.base_end > i) s.base_end = i;
    if (s.core_end > i) s.core_end = i;
    return s;
}

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
        bool small = reader__word(&r, at).flags &
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
    return m->head == NO_TOKEN || !(reader__word(r, m->head).flags & PEOPLE_ROLE);
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
    uint32_t flags = reader__word(r, head).flags & PEOPLE_NOUN;
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
        while (at < end && (reader__word(r, at).flags & PEOPLE_TITLE)) at++;
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
           (reader__word(r, m->head).flags & (PEOPLE_ROLE | PEOPLE_GROUP)) == PEOPLE_ROLE;
}

/* A further segment: the name that belongs to the description before it, or
 * the description that belongs to the name. */
static bool mention__take_apposition(const reader *r, mention *m, const segment *s, bool second)
{
    if (segment__is_empty(s) || s->preposed || s->coordinated || m->coordinated) return false;
    uint32_t flags = s->head != NO_TOKEN ? reader__word(r, s->head).flags : 0;
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
                                                      (reader__word(r, run->core.start).flags & PEOPLE_FIRST_NAME)));
        bool whole = !r->open && person && run->tokens.end == s->tokens.end;
        /* "le syndicat majoritaire, le Snacom" */
        bool group = m->head != NO_TOKEN && (reader__word(r, m->head).flags & PEOPLE_GROUP);
        whole |= !r->open && group && run->being != BEING_PERSON && run->being != BEING_PLACE && s->head == NO_TOKEN &&
                 run->tokens.end == s->tokens.end && run->tokens.start == s->content;
        if (m->head == NO_TOKEN && !whole) return false; /* but "l'un d'eux, Jean Roux" */
        if (s->determiner != 0 && s->head == NO_TOKEN && !whole) return false;
        if (r->open && (run->tokens.start != s->content || s->tokens.end != run->tokens.end)) return false;
        if (r->open && !(reader__word(r, m->head).number & NUMBER_SINGULAR)) return false;
        if (r->open && !(reader__word(r, m->head).flags & (PEOPLE_ROLE | PEOPLE_GROUP))) return false;
        if (r->open && run->being == BEING_PERSON && !(reader__word(r, m->head).flags & PEOPLE_ROLE)) return false;
        m->name = s->name;
        if (m->head == NO_TOKEN) return true;
        m->role = (range){m->phrase.start, m->phrase.end};
        while (m->role.start < m->role.end &&
               reader__is_determiner(r, m->role.start, reader__word(r, m->role.start).flags))
            m->role.start++;
        return true;
    }
    if (s->head != NO_TOKEN && !(reader__word(r, s->head).number & NUMBER_SINGULAR)) return false;
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
    if (at >= end || !(reader__word(r, at).flags & PEOPLE_COMPLEMENT)) return;
    if (++at < end && at + 1 < end && reader__is_determiner(r, at, reader__word(r, at).flags)) at++;
    for (uint32_t i = at + 1; i < end; i++) /* "le chef de l'État français" */
        if (r->text->tokens[i].tag != TAG_ADJ || reader__word(r, i).nation == 0) return;
    if (at >= end) return;
    for (size_t i = 0; i < r->lexicon->offices.count; i++) {
        const office *o = &r->lexicon->offices.items[i];
        if (o->head != m->lemma || o->complement != reader__word(r, at).lemma) continue;
        m->office = true;
        m->kin = o->kin;
    }
}

/* The country that the words name first, but for those in the name; or 0. */
static uint8_t reader__nation(const reader *r, range words, int32_t name)
{
    for (uint32_t i = words.start; i < words.end; i++) {
        bool own = name >= 0 && r->names->at[i] == (uint32_t)name + 1;
        uint8_t nation = own ? 0 : reader__word(r, i).nation;
        if (nation != 0) return nation;
    }
    return 0;
}

/* What the words say of the one who is meant. */
static void mention__describe(const reader *r, mention *m)
{
    person_word head = m->head != NO_TOKEN ? reader__word(r, m->head) : (person_word){0};
    m->noun = head.flags & (PEOPLE_NOUN | PEOPLE_GENERIC | PEOPLE_KIND | PEOPLE_TRADE | PEOPLE_BEFORE_NAME);
    m->lemma = head.lemma;
    m->kin = person_word_kin(r->lexicon, head);
    if (m->name >= 0 && r->names->items[m->name].being == BEING_BODY)
        for (uint32_t i = r->names->items[m->name].core.start; i < r->names->items[m->name].core.end; i++)
            m->kin |= person_word_kin(r->lexicon, reader__word(r, i));
    mention__find_office(r, m);
    if (m->head != NO_TOKEN) m->nation = reader__nation(r, m->role.start < m->role.end ? m->role : m->phrase, m->name);
    m->former = m->head != NO_TOKEN && m->head > m->phrase.start && (m->noun & PEOPLE_ROLE) && m->name < 0 &&
                (reader__word(r, m->head - 1).flags & PEOPLE_FORMER);
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
    if (!(reader__word(r, next).flags & PEOPLE_COMPLEMENT)) return;
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
    if (!(reader__word(r, s->head).flags & PEOPLE_ROLE)) return false;
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
        if (token__ends_segment(&r->text->tokens[at])) {
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
    uint32_t flags = reader__word(&r, i).flags;
    if ((flags & PEOPLE_NOBODY) && !(flags & PEOPLE_DETERMINER) && names->at[i] == 0) return false; /* "personne" */
    bool adjective = t->tokens[i].tag == TAG_NUM || (lexicon->head_last && t->tokens[i].tag == TAG_ADJ);
    if (!adjective && names->at[i] == 0 && !reader__is_determiner(&r, i, flags) && !reader__is_noun(&r, i, flags))
        return false;
    if (end > i + PHRASE_LIMIT) end = i + PHRASE_LIMIT;
    *out = mention__of(&r, i, end);
    return out->head != NO_TOKEN || out->name >= 0 || out->coordinated;
}
