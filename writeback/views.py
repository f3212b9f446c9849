"""Single writes for machines: look one up, list some, send a dead letter back or close it."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from quizagent import redis, rest
from quizagent.errors import APIError
from quizagent.permissions import SystemAccess
from writeback import lookup, serializers, table
from writeback.lookup import Write

logger = logging.getLogger(__name__)

_FRESH = {"Cache-Control": "no-store"}
_CALLER = "api"  # who a requeued dead letter names, since a key has no name


class OperationNotFound(APIError):
    status, code, title = 404, "operation_not_found", "Operation not found"
    detail = "No operation has this id, or its receipt has expired."


class OperationNotFailed(APIError):
    status, code, title = 409, "operation_not_failed", "Operation is no dead letter"
    detail = "Only a dead letter can be requeued or discarded."


class SystemView(APIView):
    permission_classes = [SystemAccess]


async def _one(operation_id: str) -> Write:
    async with redis.required():
        write = await lookup.one(operation_id)
    if write is None:
        raise OperationNotFound
    return write


async def _some(asked: dict[str, Any]) -> tuple[list[Write], bool]:
    """The page, and whether there is more."""
    limit = int(asked["limit"])
    async with redis.required():
        writes = await lookup.some(
            state=asked["state"], kind=asked["type"], thread_id=asked["threadId"], limit=limit + 1
        )
    return writes[:limit], len(writes) > limit


class WritesView(SystemView):
    def get(self, request: Request) -> Response:
        asked = rest.validated(serializers.WritesQuery(data=request.query_params.dict()))
        writes, has_more = async_to_sync(_some)(asked)
        body = {"success": True, "writes": [serializers.to_wire(write) for write in writes], "hasMore": has_more}
        return Response(body, headers=_FRESH)


class WriteView(SystemView):
    def get(self, request: Request, operation_id: str) -> Response:
        write = async_to_sync(_one)(operation_id)
        return Response({"success": True, **serializers.to_wire(write)}, headers=_FRESH)


class RequeueView(SystemView):
    def post(self, request: Request, operation_id: str) -> Response:
        if not table.requeue([operation_id], by=_CALLER):
            async_to_sync(_one)(operation_id)
            raise OperationNotFailed
        logger.info("writeback.requeued", extra={"operation": operation_id, "by": _CALLER})
        return Response({"success": True, "id": operation_id, "state": "pending"}, headers=_FRESH)


class DiscardView(SystemView):
    def post(self, request: Request, operation_id: str) -> Response:
        reason = rest.validated(serializers.DiscardRequest(data=request.data))["reason"]
        if not table.discard([operation_id], note=f"discarded: {reason}"):
            async_to_sync(_one)(operation_id)
            raise OperationNotFailed
        logger.info("writeback.discarded", extra={"operation": operation_id, "by": _CALLER})
        return Response({"success": True, "id": operation_id, "state": "resolved"}, headers=_FRESH)
