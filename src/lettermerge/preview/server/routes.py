"""The page and what it asks for, as a Starlette application behind its guard.

No path of a URL ever reaches the file system: the page's own files are read once, into a table.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from .access import Guard
from .endpoint import Door
from .messages import (
    JSON,
    KINDS,
    RESOLUTIONS,
    Answer,
    Ask,
    AskComparison,
    AskFile,
    AskInspection,
    AskLetter,
    AskList,
    AskPage,
)
from .render_process import Renderer
from .subscriptions import Hub, Tab

PAGE_FILES = {
    "index.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "people.js": "text/javascript",
    "letter.js": "text/javascript",
    "compare.js": "text/javascript",
    "elements.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_HEARTBEAT = 15.0  # seconds; a page that has gone is noticed by it
_MOST_PAGES = 1000

Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(renderer: Renderer, hub: Hub, door: Door) -> Guard:
    """Return the application."""
    pages = _Pages(renderer, hub)
    routes = [
        Route("/events", pages.events),
        Route("/people", pages.people),
        Route("/letter", pages.letter),
        Route("/page", pages.page),
        Route("/file", pages.file),
        Route("/inspection", pages.inspection),
        Route("/comparison", pages.comparison),
        *(
            Route("/" if name == "index.html" else f"/{name}", _own_file(name, kind))
            for name, kind in PAGE_FILES.items()
        ),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False  # it would lead to an address without the token
    return Guard(app, door)


def _own_file(name: str, kind: str) -> Endpoint:
    content = files(__package__).joinpath("page", name).read_bytes()

    async def give(_: Request) -> Response:
        return Response(content, media_type=kind)

    return give


class _Pages:
    """What is asked for, parameter for parameter."""

    def __init__(self, renderer: Renderer, hub: Hub) -> None:
        self._renderer = renderer
        self._hub = hub

    async def people(self, request: Request) -> Response:
        return await self._answer(request, AskList())

    async def letter(self, request: Request) -> Response:
        return await self._answer(request, AskLetter(_text(request, "key"), _resolution(request)))

    async def page(self, request: Request) -> Response:
        number = _number(request, "page", _MOST_PAGES)
        key, mark = _text(request, "key"), _text(request, "is")
        ask = AskPage(key, number, _resolution(request), mark)
        answer = await self._answer(request, ask)
        if mark and answer.status_code in (404, 409):  # it was drawn, and has gone meanwhile
            return Response(status_code=204)
        return answer

    async def file(self, request: Request) -> Response:
        kind = _text(request, "kind")
        if kind not in KINDS:
            raise HTTPException(400, "kind is one of " + ", ".join(KINDS))
        return await self._answer(request, AskFile(_text(request, "key"), kind))  # type: ignore[arg-type]

    async def inspection(self, request: Request) -> Response:
        return await self._answer(request, AskInspection(_text(request, "key")))

    async def comparison(self, request: Request) -> Response:
        ask = AskComparison(_text(request, "key"), _text(request, "other"))
        return await self._answer(request, ask)

    async def events(self, request: Request) -> Response:
        name = _text(request, "tab")
        tab = self._hub.join(name) if name else None
        if tab is None:
            return PlainTextResponse("too many pages are open\n", 503)
        return StreamingResponse(self._tell(name, tab), media_type="text/event-stream")

    async def _tell(self, name: str, tab: Tab) -> AsyncIterator[str]:
        """Yield server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
        try:
            yield "retry: 500\n\nevent: ready\ndata:\n\n"
            while not self._hub.closed.is_set():
                try:
                    await asyncio.wait_for(tab.told.wait(), _HEARTBEAT)
                except TimeoutError:
                    yield ":\n\n"
                    continue
                tab.told.clear()
                if not self._hub.closed.is_set():
                    yield "event: changed\ndata:\n\n"
        finally:
            self._hub.leave(name, tab)

    async def _answer(self, request: Request, ask: Ask) -> Response:
        """Ask the renderer, unless whoever asked goes away."""
        answering = asyncio.create_task(self._renderer.ask(ask))
        going = asyncio.create_task(_gone(request))
        await asyncio.wait((answering, going), return_when=asyncio.FIRST_COMPLETED)
        going.cancel()
        if not answering.done():
            answering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await answering
            return Response(status_code=499)  # nobody reads it
        answer = answering.result()
        if isinstance(ask, AskPage | AskFile) and answer.media_type == JSON:
            status = 409 if answer.status == 200 else answer.status
            return Response(status_code=status)  # what is wrong, the letter says
        if answer.reads is not None:
            self._hub.shows(_text(request, "tab"), answer.reads)
        return _response(answer)


async def _gone(request: Request) -> None:
    """Return when the one who asked has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(answer: Answer) -> Response:
    headers = {}
    if answer.name:  # RFC 6266, 4.1 and RFC 8187
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(answer.name)}"
    return Response(answer.content, answer.status, headers, answer.media_type)


def _text(request: Request, name: str) -> str:
    return request.query_params.get(name, "")


def _number(request: Request, name: str, most: int) -> int:
    text = _text(request, name)
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise HTTPException(400, f"{name} is a number from 1 to {most}")
    return int(text)


def _resolution(request: Request) -> int:
    number = _number(request, "resolution", RESOLUTIONS[-1])
    if number not in RESOLUTIONS:
        raise HTTPException(400, "resolution is one of " + ", ".join(map(str, RESOLUTIONS)))
    return number
