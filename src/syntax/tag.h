/* SPDX-License-Identifier: Apache-2.0
 *
 * tag.h - the parts of speech.
 *
 * The universal tags (UPOS of Universal Dependencies, v2), with verbs split
 * by form, since a finite verb, an infinitive, a participle and a gerund play
 * different parts in an attribution.
 */
#ifndef SELON_SYNTAX_TAG_H
#define SELON_SYNTAX_TAG_H

#include <stdbool.h>
#include <stdint.h>

typedef enum tag {
    TAG_NONE = 0, /* not tagged */
    TAG_NOUN,
    TAG_PROPN,
    TAG_PRON,     /* personal, demonstrative, indefinite, interrogative */
    TAG_RELATIVE, /* relative pronoun (PronType=Rel): qui, que, dont, who, which */
    TAG_DET,
    TAG_ADJ,
    TAG_ADV,
    TAG_NUM,
    TAG_ADP,
    TAG_CCONJ,
    TAG_SCONJ,
    TAG_PART, /* English "to", "not", "'s"; French negation is TAG_ADV as in UD */
    TAG_INTJ,
    TAG_PUNCT,
    TAG_OTHER, /* SYM, X */
    TAG_VERB_FINITE,
    TAG_VERB_INFINITIVE, /* English: the bare form after "to" or a modal */
    TAG_VERB_PARTICIPLE, /* past participle */
    TAG_VERB_GERUND,     /* present participle, -ing, -ant */
    TAG_AUX_FINITE,      /* auxiliaries, modals and copulas as UD has them */
    TAG_AUX_INFINITIVE,
    TAG_AUX_PARTICIPLE,
    TAG_AUX_GERUND,
    TAG_COUNT,
} tag;

const char *tag_name(tag t);

static inline bool tag_is_verb(uint8_t t)
{
    return t >= TAG_VERB_FINITE && t <= TAG_VERB_GERUND;
}
static inline bool tag_is_aux(uint8_t t)
{
    return t >= TAG_AUX_FINITE && t <= TAG_AUX_GERUND;
}
static inline bool tag_is_finite(uint8_t t)
{
    return t == TAG_VERB_FINITE || t == TAG_AUX_FINITE;
}

#endif
