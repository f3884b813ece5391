/* SPDX-License-Identifier: Apache-2.0
 *
 * relation.h - how a word depends on another.
 *
 * The relations of Universal Dependencies (v2) with few subtypes: those that
 * a reader of attributions tells apart. Passive subjects are subjects;
 * vocatives, interjections, dislocated phrases and the like are "other".
 */
#ifndef SELON_SYNTAX_RELATION_H
#define SELON_SYNTAX_RELATION_H

#include <stdint.h>

typedef enum relation {
    REL_NONE = 0, /* not parsed */
    REL_NSUBJ,
    REL_OBJ,
    REL_IOBJ,
    REL_OBL,
    REL_OBL_AGENT, /* a passive's "par X", "by X" */
    REL_CCOMP,     /* a clause as object, with a subject of its own */
    REL_XCOMP,     /* without one */
    REL_CSUBJ,
    REL_ADVCL,
    REL_ACL,
    REL_ACL_RELCL, /* a relative clause */
    REL_NMOD,
    REL_NUMMOD,
    REL_APPOS,
    REL_AMOD,
    REL_DET,
    REL_CASE,
    REL_MARK,
    REL_ADVMOD,
    REL_AUX,
    REL_COP,
    REL_CONJ,
    REL_CC,
    REL_COMPOUND,
    REL_FLAT, /* parts of a name */
    REL_FIXED,
    REL_PARATAXIS, /* a clause beside: ", said she," */
    REL_EXPL,      /* il faut, there is; a reflexive that is part of its verb */
    REL_OTHER,
    REL_ROOT,
    REL_PUNCT,
    REL_COUNT,
} relation;

/* As treebanks write it: "acl:relcl". */
const char *relation_name(uint8_t r);

#endif
