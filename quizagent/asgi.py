"""The service as one ASGI application. What streams is answered before Django; the rules are around everything."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizagent.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from chat import lifespan, routing  # noqa: E402
from quizagent.lifecycle import Lifespan  # noqa: E402
from quizagent.middleware import Body, Envelope, Gate, not_found  # noqa: E402

_http = URLRouter([*routing.http_urlpatterns, re_path(r"", django_application)])
_websocket = URLRouter([*routing.websocket_urlpatterns, re_path(r"", not_found)])

_served = Envelope(Gate(Body(ProtocolTypeRouter({"http": _http, "websocket": _websocket}))))
application = Lifespan(_served, startup=lifespan.start_up, shutdown=lifespan.shut_down)
