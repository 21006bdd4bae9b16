"""The compiled loops of the joint search: empty some seats that belong together, fill them anew.

`q` is the `Layout` and `s` the `Seating`, changed in place. All numbers are whole, so that a seed
has the same plan on every machine. No kernel makes an array (see `compiled_bare`).
"""

import numpy as np

from routing.kernels import compiled_bare

EMPTIED = 7  # seats emptied at once, at most
RIVALS = 60  # of the soonest teams of a seat, those whose other seats may be emptied with it
OVERLOOKED = 30  # in a thousand: a team that is not seen, so that not always the same is best
LEFT_TO_OTHERS = 600  # in a thousand: one soon enough who is nevertheless left for other seats


@compiled_bare
def draw(chance, below):
    """Return a random number from 0 to less than `below` (Marsaglia's xorshift)."""
    x = chance[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    chance[0] = x
    return np.int64((x >> np.uint64(11)) % np.uint64(below))


@compiled_bare
def give_up(q, s, team, capability):
    """Return what the zone of a team gives up if it sends one crew more for a capability."""
    zone = q.zone[team]
    if zone < 0:
        return 0
    cost = q.reserve_ms if s.gone[zone] >= q.freely[zone] else 0
    for c in q.watched:
        left = min(s.able[c, team], s.crews[team])
        then = min(s.able[c, team] - (1 if c == capability else 0), s.crews[team] - 1)
        if then < left and s.left[c, zone] <= q.kept[c, zone]:
            cost += q.kept_ms
    return cost


@compiled_bare
def send(q, s, team, capability, crews):
    """Send so many crews of a team; less than none come back."""
    zone = q.zone[team]
    if zone >= 0:
        s.gone[zone] += crews
        for c in q.watched:
            s.left[c, zone] -= min(s.able[c, team], s.crews[team])
    s.crews[team] -= crews
    s.able[capability, team] -= crews
    if zone >= 0:
        for c in q.watched:
            s.left[c, zone] += min(s.able[c, team], s.crews[team])


@compiled_bare
def sit_down(q, s, seat, team, ms, surcharge):
    """Give an empty seat to a team."""
    s.team[seat], s.ms[seat], s.surcharge[seat] = team, ms, surcharge
    send(q, s, team, q.capability[q.slot[seat]], 1)
    after = s.taken[team]
    s.before[seat], s.after[seat] = -1, after
    if after >= 0:
        s.before[after] = seat
    s.taken[team] = seat


@compiled_bare
def stand_up(q, s, seat):
    """Empty a seat; return what the zone of its team gets back by it."""
    team = s.team[seat]
    if team < 0:
        return 0
    before, after = s.before[seat], s.after[seat]
    if before >= 0:
        s.after[before] = after
    else:
        s.taken[team] = after
    if after >= 0:
        s.before[after] = before
    s.team[seat] = -1
    capability = q.capability[q.slot[seat]]
    send(q, s, team, capability, -1)
    return give_up(q, s, team, capability)


@compiled_bare
def last_of(q, s, incident):
    """Return the weighted travel of the last crew an incident waits for."""
    last = 0
    for seat in range(q.first[incident], q.first[incident + 1]):
        if s.team[seat] >= 0:
            last = max(last, q.weight[q.slot[seat]] * s.ms[seat])
    return last


@compiled_bare
def last_of_all(q, s):
    """Return the weighted travel of the last crews of all incidents in sum."""
    last = 0
    for incident in range(len(q.first) - 1):
        last += last_of(q, s, incident)
    return last


@compiled_bare
def comes_anew(q, s, incident, team, end):
    """Tell whether a team has no seat of an incident before `end`: it would be one more journey."""
    anew = True
    for seat in range(q.first[incident], end):
        anew = anew and s.team[seat] != team
    return anew


@compiled_bare
def cost_of(q, s, incident):
    """Return what an incident costs: its last crew, surcharges, journeys and crews unmet."""
    cost = last_of(q, s, incident)
    for seat in range(q.first[incident], q.first[incident + 1]):
        if s.team[seat] < 0:
            cost += q.unmet[q.slot[seat]]
            continue
        cost += s.surcharge[seat]
        if q.trip_ms > 0 and comes_anew(q, s, incident, s.team[seat], seat):
            cost += q.trip_ms
    return cost


@compiled_bare
def fill(q, s, seat):
    """Give an empty seat to the team that costs least now; return what its zone gives up.

    Who is not later than the last crew costs no time. Often such a one is passed over for the
    next: a seat that can wait leaves the soonest to those that cannot.
    """
    slot, incident = q.slot[seat], q.incident[seat]
    capability, weight = q.capability[slot], q.weight[slot]
    last, end = last_of(q, s, incident), q.first[incident + 1]
    # A journey that is too dear for one crew may be worth it for several.
    trip_ms = q.trip_ms
    if trip_ms > 0 and draw(s.chance, 4) == 0:
        trip_ms = 0
    best, best_near, best_given = q.unmet[slot], -1, 0
    for near in range(q.near_first[slot], q.near_first[slot + 1]):
        cost = max(0, weight * q.near_ms[near] - last)
        if cost > best or (cost == best and best > 0):
            break
        team = q.near_team[near]
        if s.crews[team] < 1 or s.able[capability, team] < 1:
            continue
        if draw(s.chance, 1000) < OVERLOOKED:
            continue
        given = give_up(q, s, team, capability)
        cost += q.near_surcharge[near] + given
        if trip_ms > 0 and comes_anew(q, s, incident, team, end):
            cost += trip_ms
        if cost < best or cost == 0:
            best, best_near, best_given = cost, near, given
            if cost == 0 and draw(s.chance, 1000) >= LEFT_TO_OTHERS:
                break
    if best_near >= 0:
        team, ms = q.near_team[best_near], q.near_ms[best_near]
        sit_down(q, s, seat, team, ms, q.near_surcharge[best_near])
    return best_given


@compiled_bare
def where_to_begin(q, s):
    """Return a seat of a random incident: mostly the one it waits for."""
    incident = draw(s.chance, len(q.first) - 1)
    begin, end = q.first[incident], q.first[incident + 1]
    if draw(s.chance, 4) == 0:
        return begin + draw(s.chance, end - begin)
    latest, cost = begin, -1
    for seat in range(begin, end):
        slot = q.slot[seat]
        own = q.unmet[slot] if s.team[seat] < 0 else q.weight[slot] * s.ms[seat]
        if own > cost:
            latest, cost = seat, own
    return latest


@compiled_bare
def choose(q, s, seats):
    """Write into `seats` one to begin with and such whose teams it, or they, would rather have.

    Returns how many. All of them differ.
    """
    seats[0] = where_to_begin(q, s)
    wanted, count = 1 + draw(s.chance, len(seats)), 1
    for _ in range(4 * wanted):
        if count == wanted:
            break
        slot = q.slot[seats[draw(s.chance, count)]]
        size = q.near_first[slot + 1] - q.near_first[slot]
        if size == 0:
            continue
        near = q.near_first[slot] + min(draw(s.chance, size), draw(s.chance, RIVALS))
        rival = s.taken[q.near_team[near]]
        while rival >= 0 and s.after[rival] >= 0 and draw(s.chance, 2) == 0:
            rival = s.after[rival]
        fresh = rival >= 0
        for at in range(count):
            fresh = fresh and seats[at] != rival
        if fresh:
            seats[count] = rival
            count += 1
    return count


@compiled_bare
def put_in_order(q, s, seats, count):
    """Order seats by chance, by how far their soonest team is, or by weight: the greatest first."""
    how, rank = draw(s.chance, 8), s.room[4]
    for at in range(count):
        slot = q.slot[seats[at]]
        rank[at] = 800 + draw(s.chance, 400)
        if how >= 3:
            rank[at] *= q.weight[slot]
        if 3 <= how < 6 and q.near_first[slot] < q.near_first[slot + 1]:
            rank[at] *= q.near_ms[q.near_first[slot]]
    for end in range(1, count):
        at = end
        while at > 0 and rank[at - 1] < rank[at]:
            rank[at - 1], rank[at] = rank[at], rank[at - 1]
            seats[at - 1], seats[at] = seats[at], seats[at - 1]
            at -= 1


@compiled_bare
def cost_of_those(q, s, seats, count):
    """Return what the incidents of some seats cost, each counted once."""
    cost = 0
    for at in range(count):
        incident = q.incident[seats[at]]
        fresh = True
        for other in range(at):
            fresh = fresh and q.incident[seats[other]] != incident
        if fresh:
            cost += cost_of(q, s, incident)
    return cost


@compiled_bare
def search(q, s, cost, best, best_cost, begin, end, rounds, heat):
    """Go through the rounds from `begin` to `end`, of `rounds` in all; return both costs then.

    `best`, int64[seats], becomes the teams of the cheapest seating met. A dearer one is gone on
    with while its loss is less than a random part of the heat, which falls evenly to nothing.
    """
    seats, team, ms, surcharge = s.room[0], s.room[1], s.room[2], s.room[3]
    for now in range(begin, end):
        count = choose(q, s, seats)
        put_in_order(q, s, seats, count)
        saved = cost_of_those(q, s, seats, count)
        for at in range(count):
            seat = seats[at]
            team[at], ms[at], surcharge[at] = s.team[seat], s.ms[seat], s.surcharge[seat]
            saved += stand_up(q, s, seat)
        for at in range(count):
            saved -= fill(q, s, seats[at])
        saved -= cost_of_those(q, s, seats, count)
        if saved >= 0 or -saved < draw(s.chance, heat * (rounds - now) // rounds + 1):
            cost -= saved
            if cost < best_cost:
                best_cost = cost
                for seat in range(len(best)):
                    best[seat] = s.team[seat]
            continue
        for at in range(count):
            stand_up(q, s, seats[at])
        for at in range(count):
            if team[at] >= 0:
                sit_down(q, s, seats[at], team[at], ms[at], surcharge[at])
    return cost, best_cost
