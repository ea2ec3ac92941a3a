"""Comparing `$metadata` with the registry, on documents written from the registry and altered."""

from xml.sax.saxutils import quoteattr

import pytest

from core.errors import NotOData
from core.oda.schema.entities import ENTITIES
from core.oda.schema.metadata import Difference, compare_metadata

EDM = "http://schemas.microsoft.com/ado/2009/11/edm"
EDMX = "http://schemas.microsoft.com/ado/2007/06/edmx"


def document(*, namespace="FT.Domain.Models", edm=EDM, edmx=EDMX):
    """A `$metadata` document that says what the registry says."""
    types, associations, sets = [], [], []
    for e in ENTITIES.values():
        parts = ['<Key><PropertyRef Name="id" /></Key>']
        for f in e.fields.values():
            nullable = "" if f.nullable else ' Nullable="false"'
            parts.append(f'<Property Name="{f.name}" Type="{f.edm}"{nullable} />')
        for n in e.navigation.values():
            association = f"{e.name}_{n.name}"
            parts.append(
                f'<NavigationProperty Name="{n.name}" Relationship="{namespace}.{association}" '
                f'ToRole="{n.name}" FromRole="Partner" />'
            )
            associations.append(
                f'<Association Name="{association}">'
                f'<End Type="{namespace}.{e.name}" Role="Partner" Multiplicity="0..1" />'
                f'<End Type="{namespace}.{n.target}" Role="{n.name}" '
                f'Multiplicity="{"*" if n.many else "0..1"}" /></Association>'
            )
        types.append(f'<EntityType Name="{e.name}">{"".join(parts)}</EntityType>')
        sets.append(f'<EntitySet Name="{e.name}" EntityType="{namespace}.{e.name}" />')
    return (
        f'<x:Edmx Version="1.0" xmlns:x={quoteattr(edmx)}><x:DataServices>'
        f"<Schema Namespace={quoteattr(namespace)} xmlns={quoteattr(edm)}>"
        f"{''.join(types)}{''.join(associations)}</Schema>"
        f'<Schema Namespace="Default" xmlns={quoteattr(edm)}><EntityContainer Name="Container">'
        f"{''.join(sets)}</EntityContainer></Schema></x:DataServices></x:Edmx>"
    )


def altered(old, new):
    text = document()
    assert text.count(old) >= 1, old
    return compare_metadata(text.replace(old, new, 1).encode())


def in_type(name, old, new):
    """The differences after `old` is replaced by `new` within one entity type."""
    before, start, rest = document().partition(f'<EntityType Name="{name}">')
    inside, end, after = rest.partition("</EntityType>")
    assert old in inside, old
    inside = inside.replace(old, new, 1)
    return compare_metadata("".join((before, start, inside, end, after)).encode())


