/* SPDX-License-Identifier: Apache-2.0
 *
 * unpack.c - see unpack.h.
 *
 * A member is open or not. Where none is open, zeros are padding, the magic
 * number opens the next, and anything else is broken. unpacker_skip() makes the
 * unpacker `lost`: it then looks for the magic number byte by byte. The three or
 * four bytes may stand in the middle of compressed data, too; a decoder that
 * refuses them before anything came out leaves us as lost as before, and what
 * does come out is for the reader to judge.
 *
 * A broken member may be noticed only after it has swallowed good ones behind
 * it, so the search goes back to where it began, as far as that is still in
 * memory. In all no more is read again than there is, so that a broken file
 * takes at most twice as long as a good one.
 *
 * zstd: an archive may begin with a skippable frame that holds the dictionary
 * of all that follow, itself compressed or not.
 */
#include "input/unpack.h"

#include "base/bytes.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define RAW_SIZE ((size_t)512 << 10)
#define RAW_ROOM ((size_t)64 << 10) /* of it, for new bytes; the rest is to go back to */
#define AGAIN_FREE ((uint64_t)1 << 20)
#define READY_SIZE ((size_t)128 << 10)
#define DICTIONARY_LIMIT ((size_t)8 << 20)
#define WINDOW_LOG 26 /* 64 MiB: what one frame may make us keep */
#define BOMB_RATIO 100

typedef enum packing { PACKED_UNKNOWN, PACKED_NOT, PACKED_GZIP, PACKED_ZSTD } packing;

struct unpacker {
    selon_allocator allocator;
    unpack_source source;
    packing packing;
    bool open, lost, ended, failed;
    bool done;                        /* the member that was open is whole, which is still to be told */
    bool silent;                      /* the open member was found while lost, and gave nothing yet */
    uint64_t total, again;            /* raw bytes so far; those read a second time */
    uint64_t in, out;                 /* of the open member */
    uint64_t offset;                  /* of all that came out */
    z_stream inflater;                /* set up when packed by gzip */
    ZSTD_DCtx *decoder;               /* the same of zstd */
    size_t raw_from, raw_at, raw_end; /* `raw_from`: what to go back to */
    unsigned char raw[RAW_SIZE];
    unsigned char ready[READY_SIZE];
};

unpacker *unpacker_new(const selon_allocator *allocator, const unpack_source *source)
{
    unpacker *u = allocator->allocate(sizeof *u, allocator->payload);
    if (u == NULL) return NULL;
    memset(u, 0, offsetof(unpacker, raw));
    u->allocator = *allocator;
    u->source = *source;
    return u;
}

void unpacker_free(unpacker *u)
{
    if (u == NULL) return;
    selon_allocator allocator = u->allocator;
    if (u->packing == PACKED_GZIP) inflateEnd(&u->inflater);
    ZSTD_freeDCtx(u->decoder);
    allocator.release(u, allocator.payload);
}

bool unpacker_is_packed(const unpacker *u)
{
    return u->packing == PACKED_GZIP || u->packing == PACKED_ZSTD;
}

bool unpacker_is_bomb(const unpacker *u, uint64_t limit)
{
    return u->open && u->out > limit && u->out / BOMB_RATIO > u->in;
}

uint64_t unpacker_offset(const unpacker *u)
{
    return u->offset;
}

void unpacker_skip(unpacker *u)
{
    u->open = u->done = false;
    u->lost = unpacker_is_packed(u);
}

/* ---- raw bytes ---- */

/* At least `least` raw bytes, or as many as there still are. */
static void raw__need(unpacker *u, size_t least)
{
    if (u->raw_end - u->raw_at >= least || u->ended || u->failed) return;
    size_t keep = u->open ? u->raw_from : u->raw_at;
    if (u->raw_end - keep > RAW_SIZE - RAW_ROOM) keep = u->raw_end - (RAW_SIZE - RAW_ROOM);
    if (keep > u->raw_at) keep = u->raw_at;
    if (RAW_SIZE - u->raw_end < RAW_ROOM) {
        memmove(u->raw, u->raw + keep, u->raw_end - keep);
        u->raw_at -= keep;
        u->raw_end -= keep;
        u->raw_from = u->raw_from > keep ? u->raw_from - keep : 0;
    }
    while (u->raw_end - u->raw_at < least && !u->ended && !u->failed) {
        long n = u->source.read(u->raw + u->raw_end, RAW_SIZE - u->raw_end, u->source.payload);
        if (n < 0 || (size_t)n > RAW_SIZE - u->raw_end)
            u->failed = true;
        else if (n == 0)
            u->ended = true;
        else
            u->raw_end += (size_t)n, u->total += (uint64_t)n;
    }
}

/* Back to behind the magic number of the member that turned out broken. */
static void raw__go_back(unpacker *u)
{
    if (u->raw_at < u->raw_from) u->raw_at = u->raw_from; /* zstd takes nothing of what it refuses */
    size_t cost = u->raw_at - u->raw_from;
    if (u->again + cost > u->total + AGAIN_FREE) return;
    u->raw_at = u->raw_from;
    u->again += cost;
}

