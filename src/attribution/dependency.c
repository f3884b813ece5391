/* SPDX-License-Identifier: Apache-2.0
 *
 * dependency.c - see dependency.h. All of it walks a few steps only, so that
 * a feature costs the same in a long sentence as in a short one. Without a
 * tree every answer is 0.
 */
#include "attribution/dependency.h"

#define PATH_STEPS 5
#define CLIMB 24

enum { HOLD_ROOT = 1, HOLD_CUE, HOLD_BEFORE, HOLD_INSIDE, HOLD_BEHIND };

static bool is_in(const reading *r, uint32_t i)
{
    return r->has_tree && i >= r->first && i < r->end;
}

/* Up from `from` to the first token that has `to` below it (or is it), then
 * down to `to`. */
uint64_t dependency_path(const reading *r, uint32_t from, uint32_t to)
{
    uint8_t down[PATH_STEPS];
    unsigned ups = 0, downs = 0;
    if (!is_in(r, from) || !is_in(r, to)) return 0;
    uint64_t path = 1 + (from < to);
    uint32_t top = from;
    while (!tree_is_below(&r->tree, to, top)) {
        path = path * 67 + 1 + tree_label(&r->tree, top);
        top = tree_head(&r->tree, top);
        if (++ups == PATH_STEPS || top == ARC_NO_HEAD) return 0;
    }
    for (uint32_t i = to; i != top; i = tree_head(&r->tree, i)) {
        if (ups + downs + 1 == PATH_STEPS || i == ARC_NO_HEAD) return 0;
        down[downs++] = tree_label(&r->tree, i);
    }
    path = path * 67 + 66;
    while (downs > 0) path = path * 67 + 1 + down[--downs];
    return path;
}

uint32_t dependency_top(const reading *r, uint32_t i, uint32_t outside)
{
    if (!is_in(r, i)) return i;
    uint32_t top = i;
    for (unsigned n = 0; n < CLIMB; n++) {
        uint32_t above = tree_head(&r->tree, top);
        if (above == ARC_NO_HEAD || tree_span(&r->tree, above).start < i) break;
        if (is_in(r, outside) && tree_is_below(&r->tree, outside, above)) break;
        top = above;
    }
    return top;
}

uint64_t dependency_hold(const reading *r, uint32_t token, range inside, const cue *q)
{
    if (!is_in(r, token)) return 0;
    uint32_t above = tree_head(&r->tree, token);
    uint64_t hold = HOLD_BEHIND;
    if (above == ARC_NO_HEAD)
        hold = HOLD_ROOT;
    else if (above >= q->start && above < q->end)
        hold = HOLD_CUE;
    else if (above < inside.start)
        hold = HOLD_BEFORE;
    else if (above < inside.end)
        hold = HOLD_INSIDE;
    return hold * 64 + tree_label(&r->tree, token);
}

uint64_t dependency_children(const reading *r, uint32_t token)
{
    uint64_t seen = 0;
    if (!is_in(r, token)) return 0;
    uint32_t c = tree_child(&r->tree, token);
    for (unsigned n = 0; n < CLIMB && c != TREE_NONE; n++, c = tree_next(&r->tree, c))
        seen |= UINT64_C(1) << tree_label(&r->tree, c);
    return seen;
}

uint32_t dependency_end(const reading *r, uint32_t token)
{
    if (!is_in(r, token)) return 0;
    range span = tree_span(&r->tree, token);
    while (span.end > token + 1 && reading_token(r, span.end - 1)->kind == TOKEN_PUNCT) span.end--;
    return span.end;
}
