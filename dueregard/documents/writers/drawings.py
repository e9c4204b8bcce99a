"""Drawings (SVG) made safe to stand in a page: only shapes and words, no style, script or address."""

from __future__ import annotations

from django.utils.safestring import SafeString

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = {
    "svg", "g", "title", "desc", "defs", "rect", "circle", "ellipse", "line", "path", "polygon", "polyline", "text",
    "tspan", "pattern", "clipPath", "marker", "linearGradient", "stop",
}  # fmt: skip
_ATTRIBUTES = {
    "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d", "points",
    "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "opacity", "font-size", "font-weight", "font-family", "font-style", "text-anchor",
    "dominant-baseline", "letter-spacing", "preserveAspectRatio", "patternUnits", "patternTransform", "clip-path", "id",
    "class", "offset", "stop-color", "markerWidth", "markerHeight", "refX", "refY", "orient", "marker-end",
}  # fmt: skip


def safe_drawing(svg: str, description: str) -> SafeString:
    """The drawing with its description, holding nothing but known shapes. Raises ValueError when it is no drawing."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(svg.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("A chart's drawing is broken.") from error
    if root.tag != f"{{{_NAMESPACE}}}svg":
        raise ValueError("A chart's drawing is no SVG.")
    for element in list(root.iter()):
        name = etree.QName(element)
        if name.namespace != _NAMESPACE or name.localname not in _SHAPES:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for attribute, value in list(element.attrib.items()):
            elsewhere = "url(" in value.replace("url(#", "")
            if attribute not in _ATTRIBUTES or elsewhere:
                del element.attrib[attribute]
    # The description names the drawing as a whole; what is inside is then not read out piece by piece.
    root.set("role", "img")
    root.set("aria-label", description)
    for title in root.findall(f"{{{_NAMESPACE}}}title"):
        root.remove(title)
    etree.cleanup_namespaces(root)
    # Every part was let in by name above.
    return SafeString(etree.tostring(root, encoding="unicode", with_tail=False))