static size_t raw__left(const unpacker *u)
{
    return u->raw_end - u->raw_at;
}

static unpack_status raw__end(const unpacker *u)
{
    return u->failed ? UNPACK_FAILED : UNPACK_END;
}

bool unpacker_seek(unpacker *u, uint64_t offset)
{
    if (u->packing != PACKED_NOT || u->source.seek == NULL || !u->source.seek(offset, u->source.payload)) return false;
    u->raw_at = u->raw_end = u->raw_from = 0;
    u->ended = false;
    u->offset = offset;
    return true;
}

/* ---- magic numbers ---- */

static bool magic__is_gzip(const unsigned char *b, size_t size)
{
    return size >= 4 && b[0] == 0x1F && b[1] == 0x8B && b[2] == 8 && (b[3] & 0xE0) == 0;
}

static bool magic__is_zstd(const unsigned char *b, size_t size)
{
    return size >= 4 &&
           (bytes_le32(b) == ZSTD_MAGICNUMBER ||
            (bytes_le32(b) & ZSTD_MAGIC_SKIPPABLE_MASK) == (ZSTD_MAGIC_SKIPPABLE_START & ZSTD_MAGIC_SKIPPABLE_MASK));
}

/* While lost, only what holds data: a false skippable frame could be of any size. */
static bool magic__is_here(const unpacker *u)
{
    const unsigned char *at = u->raw + u->raw_at;
    if (u->packing == PACKED_GZIP) return magic__is_gzip(at, raw__left(u));
    return magic__is_zstd(at, raw__left(u)) && (!u->lost || bytes_le32(at) == ZSTD_MAGICNUMBER);
}

/* ---- the dictionary ---- */

/* `bytes` may be compressed themselves. */
static bool dictionary__use(unpacker *u, const unsigned char *bytes, size_t size)
{
    if (size < 4 || bytes_le32(bytes) != ZSTD_MAGICNUMBER)
        return !ZSTD_isError(ZSTD_DCtx_loadDictionary(u->decoder, bytes, size));
    unsigned long long room = ZSTD_getFrameContentSize(bytes, size);
    if (room == ZSTD_CONTENTSIZE_ERROR) return false;
    if (room == ZSTD_CONTENTSIZE_UNKNOWN) room = DICTIONARY_LIMIT;
    if (room == 0 || room > DICTIONARY_LIMIT) return false;
    void *expanded = u->allocator.allocate((size_t)room, u->allocator.payload);
    if (expanded == NULL) return false;
    size_t n = ZSTD_decompressDCtx(u->decoder, expanded, (size_t)room, bytes, size);
    bool good = !ZSTD_isError(n) && !ZSTD_isError(ZSTD_DCtx_loadDictionary(u->decoder, expanded, n));
    u->allocator.release(expanded, u->allocator.payload);
    return good;
}

/* The skippable frame that an archive with a dictionary begins with. */
static bool dictionary__read(unpacker *u)
{
    raw__need(u, 8);
    if (raw__left(u) < 8) return false;
    size_t size = bytes_le32(u->raw + u->raw_at + 4), have = 0;
    u->raw_at += 8;
    if (size == 0 || size > DICTIONARY_LIMIT) return false;
    unsigned char *bytes = u->allocator.allocate(size, u->allocator.payload);
    while (bytes != NULL && have < size) {
        raw__need(u, 1);
        size_t n = raw__left(u) < size - have ? raw__left(u) : size - have;
        if (n == 0) break;
        memcpy(bytes + have, u->raw + u->raw_at, n);
        u->raw_at += n;
        have += n;
    }
    bool good = bytes != NULL && have == size && dictionary__use(u, bytes, size);
    if (bytes != NULL) u->allocator.release(bytes, u->allocator.payload);
    return good;
}

/* ---- what it is ---- */

static unpack_status unpacker__start(unpacker *u)
{
    raw__need(u, 4);
    const unsigned char *at = u->raw + u->raw_at;
    if (magic__is_gzip(at, raw__left(u))) {
        if (inflateInit2(&u->inflater, 16 + MAX_WBITS) != Z_OK) return UNPACK_MEMORY;
        u->packing = PACKED_GZIP;
    } else if (magic__is_zstd(at, raw__left(u))) {
        u->decoder = ZSTD_createDCtx();
        if (u->decoder == NULL) return UNPACK_MEMORY;
        ZSTD_DCtx_setParameter(u->decoder, ZSTD_d_windowLogMax, WINDOW_LOG);
        u->packing = PACKED_ZSTD;
        if (bytes_le32(at) == (ZSTD_MAGIC_SKIPPABLE_START | 0xD) && !dictionary__read(u)) {
            u->raw_at = u->raw_end;
            u->ended = true;
            return u->failed ? UNPACK_FAILED : UNPACK_NO_DICTIONARY;
        }
    } else {
        u->packing = PACKED_NOT;
    }
    return UNPACK_BYTES;
}

/* ---- members ---- */

