"""Everything that Django itself answers; what streams is routed in asgi.py, before Django."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView

from quizagent import throttle

admin.site.login_form = throttle.LoginForm
admin.site.site_header = admin.site.site_title = "Quiz Generator Agent"

urlpatterns = [
    path("", TemplateView.as_view(template_name="index.html"), name="home"),
    path("favicon.ico", RedirectView.as_view(url=static("icon.svg"))),  # asked for where no page names an icon
    path("admin/", admin.site.urls),
    path("", include("threads.urls")),
    path("", include("system.urls")),
    path("", include("writeback.urls")),
]

handler404 = "quizagent.rest.not_found"
handler500 = "quizagent.rest.server_error"
