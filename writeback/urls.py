from django.urls import re_path

from writeback import views

_WRITE = r"^system/writes/(?P<operation_id>op_[0-9a-z]{1,40})"

urlpatterns = [
    re_path(r"^system/writes/?\Z", views.WritesView.as_view()),
    re_path(_WRITE + r"/?\Z", views.WriteView.as_view()),
    re_path(_WRITE + r"/requeue/?\Z", views.RequeueView.as_view()),
    re_path(_WRITE + r"/discard/?\Z", views.DiscardView.as_view()),
]
