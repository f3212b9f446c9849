from django.urls import re_path

from threads import views

_THREAD = r"^thread/(?P<thread_id>[A-Za-z0-9_-]{1,64})"
_QUIZ = _THREAD + r"/quizzes/(?P<quiz_id>quiz_[0-9a-z]{8,26})"

urlpatterns = [
    re_path(_THREAD + r"/?\Z", views.ThreadView.as_view()),
    re_path(_THREAD + r"/history/?\Z", views.HistoryView.as_view()),
    re_path(_THREAD + r"/quizzes/?\Z", views.QuizzesView.as_view()),
    re_path(_QUIZ + r"/?\Z", views.QuizView.as_view()),
    re_path(_QUIZ + r"/export/?\Z", views.ExportView.as_view()),
    re_path(_QUIZ + r"/attempts/?\Z", views.AttemptsView.as_view()),
    re_path(r"^schema/quiz\.json\Z", views.QuizSchemaView.as_view()),
]