def test_compare__the_registrys_own_document_has_no_difference():
    assert compare_metadata(document().encode()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_compare__encodings_and_namespaces_may_vary(encoding):
    text = document(namespace="FT.ODA", edm="urn:edm", edmx="urn:edmx")
    declared = "utf-16" if encoding == "utf-16" else "utf-8"
    text = f'<?xml version="1.0" encoding="{declared}"?>' + text
    assert compare_metadata(text.encode(encoding)) == []


def test_compare__missing_set():
    found = altered('<EntitySet Name="Omtryk" EntityType="FT.Domain.Models.Omtryk" />', "")
    assert found == [Difference("missing set", "Omtryk", "5 fields", "nothing")]
    assert str(found[0]) == "Omtryk: missing set, the registry has 5 fields"


def test_compare__extra_set():
    found = altered(
        "</EntityContainer>",
        '<EntitySet Name="Tale" EntityType="FT.Domain.Models.Omtryk" /></EntityContainer>',
    )
    assert Difference("extra set", "Tale", "nothing", "5 fields") in found
    assert "Tale: extra set, the API has 5 fields" in map(str, found)


def test_compare__missing_field():
    assert in_type("Møde", '<Property Name="lokale" Type="Edm.String" />', "") == [
        Difference("missing field", "Møde.lokale", "Edm.String", "nothing")
    ]


def test_compare__extra_field():
    found = in_type("Møde", "<Property ", '<Property Name="sal" Type="Edm.Int64" /><Property ')
    assert found == [Difference("extra field", "Møde.sal", "nothing", "Edm.Int64")]


def test_compare__type():
    found = in_type("Stemme", '"aktørid" Type="Edm.Int32"', '"aktørid" Type="Edm.Int64"')
    assert found == [Difference("type", "Stemme.aktørid", "Edm.Int32", "Edm.Int64")]
    assert str(found[0]) == "Stemme.aktørid: type is Edm.Int64, in the registry Edm.Int32"


def test_compare__nullable():
    found = in_type(
        "Stemme",
        '"aktørid" Type="Edm.Int32" Nullable="false"',
        '"aktørid" Type="Edm.Int32"',
    )
    assert found == [Difference("nullable", "Stemme.aktørid", "no", "yes")]


def test_compare__key():
    found = in_type("Stemme", '<PropertyRef Name="id" />', '<PropertyRef Name="aktørid" />')
    assert found == [
        Difference("key", "Stemme.id", "yes", "no"),
        Difference("key", "Stemme.aktørid", "no", "yes"),
    ]


def test_compare__missing_and_extra_navigation():
    found = in_type("Stemme", 'NavigationProperty Name="Stemmetype"', 'NavigationProperty Name="X"')
    assert found == [
        Difference("missing navigation", "Stemme.Stemmetype", "Stemmetype", "nothing"),
        Difference("extra navigation", "Stemme.X", "nothing", "Stemmetype"),
    ]


def test_compare__target():
    found = altered(
        'Type="FT.Domain.Models.Stemmetype" Role="Stemmetype"',
        'Type="FT.Domain.Models.Sagstype" Role="Stemmetype"',
    )
    assert found == [Difference("target", "Stemme.Stemmetype", "Stemmetype", "Sagstype")]


def test_compare__cardinality():
    found = altered(
        'Role="Stemmetype" Multiplicity="0..1"',
        'Role="Stemmetype" Multiplicity="*"',
    )
    assert found == [Difference("cardinality", "Stemme.Stemmetype", "one", "many")]


def test_compare__a_single_end_may_be_required():
    assert (
        altered('Role="Stemmetype" Multiplicity="0..1"', 'Role="Stemmetype" Multiplicity="1"') == []
    )


def test_compare__all_differences_are_listed():
    text = document().replace('Type="Edm.DateTime"', 'Type="Edm.DateTimeOffset"')
    times = sum(f.edm == "Edm.DateTime" for e in ENTITIES.values() for f in e.fields.values())
    found = compare_metadata(text.encode())
    assert [d.kind for d in found] == ["type"] * times


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE Edmx>",
        '<!DOCTYPE Edmx SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Edmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_compare__a_doctype_is_refused(declaration):
    with pytest.raises(NotOData, match="DOCTYPE"):
        compare_metadata((declaration + document()).encode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not XML"),
        (b"{}", "not XML"),
        (b"<html><body>Fejl</body></html>", "not EDMX"),
        (document().encode()[:-100], "not XML"),
        (b'<?xml version="1.0" encoding="no-such"?><Edmx/>', "not XML"),
        (b"<Edmx>&undefined;</Edmx>", "not XML"),
        (b"<Edmx>\xff</Edmx>", "not XML"),
        (b"<Edmx/>", "no entity sets"),
        (document().replace(' Type="Edm.String"', "", 1).encode(), "Property .* has no Type"),
        (document().replace('<EntityType Name="Sag">', '<EntityType Name="S">').encode(), "'Sag'"),
        (document().replace('ToRole="Stemme"', 'ToRole="x"', 1).encode(), "does not define"),
    ],
    ids=range(11),
)
def test_compare__what_is_not_metadata_is_refused(content, message):
    with pytest.raises(NotOData, match=message):
        compare_metadata(content)
