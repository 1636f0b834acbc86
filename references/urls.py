from django.urls import path

from references import views

app_name = "references"
urlpatterns = [
    path("studies/", views.StudyList.as_view(), name="studies"),
    path("studies/<slug:key>/", views.StudyPage.as_view(), name="study"),
    path("resources/", views.ResourceList.as_view(), name="resources"),
    path("resources/<slug:key>/", views.ResourceList.as_view(), name="resource"),
]
