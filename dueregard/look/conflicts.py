"""What whoever saves second is shown: what of theirs differs from what is saved now, and nothing of anybody's is lost.

The forms carry what each field said when they were opened (Django's hidden initial values). A field that the second
person did not touch takes the value that is saved now; a field that both changed is shown side by side.
"""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.kernel.require import ChangedSince
from dueregard.kernel.words import clean_text
from dueregard.look.difference import word_difference
from dueregard.look.templatetags.look import plain_day


def _is_words(name: str, field: forms.Field) -> bool:
    """Whether a field says something of the thing: not its revision or another hidden mark, nor why it is changed."""
    return name != "reason" and not field.widget.is_hidden


def _written(value: Any) -> Any:
    """A value as a form sends it: text, or a list of texts."""
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return "on" if value else ""
    if hasattr(value, "isoformat"):
        return plain_day(value)
    return "" if value is None else str(value)


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, list) or isinstance(second, list):
        return set(first or ()) == set(second or ())
    return clean_text(first).strip() == clean_text(second).strip()


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as people read it: the words of a choice, "yes" for a tick."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, forms.ChoiceField):
        words: dict[str, str] = {}
        choices: Any = field.choices
        for key, label in choices:
            # A group of choices holds its own.
            words |= {str(k): str(w) for k, w in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        chosen = value if isinstance(value, list) else [str(value)]
        return ", ".join(words.get(each, each) for each in chosen)
    return clean_text(value).strip()


def _sent(form: forms.Form, name: str) -> Any:
    many = isinstance(form.fields[name], forms.MultipleChoiceField)
    return form.data.getlist(name) if many else form.data.get(name, "")  # type: ignore[attr-defined]


def _put(data: Any, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    elif value == "":
        data.pop(name, None)
    else:
        data[name] = value


def reopened_at(form: forms.Form, revision: int) -> None:
    """Let the form, with all that was typed, be saved over the present revision."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["revision"] = str(revision)
    form.data = data


def told_of(form: forms.Form, since: ChangedSince) -> dict[str, Any]:
    """Let `form` be saved over what is saved now (its `initial`), and give what its page says of the conflict.

    fields: what both have changed, theirs beside yours. kept: labels of what only the other has changed, which stays.
    by, at: who saved it, and when. The form is reopened at the revision that its `initial` was read at: whoever has saved
    between that and this is told of with the next attempt.
    """
    data = form.data.copy()  # type: ignore[attr-defined]
    fields, kept = [], []
    remembered = any(name.startswith("initial-") for name in data)
    for name, field in form.fields.items():
        if not _is_words(name, field):
            continue
        now, yours = _written(form.initial.get(name)), _sent(form, name)
        opened_name = form[name].html_initial_name
        opened: Any = None
        if isinstance(yours, list) and remembered:
            opened = data.getlist(opened_name)  # an empty list sends nothing
        elif opened_name in data:
            opened = _opened(field, data.get(opened_name))
        if opened is not None and _same(opened, yours):
            if not _same(opened, now):
                kept.append(str(field.label))
            _put(data, name, now)
        elif not _same(now, yours) and (opened is None or not _same(opened, now)):
            theirs, mine = _in_words(field, now), _in_words(field, yours)
            fields.append({"label": str(field.label), "segments": word_difference(theirs, mine)})
        _put(data, opened_name, now)
    form.data = data
    reopened_at(form, form.initial.get("revision", since.revision))
    return {"by": since.by_name, "at": since.at, "fields": fields, "kept": kept}


def _opened(field: forms.Field, sent: str | None) -> str:
    """A hidden initial value as the form itself would have sent it."""
    text = sent or ""
    if isinstance(field, forms.BooleanField):
        return "on" if text not in ("", "False", "false", "0") else ""
    if isinstance(field, forms.DateField) and text:
        try:
            return str(_written(field.to_python(text)))
        except forms.ValidationError:
            return text
    return text


def opened_value(form: forms.Form, name: str) -> tuple[Any] | None:
    """What field `name` said when the form was opened, in a tuple of one; None where that is not known."""
    sent = form.data.get(form[name].html_initial_name)
    try:
        return None if sent is None else (form.fields[name].to_python(sent),)
    except forms.ValidationError:
        return None


def remembering(form: forms.Form) -> None:
    """Let every field of `form` carry what it said when the form was opened."""
    for name, field in form.fields.items():
        if _is_words(name, field):
            field.show_hidden_initial = True
