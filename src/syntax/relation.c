/* SPDX-License-Identifier: Apache-2.0
 *
 * relation.c - the names of the relations.
 */
#include "syntax/relation.h"

static const char *const names[REL_COUNT] = {
    [REL_NONE] = "none",         [REL_NSUBJ] = "nsubj",
    [REL_OBJ] = "obj",           [REL_IOBJ] = "iobj",
    [REL_OBL] = "obl",           [REL_OBL_AGENT] = "obl:agent",
    [REL_CCOMP] = "ccomp",       [REL_XCOMP] = "xcomp",
    [REL_CSUBJ] = "csubj",       [REL_ADVCL] = "advcl",
    [REL_ACL] = "acl",           [REL_ACL_RELCL] = "acl:relcl",
    [REL_NMOD] = "nmod",         [REL_NUMMOD] = "nummod",
    [REL_APPOS] = "appos",       [REL_AMOD] = "amod",
    [REL_DET] = "det",           [REL_CASE] = "case",
    [REL_MARK] = "mark",         [REL_ADVMOD] = "advmod",
    [REL_AUX] = "aux",           [REL_COP] = "cop",
    [REL_CONJ] = "conj",         [REL_CC] = "cc",
    [REL_COMPOUND] = "compound", [REL_FLAT] = "flat",
    [REL_FIXED] = "fixed",       [REL_PARATAXIS] = "parataxis",
    [REL_EXPL] = "expl",         [REL_OTHER] = "other",
    [REL_ROOT] = "root",         [REL_PUNCT] = "punct",
};

const char *relation_name(uint8_t r)
{
    return names[r < REL_COUNT ? r : REL_NONE];
}
