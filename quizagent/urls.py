"""Everything that Django itself answers; what streams is routed in asgi.py, before Django."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
