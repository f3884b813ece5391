/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_attribution_model.c - any bytes as a linear model's file: refused, or
 * its score of any features is what the file's bytes add up to.
 *
 * What follows the weights is a confidence map: refused, or what it makes of
 * any statement is a probability.
 *
 * The checksum would refuse nearly all inputs before anything else is looked
 * at, so each input is tried as it is and with a header that fits it. The
 * features come from the input as well.
 */
#undef NDEBUG
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "attribution/confidence.h"
#include "model/linear.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const uint8_t *bytes, size_t size)
{
    linear_model m;
    memset(&m, 0xFF, sizeof m);
    int result = linear_model_load(&m, bytes, size);
    assert(result == SELON_OK || result == SELON_ERROR_DATA);
    features f;
    features_clear(&f);
    if (result != SELON_OK) {
        assert(m.weights == NULL); /* what was refused scores nothing */
        feature_add(&f, 1, 1);
        assert(linear_score(&m, &f) == 0.0f);
        return;
    }
    assert(m.more_size == size - LINEAR_HEADER - m.mask - 1);
    int sum = 0;
    for (size_t i = 0; i < FEATURES_MAX; i++) {
        feature_add(&f, (uint32_t)i, i < size ? bytes[i] : i);
        assert(features_count(&f) == i + 1 && features_are_full(&f) == (i + 1 == FEATURES_MAX));
        sum += (int8_t)bytes[LINEAR_HEADER + (feature_hash(&f.items[i]) & m.mask)];
    }
    float score = linear_score(&m, &f);
    assert(isfinite(score) && fabsf(score - (float)sum * m.scale) <= 1e-5f * fabsf(score));
}

/* A map, and a statement whose parts the input tells. */
static void check_map(const uint8_t *data, size_t size)
{
    confidence_map m;
    int result = confidence_map_load(&m, data, size);
    assert(result == SELON_OK || result == SELON_ERROR_DATA);
    assert(m.known == (result == SELON_OK && size > 0));
    for (size_t i = 0; i + 6 < size; i += 7) {
        const uint8_t *d = data + i;
        attribution st = {.confidence = (float)d[0] / 255, .type = d[1], .source = {d[2], d[3]}};
        st.evidence = (attribution_evidence){d[4], d[5], d[6] & 1};
        float p = confidence_of_statement(&m, &st);
        assert(m.known ? p >= 0 && p <= 1 : p == st.confidence);
    }
}

/* The bytes after a byte that chooses the scale, behind a header that fits: as
 * many as make a power of two are weights, the others what follows them. */
static void check_vouched(const uint8_t *data, size_t size)
{
    unsigned log2_size = 0;
    while (((size_t)2 << log2_size) <= size - 1) log2_size++;
    size_t weights = (size_t)1 << log2_size, more = size - 1 - weights;
    if (more > LINEAR_MORE_MOST) more = LINEAR_MORE_MOST;
    uint8_t *bytes = malloc(LINEAR_HEADER + weights + more);
    if (bytes == NULL) return;
    memcpy(bytes + LINEAR_HEADER, data + 1, weights + more);
    linear_model_header(bytes, log2_size, ((float)data[0] + 1) / 100, (const int8_t *)bytes + LINEAR_HEADER, more);
    linear_model m;
    assert(linear_model_load(&m, bytes, LINEAR_HEADER + weights + more) == SELON_OK);
    assert(m.mask == weights - 1 && m.more_size == more);
    check(bytes, LINEAR_HEADER + weights + more);
    bytes[LINEAR_HEADER + data[0] % (weights + more)] ^= 1; /* no byte can change unseen */
    assert(linear_model_load(&m, bytes, LINEAR_HEADER + weights + more) == SELON_ERROR_DATA);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(data, size);
    if (size >= 2) check_vouched(data, size);
    check_map(data, size);
    if (size > CONFIDENCE_BYTES) check_map(data, CONFIDENCE_BYTES);
    return 0;
}
