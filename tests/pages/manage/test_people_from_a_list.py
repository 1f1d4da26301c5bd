"""A list of people from Excel: shown row by row, nothing done until confirmed, then made with a password each."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from accounts.doors import people
from accounts.doors.hands import Hand
from accounts.models import Organization, User
from tests.pages.conftest import Visitor, words
from tests.world import World
from tickets.models import AuditEntry

PATH = "/manage/people/import/"


HEAD = ("账号", "姓名", "单位代码", "电子邮箱", "电话")


def listed(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile("people.xlsx", written.getvalue())


def signed(page: str) -> str:
    return re.search(r'name="rows" value="([^"]+)"', page)[1]


def test_ten_people_are_looked_at_then_made_without_a_role(world: World, visitor: Visitor) -> None:
    unit = world.contract.agency.code
    rows = [(f"p{n}", f"演示·{n}", unit, f"p{n}@example.cn", 13800000000 + n) for n in range(10)]
    page = visitor.post("sysadmin", PATH, {"file": listed(*rows)}, expect=200)
    assert "将新增10个账号" in words(page)
    assert not User.objects.filter(username="p0").exists()
    page = visitor.post("sysadmin", PATH, {"rows": signed(page)}, expect=200)
    user = User.objects.get(username="p3")
    assert (user.unit, user.phone, user.memberships.count()) == (world.contract.agency, "13800000003", 0)
    codes = re.findall(r"<code>([^<]+)</code>", page)
    assert user.check_password(codes[codes.index("p3") + 1])
    assert AuditEntry.objects.filter(action="account_created").count() == 10


def test_what_is_wrong_is_said_row_by_row_and_nothing_can_be_confirmed(world: World, visitor: Visitor) -> None:
    rows = [("CLERK", "演示", "", "", ""), ("new", "", "nowhere", "x", "12"), ("NEW", "演示", "", "", "")]
    page = visitor.post("sysadmin", PATH, {"file": listed(*rows)}, expect=200)
    said = words(page)
    assert "3行中有3行需要更正" in said
    assert all(one in said for one in ("已有账号“CLERK”", "账号“NEW”与第3行重复", "nowhere", "“12”", "姓名"))
    assert 'name="rows"' not in page


def test_what_is_no_list_is_refused_in_words(visitor: Visitor) -> None:
    for file, said in (
        (SimpleUploadedFile("people.xlsx", b"no"), "不是 Excel 文件"),
        (listed(), "清单为空"),
        (listed((), (), *[(f"p{n}", "演示") for n in range(201)]), "最多导入200人，请从第203行之后拆分"),
        (listed(("p1", "演示"), head=("姓名", "账号名", "姓名")), "B列：表头“账号名”不是"),
        (listed(("p1", "演示"), head=("姓名", "账号", "姓名")), "C列：表头“姓名”重复"),
        (listed(("p1", "演示"), head=("账号", "姓名")), "首行表头缺少：单位代码、电子邮箱、电话"),
        (listed(("p1", "演示", "", "", "", "使用单位负责人")), "第2行：F列有内容，但首行没有表头"),
    ):
        assert said in words(visitor.post("sysadmin", PATH, {"file": file}, expect=200))
    assert "必填" in words(visitor.post("sysadmin", PATH, {}, expect=200))


def test_a_list_that_was_not_shown_is_not_made(world: World, visitor: Visitor) -> None:
    page = visitor.post("sysadmin", PATH, {"file": listed(("p1", "演示"))}, expect=200)
    assert "重新上传" in words(visitor.post("sysadmin", PATH, {"rows": signed(page) + "x"}))
    User.objects.create(username="P1")
    assert "重新上传" in words(visitor.post("sysadmin", PATH, {"rows": signed(page)}))
    assert not User.objects.filter(username="p1").exists()


def test_a_list_that_is_confirmed_twice_says_that_it_was_and_makes_nobody_again(world: World, visitor: Visitor) -> None:
    rows = [("p1", "演示·一", "", "", ""), ("P2", "演示·二", "", "", "")]
    page = visitor.post("sysadmin", PATH, {"file": listed(*rows)}, expect=200)
    visitor.post("sysadmin", PATH, {"rows": signed(page)}, expect=200)
    again = words(visitor.post("sysadmin", PATH, {"rows": signed(page)}))
    assert "名单中的2人此前已全部导入" in again
    assert "重新上传" not in again
    assert User.objects.filter(username__iexact="p2").count() == 1


def test_the_columns_are_found_by_their_heads_in_any_order(world: World, visitor: Visitor) -> None:
    unit = world.contract.agency.code.upper()
    heads = ("电话", "Account name", "单位代码", "电子邮箱", "姓名")
    file = listed(("13800000000", "p1", unit, "", "演示·一"), head=heads)
    visitor.post("sysadmin", PATH, {"rows": signed(visitor.post("sysadmin", PATH, {"file": file}, expect=200))}, 200)
    user = User.objects.get(username="p1")
    assert (user.name, user.phone, user.unit) == ("演示·一", "13800000000", world.contract.agency)


def test_where_one_is_refused_at_the_last_moment_nobody_is_made(world: World) -> None:
    newcomers = [people.Newcomer.of(name, "演示") for name in ("p1", "p2", "Clerk")]
    with pytest.raises(ValidationError, match="Clerk"):
        people.add_all(Hand(world.user("sysadmin"), world.now), newcomers)
    assert not User.objects.filter(username__in=("p1", "p2")).exists()


def test_a_list_is_judged_in_few_queries_however_long_it_is(world: World, visitor: Visitor) -> None:
    from django.db import connection

    visitor.get("sysadmin", PATH)
    rows = [(f"p{n}", "演示", "", f"p{n}@example.cn", "") for n in range(150)]
    with CaptureQueriesContext(connection) as spent:
        visitor.post("sysadmin", PATH, {"file": listed(*rows)}, expect=200)
    assert len(spent.captured_queries) <= 14


def test_the_template_names_the_units(world: World, visitor: Visitor) -> None:
    answer = visitor.client("sysadmin").get("/manage/people/template/")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.worksheets[0]["A1"].value == "账号"
    assert world.contract.agency.code in {row[0].value for row in book.worksheets[1]}


def test_a_small_file_that_unpacks_to_far_too_much_is_refused_before_it_is_read(visitor: Visitor) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 21_000_000)
    bomb = SimpleUploadedFile("people.xlsx", packed.getvalue())
    assert bomb.size is not None
    assert bomb.size < 100_000
    assert "文件内容超出人员名单的范围" in words(visitor.post("sysadmin", PATH, {"file": bomb}, expect=200))


def test_a_broken_table_is_named_as_no_list(visitor: Visitor) -> None:
    packed = io.BytesIO()
    with ZipFile(io.BytesIO(listed(("p1", "演示", "", "", "")).read())) as good, ZipFile(packed, "w") as bad:
        for one in good.infolist():
            bad.writestr(one, b"<broken" if one.filename == "xl/workbook.xml" else good.read(one))
    file = SimpleUploadedFile("people.xlsx", packed.getvalue())
    assert "不是 Excel 文件" in words(visitor.post("sysadmin", PATH, {"file": file}, expect=200))


def test_no_name_of_a_unit_becomes_a_formula_of_the_template(world: World, visitor: Visitor) -> None:
    Organization.objects.filter(pk=world.contract.agency.pk).update(name='=HYPERLINK("http://x","y")')
    answer = visitor.client("sysadmin").get("/manage/people/template/")
    cells = [cell for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet for cell in row]
    assert any("HYPERLINK" in str(one.value) for one in cells)
    assert {one.data_type for one in cells} <= {"s", "n"}
