"""Pages of courses, their editions and materials."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at, tried
from dueregard.training import permissions
from dueregard.training.forms import courses as forms
from dueregard.training.queries import courses as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import courses as workflows

LIST = "training:courses"
_PARENT = "Courses"


def _page_of(reference: str) -> str:
    return reverse("training:course", args=[reference])


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """All courses."""
    permit(permissions.can_read_training(request.user))
    today = clock.today()
    return part_page(
        request,
        LIST,
        "training/courses.html",
        {"courses": [(c, queries.has_ended(c, today)) for c in queries.courses(request.user, today)]},
    )


@require_POST
def begin_courses(request: HttpRequest) -> HttpResponse:
    """Add the usual courses to an empty list."""
    permit(permissions.can_keep_training(request.user))
    return tried(
        request,
        lambda: workflows.begin_courses(by=request.user),
        "The usual courses are there. Change or end what you do not use.",
        reverse(LIST),
    )


@require_GET
def course(request: HttpRequest, reference: str) -> HttpResponse:
    """One course with its editions, materials and requirements."""
    permit(permissions.can_read_training(request.user))
    page = found(queries.course_page(request.user, reference, clock.today()))
    context = {"page": page, "course": page.course, "ended": queries.has_ended(page.course, clock.today())}
    return part_page(request, LIST, "training/course.html", context)


@GET_POST
def add_course(request: HttpRequest) -> HttpResponse:
    """Add a course."""
    permit(permissions.can_keep_training(request.user))
    form = forms.CourseForm(request.POST or None)
    if done(request, form, lambda: workflows.add_course(by=request.user, **form.cleaned_data)):
        return after(request, f"{form.cleaned_data['title']} was added.", reverse(LIST))
    back = (_PARENT, reverse(LIST))
    return form_page(request, form, heading="Add a course", button="Add the course", back=back, parent=back)


@GET_POST
def change_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what a course says."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.course_of_reference(request.user, reference))
    names = ("title", "kind", "subject", "category", "mode", "provider", "link", "note")
    initial = {name: getattr(one, name) for name in names}
    form = opened_at(forms.CourseForm(request.POST or None, initial=initial), one.revision)
    if done(request, form, lambda: workflows.change_course(by=request.user, course=one, **form.cleaned_data)):
        return after(request, "The course was changed.", _page_of(reference))
    return form_page(
        request,
        form,
        heading=f"Change {one.title}",
        button="Save the course",
        back=(one.title, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@GET_POST
def end_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when a course was last offered."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.course_of_reference(request.user, reference))
    form = forms.LastDayForm(request.POST or None)
    if done(request, form, lambda: workflows.end_course(by=request.user, course=one, **form.cleaned_data)):
        return after(request, f"{one.title} has ended.", _page_of(reference))
    return form_page(
        request,
        form,
        heading=f"End {one.title}",
        button="End the course",
        consequence="It can no longer be chosen for sessions and requirements. What was completed stays and counts.",
        warning=True,
        back=(one.title, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@require_POST
def reopen_course(request: HttpRequest, reference: str) -> HttpResponse:
    """Offer a course again."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.course_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_course(by=request.user, course=one),
        f"{one.title} is offered again.",
        _page_of(reference),
    )


@GET_POST
def add_edition(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an edition to a course."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.course_of_reference(request.user, reference))
    form = forms.EditionForm(request.POST or None)
    if done(request, form, lambda: workflows.add_edition(by=request.user, course=one, **form.cleaned_data)):
        return after(request, "The edition was added.", _page_of(reference))
    return form_page(
        request,
        form,
        heading="Add an edition",
        caption=one.title,
        button="Add the edition",
        back=(one.title, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@GET_POST
def change_edition(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct an edition's name or days."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.edition_of_reference(request.user, reference))
    form = forms.EditionForm(
        request.POST or None, initial={"name": one.name, "from_on": one.from_on, "to_on": one.to_on}
    )
    back = _page_of(one.course.reference)
    if done(request, form, lambda: workflows.change_edition(by=request.user, edition=one, **form.cleaned_data)):
        return after(request, "The edition was changed.", back)
    return form_page(
        request,
        form,
        heading=f"Change {one.name}",
        caption=one.course.title,
        button="Save the edition",
        back=(one.course.title, back),
        parent=(_PARENT, reverse(LIST)),
    )


@GET_POST
def add_material(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a factsheet or pack to a course."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.course_of_reference(request.user, reference))
    form = forms.MaterialForm(request.POST or None, request.FILES or None)

    def work() -> None:
        upload = form.cleaned_data["file"]
        workflows.add_material(
            by=request.user,
            course=one,
            title=form.cleaned_data["title"],
            link=form.cleaned_data["link"],
            stream=upload.file if upload else None,
            file_name=upload.name if upload else "",
        )

    if done(request, form, work):
        return after(request, "The material was added.", _page_of(reference))
    return form_page(
        request,
        form,
        heading="Add a material",
        caption=one.title,
        button="Add the material",
        back=(one.title, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@require_POST
def end_material(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand a material out no more."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.material_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.end_material(by=request.user, material=one),
        f"{one.title} is not handed out any more.",
        _page_of(one.course.reference),
    )


@require_GET
def material_file(request: HttpRequest, reference: str) -> FileResponse:
    """A material's file, always as a download: it is somebody's upload and never shown in the browser."""
    permit(permissions.can_read_materials(request.user))
    one = found(queries.material_of_reference(request.user, reference))
    if one.file is None:
        raise Http404
    response = FileResponse(
        one.file.content.open("rb"), as_attachment=True, filename=one.file.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
