from django.urls import re_path

from system import views

urlpatterns = [
    re_path(r"^health/?\Z", views.HealthView.as_view()),
    re_path(r"^health/live/?\Z", views.LiveView.as_view()),
    re_path(r"^health/ready/?\Z", views.ReadyView.as_view()),
    re_path(r"^system/status/?\Z", views.StatusView.as_view()),
    re_path(r"^system/flush-writes/?\Z", views.FlushView.as_view()),
    re_path(r"^metrics/?\Z", views.MetricsView.as_view()),
    re_path(r"^openapi\.json\Z", views.DocumentView.as_view()),
    re_path(r"^docs/?\Z", views.DocsView.as_view()),
]
