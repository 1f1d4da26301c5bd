"""Which rows a module writes, told from its syntax: the models that the receiver of each write may be.

Types come from Django (fields and reverse accessors), from the product's annotations (functions, attributes,
parameters) and from what a name was given. A write whose model none of these tells is `UNKNOWN`: annotate it.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.db.models import ManyToManyField

from tests.house.test_sizes import files
from tests.settings import ROOT

Models = frozenset[str]
NONE: Models = frozenset()
UNKNOWN = "?"
#: `Act.store` writes the row that it is handed; so does whoever calls it.
DOOR, ACTS = "store", {"act", "move"}
#: Writes the rows that it is handed, many in one statement: so does whoever calls it.
AT_ONCE, WRITTEN_AT_ONCE = "at_once", {"insert", "update"}
#: Stands for a class of the product that is no model.
OWN = "(own)"
SQL = "SQL"
#: Managers and the class of a row lead to the same rows.
SAME = {"objects", "_default_manager", "_base_manager", "__class__"}
BULK = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "save_base", "_raw_delete"}
PLAIN = {"save", "create", "update", "delete"}
RELATED = {"add", "set", "remove", "clear"}
CHANGING_SQL = ("insert", "update", "delete", "truncate", "alter", "drop", "create", "merge", "copy")


@dataclass(frozen=True, order=True)
class Write:
    model: str
    line: int


@dataclass
class Known:
    """The models behind the names of classes, attributes and functions; accessors of many rows apart."""

    classes: dict[str, Models] = field(default_factory=dict)
    attributes: dict[str, Models] = field(default_factory=lambda: defaultdict(frozenset))
    results: dict[str, Models] = field(default_factory=lambda: defaultdict(frozenset))
    members: dict[tuple[str, str], Models] = field(default_factory=dict)
    many: set[str] = field(default_factory=set)
    #: accessor -> the table between, whose rows `add` and `set` write
    between: dict[str, Models] = field(default_factory=lambda: defaultdict(frozenset))

    def annotated(self, annotation: ast.AST | None) -> Models:
        """The models that an annotation names, also inside `list[…]` or quotes."""
        if annotation is None:
            return NONE
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            annotation = ast.parse(annotation.value, mode="eval")
        nodes = list(ast.walk(annotation))
        names = [node.id for node in nodes if isinstance(node, ast.Name)]
        names += [node.attr for node in nodes if isinstance(node, ast.Attribute)]
        return union(self.classes.get(name, NONE) for name in names)

    def named(self, attribute: str) -> Models:
        """The models behind an attribute, a property, or a name of a module."""
        places = (self.attributes, self.classes, self.results)
        return union(place.get(attribute, NONE) for place in places)


def union(parts: Iterable[Models]) -> Models:
    return frozenset().union(*parts)


@cache
def known() -> Known:
    found = Known()
    for model in apps.get_models():
        found.classes[model.__name__] = frozenset({model.__name__})
        for relation in model._meta.get_fields():
            if isinstance(relation.related_model, type):
                name = relation.get_accessor_name() if relation.auto_created else relation.name
                found.attributes[name or ""] |= {relation.related_model.__name__}
                if relation.one_to_many or relation.many_to_many:
                    found.many.add(name or "")
                if isinstance(relation, ManyToManyField):
                    found.between[name or ""] |= {relation.remote_field.through.__name__}
    found.classes["PROXIES"] = frozenset({"Ticket"})
    trees = [ast.parse(path.read_text()) for path in files("accounts", "govcloud", "tickets")]
    for tree in trees:
        _learn_classes(tree, found)
    for tree in trees:
        _learn_annotations(tree, found)
    return found


def _learn_classes(tree: ast.AST, found: Known) -> None:
    """A class of our own is no row, though it has a `save`: its methods are judged where they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            found.classes.setdefault(node.name, frozenset({OWN}))


def _learn_annotations(tree: ast.AST, found: Known) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.results[node.name] |= found.annotated(node.returns)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                    found.attributes[each.target.id] |= found.annotated(each.annotation)
                    found.members[node.name, each.target.id] = found.annotated(each.annotation)
                elif isinstance(each, ast.FunctionDef):
                    found.members[node.name, each.name] = found.annotated(each.returns)


def writes(source: str) -> list[Write]:
    """Every write of rows in `source`, once for each model that its receiver may be."""
    reader = _Reader()
    reader.visit(ast.parse(source))
    return sorted(reader.found)


