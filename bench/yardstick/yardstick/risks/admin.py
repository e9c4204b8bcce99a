"""The list that is measured: 50 of 10,000 rows, two filters, lead and section by select_related."""

from django.contrib import admin

from yardstick.risks.models import Risk


@admin.register(Risk)
class RiskAdmin(admin.ModelAdmin):
    """A stock list."""

    list_display = ("reference", "title", "section", "rag", "lead", "review_on")
    list_filter = ("section", "rag")
    list_select_related = ("section", "lead")
    list_per_page = 50
