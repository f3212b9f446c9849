"""Reading and forgetting a thread. Sync views that cross to the async store once per request."""

from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from quizagent import rest
from threads import actions, serializers, store
from threads.quizzes import exports, model, views
from threads.quizzes.model import Json

_PRIVATE = {"Cache-Control": "no-store"}


def ref_of(request: Request | HttpRequest, thread_id: str) -> store.Ref:
    return store.Ref(thread_id, request.scope.get("owner", "-"))


def shown(quiz: Json, view: str) -> Json:
    return views.learner(quiz, settings.SECRET_KEY) if view == "learner" else views.author(quiz)


def query(request: Request, serializer: type[Serializer]) -> dict[str, Any]:
    return rest.validated(serializer(data=request.query_params.dict()))


class ThreadView(APIView):
    def get(self, request: Request, thread_id: str) -> Response:
        ref = ref_of(request, thread_id)
        context, active = async_to_sync(actions.look)(ref)
        body = {"success": True, "threadId": thread_id, **context, "context": context, "activeRunId": active}
        return Response(body, headers=_PRIVATE)

    def delete(self, request: Request, thread_id: str) -> Response:
        async_to_sync(actions.forget)(ref_of(request, thread_id))
        return Response({"success": True, "threadId": thread_id, "deleted": True}, headers=_PRIVATE)


class HistoryView(APIView):
    def get(self, request: Request, thread_id: str) -> Response:
        asked = query(request, serializers.HistoryQuery)
        ref = ref_of(request, thread_id)
        page = async_to_sync(store.history)(ref, limit=asked["limit"], before=asked.get("before"))
        return Response(serializers.page_to_wire(ref, page), headers=_PRIVATE)


class QuizzesView(APIView):
    def get(self, request: Request, thread_id: str) -> Response:
        view = query(request, serializers.ViewQuery)["view"]
        found = [shown(quiz, view) for quiz in async_to_sync(store.quizzes)(ref_of(request, thread_id))]
        body = {"success": True, "threadId": thread_id, "quizzes": found, "total": len(found)}
        return Response(body, headers=_PRIVATE)

    def post(self, request: Request, thread_id: str) -> Response:
        """Import a quiz from a file, so that it can be improved by conversation."""
        given = rest.validated(serializers.ImportBody(data=request.data))
        quiz, context, found = async_to_sync(actions.bring_in)(
            ref_of(request, thread_id),
            given["content"],
            given["format"],
            title=given.get("title"),
            language=given["language"],
            read_markdown=import_string(settings.MARKDOWN_READER),
        )
        body = {
            "success": True,
            "threadId": thread_id,
            "quiz": quiz,
            "context": context.to_wire(),
            "problems": found.problems,
        }
        return Response(body, status=201, headers=_PRIVATE)


class QuizView(APIView):
    def get(self, request: Request, thread_id: str, quiz_id: str) -> Response:
        asked = query(request, serializers.QuizQuery)
        quiz = async_to_sync(store.quiz)(ref_of(request, thread_id), quiz_id, revision=asked.get("revision"))
        body = {"success": True, "threadId": thread_id, "quiz": shown(quiz, asked["view"])}
        return Response(body, headers=_PRIVATE)


class ExportView(APIView):
    """A quiz as a file. `X-Export-Losses` tells, as JSON, what the format could not carry."""

    def get(self, request: Request, thread_id: str, quiz_id: str) -> HttpResponse:
        asked = query(request, serializers.ExportQuery)
        made = async_to_sync(actions.export)(
            ref_of(request, thread_id),
            quiz_id,
            fmt=asked["format"],
            view=asked["view"],
            revision=asked.get("revision"),
        )
        headers = {
            **_PRIVATE,
            "Content-Disposition": f'attachment; filename="{made.filename}"',
            "X-Export-Losses": exports.header(made.losses),
        }
        return HttpResponse(made.content, content_type=made.media_type, headers=headers)


class AttemptsView(APIView):
    """Answers to a quiz, marked on the server."""

    def get(self, request: Request, thread_id: str, quiz_id: str) -> Response:
        ref = ref_of(request, thread_id)
        async_to_sync(store.quiz)(ref, quiz_id)
        found = async_to_sync(store.attempts)(ref, quiz_id)
        body = {"success": True, "threadId": thread_id, "attempts": found, "total": len(found)}
        return Response(body, headers=_PRIVATE)

    def post(self, request: Request, thread_id: str, quiz_id: str) -> Response:
        answers = rest.validated(serializers.AttemptBody(data=request.data))["answers"]
        kept = async_to_sync(actions.attempt)(ref_of(request, thread_id), quiz_id, answers)
        return Response({"success": True, **kept}, status=201, headers=_PRIVATE)


class QuizSchemaView(APIView):
    """The published JSON Schema of the quiz object."""

    def get(self, request: Request) -> Response:
        return Response(model.json_schema(), content_type="application/schema+json")