class _Reader(ast.NodeVisitor):
    """Reads a module from top to bottom and keeps, scope by scope, which models each name may be."""

    def __init__(self) -> None:
        self.known = known()
        self.scopes: list[dict[str, Models]] = [{}]
        self.owners: list[str] = [""]
        self.modules: set[str] = set()
        self.called: set[ast.expr] = set()
        self.found: set[Write] = set()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        folder = ROOT / (node.module or "").replace(".", "/")
        for each in node.names:
            if (folder / f"{each.name}.py").exists() or (folder / each.name).is_dir():
                self.modules.add(each.asname or each.name)
            elif each.asname and each.name in self.known.classes:
                self.scopes[-1][each.asname] = self.known.classes[each.name]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.owners.append(node.name)
        self.generic_visit(node)
        self.owners.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        scope = {each.arg: self.known.annotated(each.annotation) for each in arguments}
        if "self" in scope:
            scope["self"] = self._owner()
        self.scopes.append(scope)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._bind(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._give(node.target.id, self.known.annotated(node.annotation))
        if node.value is not None:
            self._bind(node.target, node.value)
        self.generic_visit(node)

    def visit(self, node: ast.AST) -> None:
        """What a name is given comes before what is done with it; in a comprehension it stands behind."""
        for each in getattr(node, "generators", ()):
            self._bind(each.target, each.iter)
        if isinstance(node, ast.NamedExpr):
            self._bind(node.target, node.value)
        elif isinstance(node, ast.For):
            self._bind(node.target, node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, node.context_expr)
        super().visit(node)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Each name in `target` may be what `value` may be; in a written pair each name its own part."""
        if isinstance(target, ast.Tuple | ast.List):
            parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value] * len(target.elts)
            for each, part in zip(target.elts, parts, strict=False):
                self._bind(each, part)
        elif isinstance(target, ast.Name):
            self._give(target.id, self.models(value))

    def _give(self, name: str, models: Models) -> None:
        self.scopes[-1][name] = self.scopes[-1].get(name, NONE) | models

    def models(self, node: ast.AST) -> Models:
        """The models whose rows, classes, managers or querysets the expression may hold."""
        if isinstance(node, ast.Name):
            scopes = [scope[node.id] for scope in reversed(self.scopes) if node.id in scope]
            return scopes[0] if scopes else self.known.classes.get(node.id, NONE)
        if isinstance(node, ast.Attribute) and node.attr not in SAME:
            own = (self.owners[-1] if getattr(node.value, "id", "") == "self" else "", node.attr)
            return self.known.members.get(own, self.known.named(node.attr))
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self.models(node.value)
        if isinstance(node, ast.Call):
            return self._given_by(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            for each in node.generators:
                self._bind(each.target, each.iter)
            return self.models(node.elt)
        return union(self.models(each) for each in ast.iter_child_nodes(node))

    def _owner(self) -> Models:
        """The class around, as a model if it is one."""
        return self.known.classes.get(self.owners[-1], NONE)

    def _given_by(self, call: ast.Call) -> Models:
        """A constructor gives its class, a method of a queryset its model, `list` and the like what they take."""
        if isinstance(call.func, ast.Attribute):
            return (self.models(call.func.value) - {OWN}) or self.models(call.func)
        name = getattr(call.func, "id", "")
        if name == "super":
            return self._owner()
        taken = union(self.models(each) for each in call.args)
        return self.models(call.func) or self.known.results.get(name, taken)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute):
            self.called.add(node.func)
            name = node.func.attr if node.func.attr in RELATED else node.func.attr.removeprefix("a")
            related = name in RELATED and getattr(node.func.value, "attr", "") in self.known.many
            if getattr(node.func.value, "id", "") == AT_ONCE and node.func.attr in WRITTEN_AT_ONCE:
                self._note(node.func, self.models(node.args[0]))
            elif node.func.attr == DOOR and node.args:
                self._hand_in(node.func, node.args[0])
            elif related and node.func.value.attr in self.known.between:
                self._note(node.func, self.known.between[node.func.value.attr])
            elif name in BULK or related or (name in PLAIN and self._as_django_takes_it(name, node)):
                self._note(node.func)
            elif node.func.attr in ("execute", "executemany") and not _reads(node.args):
                self.found.add(Write(SQL, node.lineno))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A method that is handed on instead of called: `on_commit(row.delete)`."""
        if node not in self.called and node.attr in BULK | PLAIN and self.models(node.value):
            self._note(node)
        self.generic_visit(node)

    def _as_django_takes_it(self, name: str, node: ast.Call) -> bool:
        """A storage saves a name and content, a dict is updated by a mapping: these are no rows."""
        assert isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and node.func.value.id in self.modules:
            return False
        most = {"save": 1, "create": 0, "update": 0, "delete": 0}[name]
        return len(node.args) <= most and (name != "update" or bool(node.keywords))

    def _hand_in(self, method: ast.Attribute, row: ast.expr) -> None:
        """A row that is handed to an act. Fields and files have a `store` too, which takes no row."""
        if self.models(row) - {OWN} or getattr(method.value, "id", "") in ACTS:
            self._note(method, self.models(row))

    def _note(self, method: ast.Attribute, models: Models | None = None) -> None:
        for model in ((self.models(method.value) if models is None else models) or {UNKNOWN}) - {OWN}:
            self.found.add(Write(model, method.lineno))


def _reads(args: list[ast.expr]) -> bool:
    """Whether the statement is written out and changes no rows."""
    said = args[0].value if args and isinstance(args[0], ast.Constant) else None
    return isinstance(said, str) and not said.lower().lstrip().startswith(CHANGING_SQL)