/* Finds the next magic number. */
static bool member__find(unpacker *u)
{
    int first = u->packing == PACKED_GZIP ? 0x1F : -1;
    for (;;) {
        raw__need(u, 4);
        if (raw__left(u) < 4) return false;
        if (magic__is_here(u)) return true;
        u->raw_at++;
        if (first < 0) continue;
        const unsigned char *next = memchr(u->raw + u->raw_at, first, raw__left(u));
        u->raw_at = next != NULL ? (size_t)(next - u->raw) : u->raw_end;
    }
}

/* Opens the next member; UNPACK_BYTES when there is one. */
static unpack_status member__open(unpacker *u)
{
    u->silent = u->lost;
    if (u->lost) {
        if (!member__find(u)) {
            u->raw_at = u->raw_end;
            return raw__end(u);
        }
    } else {
        for (;;) { /* zeros are padding */
            raw__need(u, 4);
            if (raw__left(u) == 0) return raw__end(u);
            if (u->raw[u->raw_at] != 0) break;
            u->raw_at++;
        }
        if (raw__left(u) < 4) { /* the first bytes of one */
            u->raw_at = u->raw_end;
            return UNPACK_CUT;
        }
        if (!magic__is_here(u)) {
            u->lost = true;
            return UNPACK_BROKEN;
        }
    }
    u->lost = false;
    u->open = true;
    u->in = u->out = 0;
    u->raw_from = u->raw_at + 1;
    if (u->packing == PACKED_GZIP)
        inflateReset(&u->inflater);
    else
        ZSTD_DCtx_reset(u->decoder, ZSTD_reset_session_only);
    return UNPACK_BYTES;
}

typedef enum step { STEP_MORE, STEP_DONE, STEP_BROKEN, STEP_MEMORY } step;

static step gzip__step(unpacker *u, size_t *taken, size_t *made)
{
    z_stream *z = &u->inflater;
    z->next_in = u->raw + u->raw_at;
    z->avail_in = (uInt)raw__left(u);
    z->next_out = u->ready;
    z->avail_out = (uInt)READY_SIZE;
    int result = inflate(z, Z_NO_FLUSH);
    *taken = raw__left(u) - z->avail_in;
    *made = READY_SIZE - z->avail_out;
    return result == Z_STREAM_END                    ? STEP_DONE
           : result == Z_OK || result == Z_BUF_ERROR ? STEP_MORE
           : result == Z_MEM_ERROR                   ? STEP_MEMORY
                                                     : STEP_BROKEN;
}

static step zstd__step(unpacker *u, size_t *taken, size_t *made)
{
    ZSTD_inBuffer in = {u->raw + u->raw_at, raw__left(u), 0};
    ZSTD_outBuffer out = {u->ready, READY_SIZE, 0};
    size_t result = ZSTD_decompressStream(u->decoder, &out, &in);
    *taken = in.pos;
    *made = out.pos;
    return ZSTD_isError(result) ? STEP_BROKEN : result == 0 ? STEP_DONE : STEP_MORE;
}

/* One step of the open member; UNPACK_BYTES with none of them to be called again. */
static unpack_status member__step(unpacker *u, size_t *made)
{
    size_t taken;
    *made = 0;
    raw__need(u, 1);
    if (u->failed && raw__left(u) == 0) return UNPACK_FAILED;
    bool dry = raw__left(u) == 0;
    step s = u->packing == PACKED_GZIP ? gzip__step(u, &taken, made) : zstd__step(u, &taken, made);
    u->raw_at += taken;
    u->in += taken;
    u->out += *made;
    u->offset += *made;
    if (s == STEP_MEMORY) return UNPACK_MEMORY;
    if (s == STEP_DONE) u->done = true, u->open = false;
    if (s == STEP_BROKEN || (s == STEP_MORE && dry && *made == 0)) {
        bool cut = s != STEP_BROKEN;
        bool silent = u->silent && u->out == 0;
        if (!cut) raw__go_back(u);
        unpacker_skip(u);
        return silent ? UNPACK_BYTES : cut ? UNPACK_CUT : UNPACK_BROKEN;
    }
    return UNPACK_BYTES;
}

static unpack_status unpacker__plain(unpacker *u, const char **out, size_t *size)
{
    raw__need(u, 1);
    if (raw__left(u) == 0) return raw__end(u);
    *out = (const char *)u->raw + u->raw_at;
    *size = raw__left(u);
    u->raw_at = u->raw_end;
    u->offset += *size;
    return UNPACK_BYTES;
}

unpack_status unpacker_next(unpacker *u, const char **out, size_t *size)
{
    unpack_status status;
    *out = "";
    *size = 0;
    if (u->packing == PACKED_UNKNOWN && (status = unpacker__start(u)) != UNPACK_BYTES) return status;
    if (u->packing == PACKED_NOT) return unpacker__plain(u, out, size);
    for (;;) {
        if (u->done) {
            u->done = false;
            return UNPACK_MEMBER;
        }
        if (!u->open && (status = member__open(u)) != UNPACK_BYTES) return status;
        status = member__step(u, size);
        if (status != UNPACK_BYTES) {
            *size = 0; /* what came out before it broke counts for nothing */
            return status;
        }
        *out = (const char *)u->ready;
        if (*size > 0) return UNPACK_BYTES;
    }
}
