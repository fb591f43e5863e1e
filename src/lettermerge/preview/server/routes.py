"""Route HTTP requests to the render process, as a Starlette application.

No path of a URL reaches the file system: the page's own files are read once, into memory.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from importlib.resources import files
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from .access_control import AccessMiddleware
from .endpoint import Endpoint
from .messages import (
    JSON,
    MEDIA_TYPES,
    RESOLUTIONS,
    ComparisonRequest,
    DispatchRequest,
    FileRequest,
    InspectionRequest,
    LetterRequest,
    ListRequest,
    PageRequest,
    RenderRequest,
    RenderResponse,
    RowFilter,
)
from .render_process import RenderProcess
from .subscriptions import Subscription, Subscriptions

PAGE_FILES = {
    "index.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "recipients.js": "text/javascript",
    "letter.js": "text/javascript",
    "compare.js": "text/javascript",
    "dispatch.js": "text/javascript",
    "elements.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_HEARTBEAT = 15.0  # seconds between messages; they show whether a page is still connected
_MAX_PAGES = 1000
DISPATCH_KINDS = ("print", "drafts")

RouteHandler = Callable[[Request], Awaitable[Response]]


def make_app(
    renderer: RenderProcess, subscriptions: Subscriptions, endpoint: Endpoint
) -> AccessMiddleware:
    """Return the application, behind its access checks."""
    handlers = _RouteHandlers(renderer, subscriptions)
    routes = [
        Route("/events", handlers.events),
        Route("/recipients", handlers.recipients),
        Route("/letter", handlers.letter),
        Route("/page", handlers.page),
        Route("/file", handlers.file),
        Route("/inspection", handlers.inspection),
        Route("/comparison", handlers.comparison),
        Route("/dispatch", handlers.dispatch),
        Route("/dispatched-file", handlers.dispatched_file),
        *(
            Route("/" if name == "index.html" else f"/{name}", _static_file(name, kind))
            for name, kind in PAGE_FILES.items()
        ),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # a redirect would lose the token
    return AccessMiddleware(app, endpoint)


def _static_file(name: str, kind: str) -> RouteHandler:
    content = files(__package__).joinpath("page", name).read_bytes()

    async def respond(_: Request) -> Response:
        return Response(content, media_type=kind)

    return respond


class _RouteHandlers:
    """Parses the parameters of each route and requests its response."""

    def __init__(self, renderer: RenderProcess, subscriptions: Subscriptions) -> None:
        self._renderer = renderer
        self._subscriptions = subscriptions

    async def recipients(self, request: Request) -> Response:
        return await self._respond(request, ListRequest())

    async def letter(self, request: Request) -> Response:
        return await self._respond(
            request, LetterRequest(_text(request, "key"), _resolution(request))
        )

    async def page(self, request: Request) -> Response:
        number = _number(request, "page", _MAX_PAGES)
        key, mark = _text(request, "key"), _text(request, "is")
        page = PageRequest(key, number, _resolution(request), mark)
        response = await self._respond(request, page)
        if mark and response.status_code in (404, 409):  # drawn before, and removed since
            return Response(status_code=204)
        return response

    async def file(self, request: Request) -> Response:
        kind = _text(request, "kind")
        if kind not in MEDIA_TYPES:
            raise HTTPException(400, "kind is one of " + ", ".join(MEDIA_TYPES))
        return await self._respond(request, FileRequest(_text(request, "key"), kind))  # type: ignore[arg-type]

    async def inspection(self, request: Request) -> Response:
        return await self._respond(request, InspectionRequest(_text(request, "key")))

    async def comparison(self, request: Request) -> Response:
        comparison = ComparisonRequest(_text(request, "key"), _text(request, "other"))
        return await self._respond(request, comparison)

    async def dispatch(self, request: Request) -> Response:
        return await self._respond(request, _dispatch(request))

    async def dispatched_file(self, request: Request) -> Response:
        return await self._respond(request, replace(_dispatch(request), file=True))

    async def events(self, request: Request) -> Response:
        name = _text(request, "tab")
        subscription = self._subscriptions.subscribe(name) if name else None
        if subscription is None:
            return PlainTextResponse("too many pages are open\n", 503)
        return StreamingResponse(
            self._event_stream(name, subscription), media_type="text/event-stream"
        )

    async def _event_stream(self, name: str, subscription: Subscription) -> AsyncIterator[str]:
        """Yield server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        try:
            yield "retry: 500\n\nevent: ready\ndata:\n\n"
            if self._subscriptions.unwatched:
                subscription.changed.set()
            while not self._subscriptions.closed.is_set():
                try:
                    await asyncio.wait_for(subscription.changed.wait(), _HEARTBEAT)
                except TimeoutError:
                    yield ":\n\n"
                    continue
                subscription.changed.clear()
                if not self._subscriptions.closed.is_set():
                    event = "unwatched" if self._subscriptions.unwatched else "changed"
                    yield f"event: {event}\ndata:\n\n"
        finally:
            self._subscriptions.unsubscribe(name, subscription)

    async def _respond(self, request: Request, message: RenderRequest) -> Response:
        """Submit a request to the render process; cancel it if the client disconnects."""
        rendering = asyncio.create_task(self._renderer.submit(message))
        leaving = asyncio.create_task(_wait_for_disconnect(request))
        await asyncio.wait((rendering, leaving), return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not rendering.done():
            rendering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rendering
            return Response(status_code=499)  # the client has disconnected
        rendered = rendering.result()
        wants_file = isinstance(message, PageRequest | FileRequest) or (
            isinstance(message, DispatchRequest) and message.file
        )
        if wants_file and rendered.media_type == JSON:
            status = 409 if rendered.status == 200 else rendered.status
            return Response(status_code=status)  # the letter's own response names the faults
        if rendered.dependencies is not None:
            self._subscriptions.set_dependencies(_text(request, "tab"), rendered.dependencies)
        return _response(rendered)


async def _wait_for_disconnect(request: Request) -> None:
    """Return when the client has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(rendered: RenderResponse) -> Response:
    headers = {}
    if rendered.name:  # RFC 6266, 4.1 and RFC 8187
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(rendered.name)}"
    return Response(rendered.content, rendered.status, headers, rendered.media_type)


def _text(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _dispatch(request: Request) -> DispatchRequest:
    kind = _text(request, "kind")
    if kind not in DISPATCH_KINDS:
        raise HTTPException(400, "kind is one of " + ", ".join(DISPATCH_KINDS))
    rows = RowFilter(
        search=_text(request, "search"),
        parliament=_text(request, "parliament"),
        state=_text(request, "state"),
        count=_number(request, "count", 99_999),
    )
    return DispatchRequest(kind, rows)  # type: ignore[arg-type]


def _number(request: Request, name: str, limit: int) -> int:
    text = _text(request, name)
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= limit):
        raise HTTPException(400, f"{name} is a number from 1 to {limit}")
    return int(text)


def _resolution(request: Request) -> int:
    number = _number(request, "resolution", RESOLUTIONS[-1])
    if number not in RESOLUTIONS:
        raise HTTPException(400, "resolution is one of " + ", ".join(map(str, RESOLUTIONS)))
    return number
