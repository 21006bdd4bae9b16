"""Read the XML of a CAP 1.2 message against its schema, and nothing that could do harm.

No entity is expanded, no document type is accepted, nothing is fetched; a message is bounded in
size. What does not fit is told by the path of the element at fault.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lxml import etree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MAX_CAP_BYTES = 64 * 1024  # a warning with a drawn polygon fits ten times
MAX_PROBLEMS = 20
NO_DOCTYPE = "a document type (DOCTYPE) is not accepted"


class CapProblem(ValueError):  # noqa: N818 - what a sender did, not what went wrong here
    """A message that cannot be taken in; `problems` are pairs of an element and what is wrong."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{element}: {reason}" for element, reason in self.problems))


def problem(element: str, reason: str) -> CapProblem:
    """Return what is wrong with one element."""
    return CapProblem([(element, reason)])


def read_xml(payload: bytes) -> etree._Element:
    """Return the `alert` element of a message that keeps the schema; raises `CapProblem`."""
    if len(payload) > MAX_CAP_BYTES:
        raise problem("alert", f"{len(payload)} bytes, at most {MAX_CAP_BYTES} are read")
    if b"<!DOCTYPE" in payload:  # before anything is declared that could be expanded
        raise problem("alert", NO_DOCTYPE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        alert = etree.fromstring(payload, parser)
    except (etree.XMLSyntaxError, ValueError) as failure:
        raise problem("alert", f"not XML: {failure}") from None
    if alert.getroottree().docinfo.doctype:
        raise problem("alert", NO_DOCTYPE)  # in another encoding than UTF-8
    if alert.tag != f"{{{NAMESPACE}}}alert":
        raise problem("alert", f"an alert of {NAMESPACE} is expected, not {alert.tag}")
    schema = _schema()
    if not schema.validate(alert):
        raise CapProblem(_told(alert, schema.error_log))
    return alert


def path_of(element: etree._Element) -> str:
    """Return the path of an element, as in `alert/info[2]/severity`."""
    steps = []
    while element is not None:
        parent = element.getparent()
        same = [] if parent is None else parent.findall(element.tag)
        number = f"[{same.index(element) + 1}]" if len(same) > 1 else ""
        steps.append(f"{local_name(element)}{number}")
        element = parent
    return "/".join(reversed(steps))


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname)


@cache
def _schema() -> etree.XMLSchema:
    text = files("dispatch.intake").joinpath("cap-1.2.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


def _told(alert: etree._Element, log: Iterable[etree._LogEntry]) -> list[tuple[str, str]]:
    """Return what the schema says, each element once: its first complaint is the one to act on."""
    found: dict[str, str] = {}
    for entry in log:
        at = alert.getroottree().xpath(entry.path) if entry.path else [alert]
        where = path_of(at[0]) if at else "alert"
        found.setdefault(where, _in_words(entry.message))
        if len(found) == MAX_PROBLEMS:
            break
    return list(found.items())


def _in_words(message: str) -> str:
    """Strip the namespace, and the name of the element, which stands before it already."""
    plain = message.replace(f"{{{NAMESPACE}}}", "").replace("##other{}*, ", "")
    _element, _, reason = plain.partition("': ")
    return reason or plain
