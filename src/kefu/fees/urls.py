"""Addresses of the money."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from kefu.fees.views import books, deposits, households
from kefu.people.views.choosing import of_each_community

app_name = "fees"
urlpatterns = [
    path("fees", of_each_community("fees:books", _("Cashier")), name="books-where"),
    path("fees/books/<int:community_id>", books.books, name="books"),
    path("fees/books/<int:community_id>/take", households.take, name="take"),
    path("fees/books/<int:community_id>/take-deposit", deposits.take, name="take-deposit"),
    path("fees/accounts/<int:account_id>", books.account, name="account"),
    path("fees/accounts/<int:account_id>/export", books.export, name="export-account"),
    path("fees/entries/<int:entry_id>", books.entry, name="entry"),
    path("fees/entries/<int:entry_id>/reverse", books.reverse_entry, name="reverse"),
    path("fees/entries/<int:entry_id>/receipt", books.receipt, name="receipt"),
    path("fees/deposits", deposits.listing, name="deposits"),
    path("fees/deposits/export", deposits.export, name="export-deposits"),
    path("fees/deposits/<int:deposit_id>", deposits.deposit, name="deposit"),
    path("fees/deposits/<int:deposit_id>/approve", deposits.approve, name="approve"),
    path("fees/deposits/<int:deposit_id>/refund", deposits.refund, name="refund"),
    path("fees/homes/<int:unit_id>", households.household, name="household"),
    path("fees/homes/<int:unit_id>/charge", households.charge, name="charge"),
    path("fees/homes/<int:unit_id>/settle", households.settle, name="settle"),
]
