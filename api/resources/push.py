"""Take the browsers and devices that a user wants to be told on, by web push."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.access import Body, DeskHere, Who
from api.answering import answers
from api.answers.reference import PushEndpoint, PushKey
from api.answers.shapes import Items
from api.inputs import Input
from dispatch.publishing.subscriptions import Subscription

router = APIRouter(tags=["push"])

Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]


class KeysIn(Input):
    """The keys of a browser, as it gives them."""

    p256dh: Key
    auth: Key


class SubscriptionIn(Input):
    """A subscription, as the browser gives it (`PushSubscription.toJSON()`)."""

    endpoint: Annotated[str, Field(min_length=1, max_length=2000)]
    keys: KeysIn
    expirationTime: float | None = None  # noqa: N815 - the name browsers give it


@router.get("/push/key")
@answers(PushKey)
async def get_push_key(desk: DeskHere, _who: Who) -> Body:
    """Show the key to subscribe with (`applicationServerKey`)."""
    return {"public_key": await asyncio.to_thread(lambda: desk.push.public_key)}


@router.post("/push/subscriptions", status_code=201)
@answers(PushEndpoint)
async def subscribe(body: SubscriptionIn, desk: DeskHere, who: Who) -> Body:
    """Tell the caller on this browser from now on."""
    made = Subscription(body.endpoint, who.user.name, body.keys.p256dh, body.keys.auth)
    await asyncio.to_thread(desk.push.subscriptions.add, made)
    return {"endpoint": made.endpoint}


@router.get("/push/subscriptions")
@answers(Items[PushEndpoint])
async def list_subscriptions(desk: DeskHere, who: Who) -> Body:
    """List the caller's own browsers and devices."""
    own = await asyncio.to_thread(desk.push.subscriptions.all, who.user.name)
    return {"items": [{"endpoint": one.endpoint} for one in own]}


@router.delete("/push/subscriptions", status_code=204)
@answers(None)
async def unsubscribe(
    desk: DeskHere, who: Who, endpoint: Annotated[str, Query(max_length=2000)]
) -> Response:
    """Tell the caller on this browser no longer; one that was not there is nothing."""
    await asyncio.to_thread(desk.push.subscriptions.remove, endpoint, who.user.name)
    return Response(status_code=204)
