"""Building queries: what is rendered, what is refused, and that values stay values."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError, UnknownName
from core.oda.query.conditions import Compare, Constant, constant
from core.oda.query.query import Complexity, Ordering, Query, field, parse_filter

KARACHI = timezone(timedelta(hours=5))
API = "https://oda.ft.dk/api/"

votes, cases = Query("Afstemning"), Query("Sag")

# What a person can type or paste: no surrogates, no control characters but blanks.
typed = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"]),
        st.sampled_from("'\"%&#+=?/\\$;,()æøåÆØÅé\t\n\u0301\U0001f5f3"),
    )
)


def options(query):
    return dict(parse_qsl(urlsplit(query.url(API)).query, strict_parsing=True))


def filter_text(expr, name="Afstemning"):
    return options(Query(name).where(expr))["$filter"]


def test_query__renders_encoded_options_in_one_order():
    query = (
        Query("Afstemning")
        .top(100)
        .order_by("id")
        .select("id", "nummer")
        .where(field("Møde/periodeid") == 160)
    )
    assert query.path_and_query() == (
        "Afstemning?%24filter=M%C3%B8de/periodeid%20eq%20160"
        "&%24select=id,nummer&%24orderby=id&%24top=100"
    )


def test_query__renders_every_option():
    query = (
        Query("Møde")
        .expand("Afstemning")
        .order_by("dato desc", "Periode/kode asc")
        .skip(200)
        .top(0)
        .counted()
    )
    assert query.path_and_query() == (
        "M%C3%B8de?%24expand=Afstemning&%24orderby=dato%20desc,Periode/kode"
        "&%24skip=200&%24top=0&%24inlinecount=allpages"
    )


def test_query__without_options_is_the_set():
    assert Query("Aktør").path_and_query() == "Akt%C3%B8r"
    assert Query("Aktør").skip(0) == Query("Aktør")


@pytest.mark.parametrize("base", ["https://oda.ft.dk/api/", "https://oda.ft.dk/api"])
def test_url__joins_with_one_slash(base):
    assert Query("Sag").url(base) == "https://oda.ft.dk/api/Sag"


def test_url__is_sent_as_it_is():
    query = Query("Sag").where(field("titel").contains("50% & 'mere' #1+2 æøå\U0001f5f3"))
    url = query.url(API)
    assert requests.Request("GET", url).prepare().url == url


def test_query__equal_ones_have_equal_hash_and_address():
    def build(condition):
        return Query("Sag").where(condition).expand("Sagstrin", "Sagstrin").order_by("id asc")

    a = build(field("typeid") == 3)
    b = build(field("typeid") == Decimal("3.0"))
    assert a == b
    assert hash(a) == hash(b)
    assert a.path_and_query() == b.path_and_query()


def test_query__is_not_changed_by_its_methods():
    query = Query("Sag")
    query.where(field("id") > 1).select("id").expand("Sagstrin").top(1).counted()
    assert query == Query("Sag")
    with pytest.raises(AttributeError):
        query.limit = 1


def test_query__entity_is_the_registrys():
    assert Query("Møde").entity.fields["dato"].edm == "Edm.DateTime"
    assert Query(unicodedata.normalize("NFD", "Møde")) == Query("Møde")


def test_where__joins_with_and():
    query = Query("Sag").where(field("id") > 1).where((field("id") < 9) | (field("typeid") == 3))
    assert options(query)["$filter"] == "id gt 1 and (id lt 9 or typeid eq 3)"


def test_where__takes_a_field_that_is_a_truth_value():
    assert filter_text(field("vedtaget")) == "vedtaget"
    assert filter_text(~field("vedtaget") & field("vedtaget") | field("vedtaget")) == (
        "not vedtaget and vedtaget or vedtaget"
    )


def test_order_by__replaces_and_clears():
    query = Query("Sag").order_by("titel").order_by("id desc")
    assert query.order == (Ordering("id", descending=True),)
    assert query.order_by().order == ()


def test_expand__includes_the_way():
    query = Query("Afstemning").expand("Sagstrin/Sag", "Møde")
    assert query.expanded == ("Sagstrin", "Sagstrin/Sag", "Møde")


def test_select__names_fields_of_expanded_sets():
    query = Query("Afstemning").select("id", "Møde/dato").expand("Møde")
    assert options(query)["$select"] == "id,Møde/dato"


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (field("typeid") == 1, "typeid eq 1"),
        (field("typeid") != 1, "typeid ne 1"),
        (field("typeid") > 1, "typeid gt 1"),
        (field("typeid") >= 1, "typeid ge 1"),
        (field("typeid") < -1, "typeid lt -1"),
        (field("typeid") <= 1.5, "typeid le 1.5"),
        (field("typeid") == field("nummer"), "typeid eq nummer"),
        (field("typeid") > 5, "typeid gt 5"),
        (field("vedtaget") == True, "vedtaget eq true"),  # noqa: E712
        (field("sagstrinid").is_null(), "sagstrinid eq null"),
        (field("sagstrinid") != None, "sagstrinid ne null"),  # noqa: E711
        (field("konklusion") == "L'Orange", "konklusion eq 'L''Orange'"),
        (field("konklusion").contains("S"), "substringof('S',konklusion)"),
        (field("konklusion").startswith("S"), "startswith(konklusion,'S')"),
        (field("konklusion").endswith("S"), "endswith(konklusion,'S')"),
        (field("konklusion").tolower().contains("x"), "substringof('x',tolower(konklusion))"),
        (field("konklusion").toupper() == "X", "toupper(konklusion) eq 'X'"),
        (field("Møde/dato").year() == 2024, "year(Møde/dato) eq 2024"),
        (field("Møde/dato").month() == 1, "month(Møde/dato) eq 1"),
        (field("Møde/dato").day() == 31, "day(Møde/dato) eq 31"),
        (field("Stemme").any(), "Stemme/any()"),
        (~field("Stemme").any(), "not Stemme/any()"),
        (~(field("id") == 1), "not (id eq 1)"),
        (~~(field("id") == 1), "not (not (id eq 1))"),
        (field("id").is_in([1]), "id eq 1"),
        (field("id").is_in([1, 2, 3]), "id eq 1 or id eq 2 or id eq 3"),
        (
            (field("id") == 1) & ((field("id") == 2) & (field("id") == 3)),
            "id eq 1 and id eq 2 and id eq 3",
        ),
    ],
)
def test_condition__renders(expr, text):
    assert filter_text(expr) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2024, 1, 31), "datetime'2024-01-31T00:00:00'"),
        (datetime(2024, 1, 31, 13, 5), "datetime'2024-01-31T13:05:00'"),
        (datetime(2024, 1, 31, 13, 5, 1, 67_999), "datetime'2024-01-31T13:05:01.067'"),
        (datetime(2024, 1, 31, 23, 30, tzinfo=UTC), "datetime'2024-02-01T00:30:00'"),
        (datetime(2024, 7, 1, 12, tzinfo=UTC), "datetime'2024-07-01T14:00:00'"),
        (datetime(2024, 7, 1, 12, tzinfo=KARACHI), "datetime'2024-07-01T09:00:00'"),
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "datetime'2024-10-27T02:30:00'"),
        (datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "datetime'2024-10-27T02:30:00'"),
        (date(1, 1, 1), "datetime'0001-01-01T00:00:00'"),
    ],
)
def test_time__is_danish_local_time(value, text):
    assert str(constant(value)) == text


@pytest.mark.parametrize(
    "value",
    [
        "a\x00b",
        "\x1b[0m",
        "\x7f",
        "\x85",
        "\ud800",
        2**31,
        -(2**31) - 1,
        1e300,
        float("nan"),
        float("inf"),
        Decimal("1e-40"),
        Decimal("1." + "1" * 40),
        b"x",
        [1],
        object(),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=5))),
    ],
    ids=lambda value: "object" if type(value) is object else repr(value),
)
def test_value__that_cannot_be_asked_about_is_refused(value):
    with pytest.raises(QueryError):
        field("x") == value  # noqa: B015


def test_is_in__refuses_no_values():
    with pytest.raises(QueryError, match="no values"):
        field("id").is_in([])


@pytest.mark.parametrize(
    ("build", "name", "suggestion", "owner"),
    [
        (lambda: Query("Afstemninger"), "Afstemninger", "Afstemning", None),
        (lambda: votes.where(field("Mode/dato").is_null()), "Mode", "Møde", "Afstemning"),
        (lambda: votes.where(field("Møde/datoo").is_null()), "datoo", "dato", "Møde"),
        (lambda: votes.where(field("Stemmer").any()), "Stemmer", "Stemme", "Afstemning"),
        (lambda: cases.where(field("titl") == "x"), "titl", "titel", "Sag"),
        (lambda: cases.where(field("id eq 1 or id") == 1), "id eq 1 or id", None, "Sag"),
        (lambda: cases.select("titelkortt"), "titelkortt", "titelkort", "Sag"),
        (lambda: cases.select("Sagstrin/titl"), "titl", "titel", "Sagstrin"),
        (lambda: cases.expand("Sagstrinn"), "Sagstrinn", "Sagstrin", "Sag"),
        (lambda: cases.expand("Sagstrin/Afsteming"), "Afsteming", "Afstemning", "Sagstrin"),
        (lambda: cases.order_by("retsinfourl"), "retsinfourl", "retsinformationsurl", "Sag"),
    ],
)
def test_name__that_is_unknown_is_refused_with_the_nearest(build, name, suggestion, owner):
    with pytest.raises(UnknownName) as caught:
        build()
    assert caught.value.params["name"] == name
    assert caught.value.params["suggestion"] == suggestion
    assert caught.value.params.get("owner") == owner
    assert repr(name) in str(caught.value)
    assert owner is None or owner in str(caught.value)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (field("nummer") == "x", "a number cannot be compared with text"),
        (field("nummer") == True, "a number cannot be compared with a truth value"),  # noqa: E712
        (field("vedtaget") == 1, "a truth value cannot be compared with a number"),
        (field("opdateringsdato") == "2024-01-01", "a time cannot be compared with text"),
        (field("nummer") > None, "null has no order"),
        (field("vedtaget") < True, "a truth value has no order"),
        (field("nummer").contains("1"), "substringof takes text, but nummer is a number"),
        (field("konklusion").contains(1), "substringof takes text, but 1 is a number"),
        (field("konklusion").contains(None), "substringof takes text, but null is null"),
        (field("konklusion").year() == 1, "year takes a time, but konklusion is text"),
        (field("nummer").tolower() == "x", "tolower takes text"),
        (field("Stemme/typeid") == 1, "Stemme in Afstemning is a collection"),
        (field("Sagstrin/Afstemning").any() & field("Stemme/typeid").is_null(), "is a collection"),
        (field("Stemme/Aktør").any(), "Stemme in Afstemning is a collection"),
        (field("Møde").any(), "is one row"),
        (field("nummer").any(), "nummer is a field of Afstemning and leads nowhere"),
        (field("nummer/id") == 1, "nummer is a field of Afstemning and leads nowhere"),
        (field("Møde") == 1, "name one of its fields, such as Møde/id"),
        (field("konklusion"), "is not a condition"),
        (~field("nummer"), "'not' needs a condition"),
        ((field("id") == 1) & field("nummer"), "'and' needs a condition"),
        (Compare("eq null or 1 eq", constant(1), constant(1)), "there is no operator"),
    ],
)
def test_where__refuses_wrong_types_and_paths(expr, message):
    with pytest.raises(QueryError, match=message):
        Query("Afstemning").where(expr)


def test_sets__that_do_not_answer_are_refused():
    with pytest.raises(QueryError, match="does not answer"):
        Query("Sambehandlinger")
    with pytest.raises(QueryError, match="does not answer"):
        Query("Sagstrin").expand("Sambehandlinger_andetsagstrinid")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            Query("Afstemning").select("Møde/dato"),
            "Møde/dato is selected, but Møde is not expanded",
        ),
        (Query("Afstemning").select("id").expand("Møde"), "none of its fields is selected"),
        (
            Query("Afstemning").select("Sagstrin/id").expand("Sagstrin/Sag"),
            "Sagstrin/Sag is expanded, but none",
        ),
    ],
)
def test_selection__must_fit_the_expansion(query, message):
    with pytest.raises(QueryError, match=message):
        query.path_and_query()


@pytest.mark.parametrize("n", [-1, 2**31])
def test_top_and_skip__are_bounded(n):
    with pytest.raises(QueryError, match="top"):
        Query("Sag").top(n)
    with pytest.raises(QueryError, match="skip"):
        Query("Sag").skip(n)


@pytest.mark.parametrize("key", ["id descending", "id desc asc", "", "desc id"])
def test_order_by__refuses_what_is_not_a_field_and_direction(key):
    with pytest.raises(QueryError):
        Query("Sag").order_by(key)


def test_order_by__refuses_collections():
    with pytest.raises(QueryError, match="collection"):
        Query("Sag").order_by("Sagstrin/dato")


def test_condition__has_no_truth_in_python():
    with pytest.raises(TypeError, match="&"):
        bool(field("id") == 1)
    with pytest.raises(TypeError, match="&"):
        1 < field("id") < 5  # noqa: B015
    with pytest.raises(TypeError, match="&"):
        field("id") in [1, 2]  # noqa: B015
    with pytest.raises(TypeError):
        hash(field("id"))


@pytest.mark.parametrize(
    ("query", "complexity", "score"),
    [
        (Query("Sag").where(field("typeid") == 3).order_by("id"), Complexity(0, 0, 0), 0),
        (Query("Afstemning").where(field("Møde/periodeid") == 1), Complexity(0, 1, 0), 1),
        (Query("Afstemning").order_by("Sagstrin/Sag/id"), Complexity(0, 2, 0), 2),
        (Query("Sagstrin").where(field("Afstemning").any()), Complexity(0, 1, 0), 1),
        (Query("Afstemning").expand("Stemme"), Complexity(1, 1, 0), 2),
        (Query("Afstemning").expand("Møde", "Sagstrin/Sag"), Complexity(3, 2, 0), 5),
        (
            Query("Sag").where(
                ~field("titel").tolower().contains("x") & (field("opdateringsdato").year() == 2024)
            ),
            Complexity(0, 0, 2),
            4,
        ),
    ],
)
def test_complexity__counts_what_costs(query, complexity, score):
    assert query.complexity == complexity
    assert query.complexity.score == score


@given(typed)
def test_text__never_becomes_syntax(text):
    query = Query("Sag").where(field("titel") == text).where(field("id") > 5)
    parsed = Query.parse(query.url(API))
    assert parsed == query
    first, second = parsed.filter.terms
    assert first.right == Constant("text", unicodedata.normalize("NFC", text))
    assert second == (field("id") > 5)
    assert set(options(query)) == {"$filter"}


@given(typed)
def test_text__in_a_function_never_becomes_syntax(text):
    expr = field("titel").contains(text) | field("titel").startswith(text)
    assert parse_filter(str(expr), "Sag") == expr


@given(st.text())
def test_text__is_sent_or_refused(text):
    try:
        url = Query("Sag").where(field("titel") == text).url(API)
    except QueryError:
        return
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.sampled_from([None, UTC])))
def test_time__survives_to_the_millisecond(value):
    expr = parse_filter(str(field("dato") == value), "Møde")
    assert expr == (field("dato") == value)
    if value.tzinfo is None:
        assert abs(value.replace(fold=0) - expr.right.value) < timedelta(milliseconds=1)


@given(st.integers(-(2**31), 2**31 - 1) | st.decimals(-1000, 1000, places=3))
def test_number__survives(value):
    expr = parse_filter(f"id eq {constant(value)}", "Sag")
    assert expr.right.value == value


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (Query("Sag"), 10),
        (Query("Sag").top(3), 3),
        (Query("Sag").top(30), 10),
        (Query("Sag").skip(4), 6),
        (Query("Sag").skip(8).top(5), 2),
        (Query("Sag").skip(40), 0),
    ],
)
def test_rows_of__is_what_offset_and_limit_leave_of_a_total(query: Query, rows: int) -> None:
    assert query.rows_of(10) == rows
