"""Propose which free teams stand by elsewhere, so that cover is above its floor again.

Expected cover is submodular in where the teams stand: a team more in a place that has many adds
less. So the move that gains most per minute of driving is taken first, then the next, until no
share is short; and what the best moves of all could add at most is known from what each would add
now (Nemhauser, Wolsey & Fisher 1978).
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from dispatch.assignment.coverage import Coverage, Share, Standing
from dispatch.assignment.roads import UNREACHABLE_MS
from dispatch.domain.area import Area
from dispatch.domain.teams import Team
from routing.geo import Position

POSTS_TRIED = 12  # of those that gain most; the others gain less wherever a team comes from
MOVES_TRIED = 24  # of those that look best, reckoned exactly
LEAST_MINUTES = 1.0  # a shorter drive is worth no more: somebody has to give the order


class ProposedMove(msgspec.Struct, frozen=True):
    """A team, where it should stand by, how long it drives, and how many people's cover it gains.

    `gains_people` is of expected cover, over all that the team can do, less what it leaves.
    """

    team_id: str
    place_code: str
    position: Position
    travel_s: float
    gains_people: float


class MoveUpProposal(msgspec.Struct, frozen=True):
    """Who should stand by elsewhere, or go home again, and what that does to the numbers.

    `expected_at_most` bounds the expected share that as many moves could reach of each capability
    that is short, wherever the teams came from. `road_version` names the roads it was reckoned on.
    """

    moves: tuple[ProposedMove, ...]
    home: tuple[str, ...]
    now: tuple[Share, ...]
    after: tuple[Share, ...]
    expected_at_most: dict[str, float]
    road_version: str


class Post(msgspec.Struct, frozen=True):
    """A place where a team could stand by: the station of some team."""

    place_code: str
    position: Position
    node: int


def propose(area: Area, coverage: Coverage) -> MoveUpProposal | None:
    """Return who should move for the sake of the cover, None where nobody should.

    Teams move up while a share of the whole area is short; they are sent home once it is not.
    Whoever is on the way home, or to where it is to stand by, is reckoned to be there already: the
    numbers of a proposal are those once everybody has arrived.
    """
    coverage = _arrived(area, coverage)
    short = [one for one in coverage.teams if coverage.share(one).is_short]
    if not short:
        return _send_home(area, coverage)
    posts, after = _posts(area, coverage), coverage
    moves: list[ProposedMove] = []
    rules = coverage.rules.move_up
    gains = {one: _gains(coverage, posts, one) for one in short}
    while len(moves) < rules.most_moves:
        still = [one for one in short if after.share(one).is_short]
        moved = {one.team_id for one in moves}
        best = _best_move(area, after, posts, still, moved) if still else None
        if best is None:
            break
        moves.append(best[0])
        after = best[1]
    if not moves:
        return None
    return MoveUpProposal(
        moves=tuple(moves),
        home=(),
        now=tuple(map(coverage.share, coverage.teams)),
        after=tuple(map(after.share, coverage.teams)),
        expected_at_most={one: _at_most(coverage, one, gains[one], len(moves)) for one in short},
        road_version=coverage.reach.roads.version,
    )


def _arrived(area: Area, coverage: Coverage) -> Coverage:
    """Return the coverage once all who are on their way to where they stand by are there."""
    standing = dict(coverage.standing)
    for team_id, one in coverage.standing.items():
        team = area.teams[team_id]
        if team.position is not None:
            node = coverage.reach.roads.node_of(team.home)
            if node is not None:
                standing[team_id] = Standing(node, one.capabilities)
    return coverage.when(standing)


def _best_move(
    area: Area,
    coverage: Coverage,
    posts: Sequence[Post],
    short: Sequence[str],
    moved: set[str],
) -> tuple[ProposedMove, Coverage] | None:
    """Return the move that gains most per minute of driving, and the coverage after it."""
    best: tuple[float, ProposedMove, Coverage] | None = None
    before = _expected(coverage)
    for team_id, post, travel_s in _likely(area, coverage, posts, short, moved):
        standing = coverage.standing[team_id]
        after = coverage.when(
            {**coverage.standing, team_id: Standing(post.node, standing.capabilities)}
        )
        gained = _expected(after) - before
        minutes = max(travel_s / 60, LEAST_MINUTES)
        if gained <= 0 or _harms(coverage, after):
            continue
        if best is None or gained / minutes > best[0]:
            move = ProposedMove(team_id, post.place_code, post.position, travel_s, round(gained, 1))
            best = gained / minutes, move, after
    return None if best is None else best[1:]


def _likely(
    area: Area,
    coverage: Coverage,
    posts: Sequence[Post],
    short: Sequence[str],
    moved: set[str],
) -> Iterator[tuple[str, Post, float]]:
    """Yield the moves that look best: what the post gains less what the team leaves, per minute.

    The true gain is at least that: the places in reach of both lose nothing.
    """
    rules = coverage.rules.move_up
    found: list[tuple[float, str, Post, float]] = []
    for capability in short:
        gains = _gains(coverage, posts, capability)
        teams = [one for one in _movable(area, coverage, capability) if one not in moved]
        if not teams:
            continue
        nodes = [coverage.standing[one].node for one in teams]
        leaves = np.array([coverage.loss(one, capability) for one in teams])
        for at in np.argsort(-gains, kind="stable")[:POSTS_TRIED].tolist():
            travel_ms = coverage.reach.roads.times_to(nodes, posts[at].node)
            minutes = np.maximum(travel_ms / 60_000, LEAST_MINUTES)
            score = (gains[at] - leaves) / minutes
            score[(travel_ms == UNREACHABLE_MS) | (travel_ms > rules.longest_drive_s * 1000)] = 0
            score[np.array(nodes) == posts[at].node] = 0
            for row in np.argsort(-score, kind="stable")[:MOVES_TRIED].tolist():
                if score[row] > 0:
                    travel_s = float(travel_ms[row]) / 1000
                    found.append((float(score[row]), teams[row], posts[at], travel_s))
    found.sort(key=lambda one: (-one[0], one[1], one[2].place_code))
    for _, team_id, post, travel_s in found[:MOVES_TRIED]:
        yield team_id, post, travel_s


def _send_home(area: Area, coverage: Coverage) -> MoveUpProposal | None:
    """Return who may go home without any share falling near its floor, the longest way first."""
    margin, home, after = coverage.rules.move_up.margin, [], coverage
    for team_id in sorted(coverage.standing):
        team = area.teams[team_id]
        if team.standby_at is None:
            continue
        node = coverage.reach.roads.node_of(team.station)
        if node is None:
            continue
        there = Standing(node, coverage.standing[team_id].capabilities)
        then = after.when({**after.standing, team_id: there})
        if all(one.share >= one.floor + margin for one in map(then.share, then.teams)):
            home.append(team_id)
            after = then
    if not home:
        return None
    return MoveUpProposal(
        moves=(),
        home=tuple(home),
        now=tuple(map(coverage.share, coverage.teams)),
        after=tuple(map(after.share, coverage.teams)),
        expected_at_most={},
        road_version=coverage.reach.roads.version,
    )


def _posts(area: Area, coverage: Coverage) -> list[Post]:
    """Return where a team could stand by: every station on the roads, each once, by place."""
    by_node: dict[int, Post] = {}
    for team in sorted(area.teams.values(), key=_place_then_id):
        node = coverage.reach.roads.node_of(team.station)
        if node is not None:
            by_node.setdefault(node, Post(team.place_code, team.station, node))
    coverage.reach.ready(by_node)
    return list(by_node.values())


def _place_then_id(team: Team) -> tuple[str, str]:
    return team.place_code, team.team_id


def _movable(area: Area, coverage: Coverage, capability: str) -> list[str]:
    """Return who could move: free, able, and no detachment, which goes where its team goes."""
    return [
        team_id
        for team_id, one in sorted(coverage.standing.items())
        if capability in one.capabilities and area.teams[team_id].detached_from is None
    ]


def _gains(coverage: Coverage, posts: Sequence[Post], capability: str) -> NDArray[np.float64]:
    """Return how many people one team more at each post would cover, as expected: [posts]."""
    return np.array([coverage.gain(one.node, capability) for one in posts], np.float64)


def _at_most(coverage: Coverage, capability: str, gains: NDArray[np.float64], moves: int) -> float:
    """Return the expected share that no choice of so many moves exceeds.

    A second team at the same post gains the busy share of what the first does, and so on.
    """
    now, q = coverage.share(capability), coverage.rules.busy_share
    each = np.multiply.outer(np.power(q, np.arange(moves)), gains).ravel()
    most = float(np.sort(each)[::-1][:moves].sum())
    return min(1.0, round(now.expected_share + most / max(1, now.people), 6))


def _expected(coverage: Coverage) -> float:
    """Return the people who are covered as expected, summed over the capabilities."""
    return sum(one.expected_share * one.people for one in map(coverage.share, coverage.teams))


def _harms(before: Coverage, after: Coverage) -> bool:
    """Whether a share falls below its floor, or further below it."""
    return any(
        after.share(one).is_short and after.share(one).share < before.share(one).share
        for one in before.teams
    )
