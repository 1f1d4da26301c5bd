"""The addresses of the system administrator below manage/."""

from django.urls import path

from tickets.pages.operations.channels_pages import channels, group, new_group
from tickets.pages.operations.deliveries_list import deliveries, delivery, retry_channel
from tickets.pages.operations.editions_pages import edition, editions, propose, reject
from tickets.pages.operations.work_pages import clocks, tasks

urlpatterns = [
    path("deliveries/", deliveries, name="operations_deliveries"),
    path("deliveries/<int:pk>/<slug:act>/", delivery, name="operations_delivery"),
    path("deliveries/of/<slug:channel>/retry/", retry_channel, name="operations_retry_channel"),
    path("channels/", channels, name="operations_channels"),
    path("channels/new/", new_group, name="operations_new_group"),
    path("channels/<int:pk>/<slug:act>/", group, name="operations_group"),
    path("editions/", editions, name="operations_editions"),
    path("editions/new/", propose, name="operations_propose"),
    path("editions/<int:pk>/", edition, name="operations_edition"),
    path("editions/<int:pk>/reject/", reject, name="operations_reject"),
    path("tasks/", tasks, name="operations_tasks"),
    path("clocks/", clocks, name="operations_clocks"),
]
