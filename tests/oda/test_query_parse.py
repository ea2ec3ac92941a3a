"""Reading queries and filters from text."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError, UnknownName
from core.oda.query.conditions import Call, Compare, Constant, Junction, Member, Not, constant
from core.oda.query.query import Query, field, parse_filter

EXPECTED = (
    Query("Møde").where(field("titel") == "Møde i salen").where(field("id") > 5).order_by("dato")
)
FILTER = "titel eq 'Møde i salen' and id gt 5"


@pytest.mark.parametrize(
    "text",
    [
        f"Møde?$filter={FILTER}&$orderby=dato",
        f"Møde?%24filter={FILTER}&%24orderby=dato",
        f"  Møde?$orderby=dato&$filter={FILTER}&\n",
        f"M%C3%B8de?$filter={quote(FILTER)}&$orderby=dato",
        f"M%c3%b8de?%24filter={quote(FILTER).lower()}&$orderby=dato".replace(
            "s%c3", "s%C3"
        ).replace("m%c3%b8de%20i", "M%c3%b8de%20i"),
        f"Møde?$filter={FILTER.replace(' ', '+')}&$orderby=dato",
        f"/api/Møde?$filter={FILTER}&$orderby=dato",
        f"https://oda.ft.dk/api/M%C3%B8de?$filter={quote(FILTER)}&$orderby=dato%20asc",
        f"http://127.0.0.1:8000/Møde/?$filter={FILTER}&$orderby=dato&$format=json&$inlinecount=none",
        unicodedata.normalize("NFD", f"Møde?$filter={FILTER}&$orderby=dato"),
        quote(unicodedata.normalize("NFD", f"Møde?$filter={FILTER}&$orderby=dato"), safe="?=&"),
    ],
)
def test_parse__reads_every_way_of_writing(text):
    assert Query.parse(text) == EXPECTED


def test_parse__reads_every_option():
    text = (
        "Afstemning?$filter=Møde/periodeid eq 160&$expand=Møde, Sagstrin/Sag"
        "&$select=id,Møde/dato,Sagstrin/id,Sagstrin/Sag/titel&$orderby=Møde/dato desc,id"
        "&$top=50&$skip=100&$inlinecount=allpages"
    )
    assert Query.parse(text) == (
        Query("Afstemning")
        .where(field("Møde/periodeid") == 160)
        .expand("Møde", "Sagstrin/Sag")
        .select("id", "Møde/dato", "Sagstrin/id", "Sagstrin/Sag/titel")
        .order_by("Møde/dato desc", "id")
        .top(50)
        .skip(100)
        .counted()
    )


@pytest.mark.parametrize(
    ("text", "titel"),
    [
        ("Sag?$filter=titel eq '50%'", "50%"),
        ("Sag?$filter=titel eq '50%2525'", "50%25"),
        ("Sag?$filter=titel eq 'a%26b%2Bc%23d'", "a&b+c#d"),
        ("Sag?$filter=titel eq 'C#'", "C#"),
        ("Sag?$filter=titel eq 'hvad?'", "hvad?"),
        ("Sag?$filter=titel eq 'a=b'", "a=b"),
        ("Sag?$filter=titel eq ''''", "'"),
        ("Sag?$filter=titel eq ''", ""),
    ],
)
def test_parse__decodes_once(text, titel):
    assert Query.parse(text) == Query("Sag").where(field("titel") == titel)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Sager", "Sag"),
        ("Sag?$ordreby=id", "$orderby"),
        ("Sag?$filtre=id eq 1", "$filter"),
        ("Sag?$Filter=id eq 1", "$filter"),
        ("Sag?$filter=titel eq 'a&b'", None),
        ("Sag?$select=titl", "titel"),
        ("Sag?$filter=titl eq 'a'", "titel"),
        ("Sag?$expand=Sagstrn", "Sagstrin"),
    ],
)
def test_parse__unknown_names_are_refused_with_the_nearest(text, suggestion):
    with pytest.raises(UnknownName) as caught:
        Query.parse(text)
    assert caught.value.params["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Sag?orderby=id", r"write \$orderby"),
        ("Sag?top=5", r"write \$top"),
        ("Sag?$top=x", "whole number"),
        ("Sag?$top=-1", "whole number"),
        ("Sag?$top=٣", "whole number"),
        ("Sag?$top=99999999999", "whole number"),
        ("Sag?$top=1&$top=2", "given twice"),
        ("Sag?$filter=", "is empty"),
        ("Sag?$select=id,,titel", "comma"),
        ("Sag?$orderby=id down", "asc or desc"),
        ("Sag?$inlinecount=all", "allpages or none"),
        ("Sag?$format=xml", "must be json"),
        ("Sag?$select=Sagstrin/id", "not expanded"),
        ("Sag?$filter=titel eq '%F8'", "UTF-8"),
        ("M%F8de", "UTF-8"),
        ("", "names no entity set"),
        ("https://oda.ft.dk", "names no entity set"),
        ("Sag(10)", "not on one row"),
        ("https://oda.ft.dk/api/Aktør(262)/Stemme?$top=1", "not on one row"),
        ("Sag/Sagstrin", "not on one row"),
        ("Sambehandlinger?$top=1", "does not answer"),
    ],
)
def test_parse__what_cannot_be_asked_is_refused(text, message):
    with pytest.raises(QueryError, match=message):
        Query.parse(text)


id1, id2, id3 = (field("id") == n for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("id eq 1 or id eq 2 and id eq 3", id1 | (id2 & id3)),
        ("id eq 1 and id eq 2 or id eq 3", (id1 & id2) | id3),
        ("(id eq 1 or id eq 2) and id eq 3", (id1 | id2) & id3),
        ("((id eq 1))", id1),
        ("id eq 1 and (id eq 2 and id eq 3)", id1 & id2 & id3),
        ("not id eq 1 and id eq 2", ~id1 & id2),
        ("not (id eq 1 and id eq 2)", ~(id1 & id2)),
        ("not not id eq 1", ~~id1),
        ("not(statsbudgetsag)", ~field("statsbudgetsag")),
        ("1 eq id", Compare("eq", constant(1), Member("id"))),
        ("'x' lt titel", Compare("lt", constant("x"), Member("titel"))),
        ("\tid\neq  1 ", id1),
        ("id eq -1", field("id") == -1),
        ("id lt 1.50", field("id") < Decimal("1.5")),
        ("statsbudgetsag eq true", field("statsbudgetsag") == True),  # noqa: E712
        ("statsbudgetsag ne false", field("statsbudgetsag") != False),  # noqa: E712
        ("lovnummer eq null", field("lovnummer").is_null()),
        ("null ne lovnummer", Compare("ne", constant(None), Member("lovnummer"))),
        ("substringof('a',titel)", field("titel").contains("a")),
        (
            "substringof('a', tolower(titel)) eq true",
            Compare("eq", field("titel").tolower().contains("a"), constant(True)),
        ),
        ("startswith( titel , 'a' )", field("titel").startswith("a")),
        ("endswith(titel,'and')", field("titel").endswith("and")),
        ("toupper(titel) eq 'A'", field("titel").toupper() == "A"),
        ("year(opdateringsdato) ge 2024", field("opdateringsdato").year() >= 2024),
        ("month(opdateringsdato) eq 2", field("opdateringsdato").month() == 2),
        ("day(opdateringsdato) eq 3", field("opdateringsdato").day() == 3),
        ("opdateringsdato gt datetime'2024-01-02'", field("opdateringsdato") > date(2024, 1, 2)),
        (
            "opdateringsdato gt DateTime'2024-01-02T03:04'",
            field("opdateringsdato") > datetime(2024, 1, 2, 3, 4),
        ),
        (
            "opdateringsdato gt datetime'2024-01-02T03:04:05.67'",
            field("opdateringsdato") > datetime(2024, 1, 2, 3, 4, 5, 670_000),
        ),
        (
            "opdateringsdato gt datetime'2024-01-02T03:04:05.1234567'",
            field("opdateringsdato") > datetime(2024, 1, 2, 3, 4, 5, 123_000),
        ),
        ("Sagstrin/any()", field("Sagstrin").any()),
        ("not Sagstrin/any( )", ~field("Sagstrin").any()),
        ("Periode/kode eq '20231'", field("Periode/kode") == "20231"),
        ("(id eq 1) eq (id eq 2)", Compare("eq", id1, id2)),
        ("true", Constant("boolean", True)),
    ],
)
def test_filter__is_read(text, expr):
    assert parse_filter(text, "Sag") == expr


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("id eq", 5, "the filter ends"),
        ("id eq 1 and", 11, "the filter ends"),
        ("and id eq 1", 0, "has no field 'and'"),
        ("id = 1", 3, "write eq"),
        ("id eq 1 && id eq 2", 8, "write and"),
        ("id eq 1 id eq 2", 8, "no operator 'id'"),
        ("id EQ 1", 3, "did you mean 'eq'"),
        ("(id eq 1", 8, r"'\)' is missing before the end"),
        ("(id eq 1 an id eq 2)", 9, "did you mean 'and'"),
        ("id eq 1)", 7, r"unexpected '\)'"),
        ("id eq 1 eq true", 8, "unexpected 'eq'"),
        ("titel eq 'x", 9, "closing quote"),
        ('titel eq "x"', 9, "single quotes"),
        ("titel eq x", 9, "has no field 'x'"),
        ("id eq 1x", 6, "not a number"),
        ("id eq 1.2.3", 6, "not a number"),
        ("id eq 99999999999", 6, "out of range"),
        ("id eq ٣", 6, "not a number"),
        ("id eq 'x'", 3, "a number cannot be compared with text"),
        ("titel gt null", 6, "null has no order"),
        ("id eq 1 and substringof('1',id)", 12, "substringof takes text"),
        ("substringof('x') eq true", 0, "takes 2 values, not 1"),
        ("tolower(titel,titel) eq 'x'", 0, "takes 1 values, not 2"),
        ("titel", 0, "is not a condition"),
        ("not titel", 0, "needs a condition"),
        ("Sagstrin/titel eq 'x'", 0, "is a collection"),
        ("Sagstrin/any(id eq 1)", 13, "takes no condition"),
        ("Sagstrin/all()", 0, "'all'"),
        ("Periode/any()", 0, "is one row"),
        ("id eq 1 or Sagstrn/any()", 11, "did you mean 'Sagstrin'"),
        ("opdateringsdato gt datetime'2024-13-01'", 19, "not a time"),
        ("opdateringsdato gt datetime'2024'", 19, "is written datetime"),
        ("opdateringsdato gt datetime'2024-01-01T00:00:00Z'", 19, "without a zone"),
        ("opdateringsdato gt '2024-01-01'", 16, "a time cannot be compared with text"),
        ("titel eq 'a\x00'", 9, r"U\+0000"),
        ("id eq 1\x00", 7, "unexpected"),
        ("id eq 1;drop", 7, "unexpected ';'"),
    ],
)
def test_filter__errors_say_where(text, position, message):
    with pytest.raises(QueryError, match=message) as caught:
        parse_filter(text, "Sag")
    assert caught.value.params["position"] == position
    assert str(caught.value).endswith(f"(at character {position + 1})")


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("substringoff('x',titel)", "substringof"),
        ("SubstringOf('x',titel)", "substringof"),
        ("startsWith(titel,'x')", "startswith"),
        ("contains(titel,'x')", "substringof"),
        ("to_lower(titel) eq 'x'", "tolower"),
        ("round(id) eq 1", None),
    ],
)
def test_filter__unknown_functions_are_refused_with_the_nearest(text, suggestion):
    with pytest.raises(UnknownName) as caught:
        parse_filter(text, "Sag")
    assert caught.value.params["kind"] == "function"
    assert caught.value.params["suggestion"] == suggestion


@pytest.mark.parametrize("text", ["(" * 5000, "not " * 5000, "tolower(" * 5000])
def test_filter__nested_too_deep_is_refused(text):
    with pytest.raises(QueryError, match="too deep"):
        parse_filter(text, "Sag")


def test_filter__long_chains_are_read():
    expr = field("id").is_in(range(2000))
    assert parse_filter(str(expr), "Sag") == expr


def test_filter__unknown_set():
    with pytest.raises(UnknownName, match="Sagstrin"):
        parse_filter("id eq 1", "Sagstrinn")


# Trees of every shape over the fields of a case.
texts = st.one_of(
    st.sampled_from(["titel", "Periode/kode"]).map(Member),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(constant),
)
texts = st.recursive(
    texts,
    lambda t: st.builds(Call, st.sampled_from(["tolower", "toupper"]), st.tuples(t)),
    max_leaves=2,
)
times = st.one_of(
    st.just(Member("opdateringsdato")),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(constant),
)
numbers = st.one_of(
    st.just(Member("id")),
    st.integers(-(2**31), 2**31 - 1).map(constant),
    st.builds(Call, st.sampled_from(["year", "month", "day"]), st.tuples(times)),
)
nothing = st.just(constant(None))
ops = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"])
equality = st.sampled_from(["eq", "ne"])
leaves = st.one_of(
    st.builds(Compare, ops, texts, texts),
    st.builds(Compare, ops, times, times),
    st.builds(Compare, ops, numbers, numbers),
    st.builds(Compare, equality, texts | times | numbers, nothing),
    st.builds(
        Call, st.sampled_from(["substringof", "startswith", "endswith"]), st.tuples(texts, texts)
    ),
    st.just(Member("statsbudgetsag")),
    st.just(field("Sagstrin").any()),
    st.booleans().map(constant),
)
conditions = st.recursive(
    leaves,
    lambda c: st.one_of(
        st.builds(Not, c),
        st.builds(Compare, equality, c, c),
        st.builds(
            Junction, st.sampled_from(["and", "or"]), st.lists(c, min_size=2, max_size=4).map(tuple)
        ),
    ),
    max_leaves=12,
)


@given(conditions)
def test_filter__is_the_same_after_writing_and_reading(expr):
    again = parse_filter(str(expr), "Sag")
    assert again == expr
    assert str(again) == str(expr)


@given(
    conditions,
    st.lists(st.sampled_from(["id", "titel", "opdateringsdato"]), unique=True),
    st.lists(st.sampled_from(["id desc", "titel", "Periode/kode"]), unique=True),
    st.integers(0, 1000),
    st.none() | st.integers(0, 1000),
    st.booleans(),
)
def test_query__is_the_same_after_writing_and_reading(expr, names, keys, skip, top, counted):
    query = Query("Sag").where(expr).select(*names).order_by(*keys).skip(skip)
    query = query if top is None else query.top(top)
    query = query.counted() if counted else query
    address = query.path_and_query()
    again = Query.parse("https://example.org/api/" + address)
    assert again == query
    assert again.path_and_query() == address


@given(st.text() | st.text("()'/,= eqandornot0159-.idtl$?&%+", max_size=40))
def test_parse__mad_text_gives_a_query_or_a_query_error(text):
    for attempt in (text, f"Sag?$filter={text}", f"Sag?{text}"):
        try:
            query = Query.parse(attempt)
        except QueryError:
            continue
        assert Query.parse(query.path_and_query()) == query
