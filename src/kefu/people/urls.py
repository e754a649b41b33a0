"""Addresses of the staff."""

from django.urls import path

from kefu.people.views import accounts, filters, places, second_factor, users

app_name = "people"
urlpatterns = [
    path("sign-in", accounts.SignIn.as_view(), name="sign-in"),
    path("sign-out", accounts.sign_out, name="sign-out"),
    path("second-factor", second_factor.second_factor, name="second-factor"),
    path("second-factor/set-up", second_factor.set_up, name="set-up-second-factor"),
    path("second-factor/codes", second_factor.renew_codes, name="renew-codes"),
    path("link/<str:token>", accounts.use_link, name="use-link"),
    path("password", accounts.change_password, name="change-password"),
    path("language", accounts.set_language, name="set-language"),
    path("people", users.users, name="users"),
    path("people/export", users.export, name="export"),
    path("people/join", users.join, name="join"),
    path("people/<int:user_id>", users.user, name="user"),
    path("people/<int:user_id>/rename", users.rename, name="rename"),
    path("people/<int:user_id>/appoint", users.appoint, name="appoint"),
    path("people/<int:user_id>/relieve/<int:appointment_id>", users.relieve, name="relieve"),
    path("people/<int:user_id>/link", users.make_link, name="make-link"),
    path("people/<int:user_id>/second-factor/drop", second_factor.drop, name="drop-second-factor"),
    path("people/<int:user_id>/leave", users.leave, name="leave"),
    path("people/<int:user_id>/return", users.return_, name="return"),
    path("lists/<slug:name>/filters", filters.save, name="save-filter"),
    path("lists/filters/<int:filter_id>/forget", filters.forget, name="forget-filter"),
    path("communities", places.communities, name="communities"),
    path("communities/found", places.found_community, name="found-community"),
    path("communities/<int:community_id>", places.community, name="community"),
    path("communities/<int:community_id>/departments/found", places.found_department, name="found-department"),
    path(
        "communities/<int:community_id>/departments/<int:department_id>/rename",
        places.rename_department,
        name="rename-department",
    ),
    path(
        "communities/<int:community_id>/departments/<int:department_id>/close",
        places.close_department,
        name="close-department",
    ),
    path("communities/<int:community_id>/posts/<int:post_id>/change", places.change_post, name="change-post"),
    path("communities/<int:community_id>/posts/<int:post_id>/close", places.close_post, name="close-post"),
    path("communities/<int:community_id>/posts/found", places.found_post, name="found-post"),
    path("communities/<int:community_id>/posts/found-all", places.found_posts, name="found-posts"),
]
