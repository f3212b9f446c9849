"""The addresses that are answered before Django: what streams, and what waits for a model."""

from django.urls import re_path

from chat import streams, views
from chat.consumers import ChatConsumer

_RUN = r"^chat/stream/(?P<run_id>run_[0-9a-z]{1,40})"

http_urlpatterns = [
    re_path(r"^chat/?\Z", views.chat),
    re_path(r"^chat/stream/?\Z", streams.start),
    re_path(_RUN + r"/?\Z", streams.rejoin),
    re_path(_RUN + r"/cancel/?\Z", views.cancel),
]
websocket_urlpatterns = [re_path(r"^ws/chat/?\Z", ChatConsumer.as_asgi())]
