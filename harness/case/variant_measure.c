/* SPDX-License-Identifier: MIT */
/* How much of a script could be taken off. */
#include "case/variant_parts.h"

bool variant_is_origin_send(const struct step *step)
{
    return step->kind == STEP_SEND && step->side == SIDE_ORIGIN;
}

bool variant_begins_response(const struct piece *piece)
{
    return piece->kind == PIECE_OCTETS &&
           octets_starts_with(piece->octets, OCTETS("HTTP/"));
}

bool variant_begins_interim(const struct piece *piece)
{
    return piece->interim && variant_begins_response(piece);
}

size_t variant_next_response(const struct piece *piece)
{
    if (piece->kind != PIECE_OCTETS || !piece->interim)
        return piece->octets.len;
    const size_t found = octets_find(piece->octets, OCTETS("\nHTTP/"));
    return found < piece->octets.len ? found + 1 : piece->octets.len;
}

uint64_t variant_interims_in(const struct step *step)
{
    uint64_t count = 0;
    for (size_t at = 0; variant_is_origin_send(step) && at < step->piece_count; at++) {
        struct piece rest = step->pieces[at];
        while (rest.octets.len > 0) {
            count += variant_begins_interim(&rest);
            rest.octets = octets_slice(rest.octets, variant_next_response(&rest),
                                       rest.octets.len);
        }
    }
    return count;
}

struct octets variant_trigger_codes(const struct step *step, size_t at)
{
    const struct octets query = OCTETS("interim=");
    if (step->kind != STEP_SEND || step->side != SIDE_CLIENT || at == 0 ||
        step->pieces[at - 1].kind != PIECE_TRIGGER)
        return (struct octets){NULL, 0};
    const struct octets octets = step->pieces[at].octets;
    const size_t found = octets_find(octets, query);
    if (found == SIZE_MAX)
        return (struct octets){NULL, 0};
    const struct octets codes = octets_slice(octets, found + query.len, octets.len);
    size_t len = 0;
    while (len < codes.len &&
           (codes.ptr[len] == ',' || (codes.ptr[len] >= '0' && codes.ptr[len] <= '9')))
        len++;
    return octets_slice(codes, 0, len);
}

size_t variant_code_count(struct octets codes)
{
    size_t count = codes.len > 0;
    for (size_t at = 0; at < codes.len; at++)
        count += codes.ptr[at] == ',';
    return count;
}

uint64_t variant_repetitions(const struct step *step)
{
    return step->repeat > 0 ? step->repeat : 1;
}

static void measure_step(const struct step *step, enum role role,
                         struct variant_sizes *sizes)
{
    const unsigned wait_ms = step->kind == STEP_PAUSE ? step->pause_ms : step->gap_ms;
    sizes->interims += variant_interims_in(step) * variant_repetitions(step);
    if (!step->of_timer && wait_ms > sizes->wait_ms)
        sizes->wait_ms = wait_ms;
    if (step->kind != STEP_SEND)
        return;
    sizes->cuts += step->cut_count;
    size_t responses = (size_t)variant_interims_in(step);
    for (size_t at = 0; at < step->piece_count; at++) {
        const struct piece *const piece = &step->pieces[at];
        if (role == ROLE_SERVER)
            sizes->interims += variant_code_count(variant_trigger_codes(step, at));
        if (piece->kind == PIECE_FILL && piece->interim && piece->count > sizes->fill)
            sizes->fill = piece->count;
        responses += variant_is_origin_send(step) && !piece->interim &&
                     variant_begins_response(piece);
    }
    sizes->neighbours += responses > 0 ? responses - 1 : 0;
}

void variant_measure(const struct script *script, enum role role,
                     struct variant_sizes *sizes)
{
    *sizes = (struct variant_sizes){0};
    for (size_t at = 0; at < script->step_count; at++)
        measure_step(&script->steps[at], role, sizes);
}

size_t variant_cut_offset(const struct script *script, size_t cut)
{
    for (size_t at = 0; at < script->step_count; at++) {
        if (cut < script->steps[at].cut_count)
            return script->steps[at].cuts[cut];
        cut -= script->steps[at].cut_count;
    }
    return SIZE_MAX;
}
