using Liburia.Procedures.Contracts;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>What handlers read of a form: each answer as what it is, and nothing where there is none.</summary>
public sealed class TypedAnswersTests
{
    private static readonly TypedAnswers Given = new(new Dictionary<string, string>
    {
        ["oggetto"] = "Una domanda",
        ["si"] = "yes",
        ["dichiaro"] = "true",
        ["no"] = "no",
        ["scelte"] = "uno\ndue",
        ["giorno"] = "2026-11-29",
        ["periodo"] = "2026-11-29/2026-12-02",
        ["metri"] = "12",
        ["importo"] = "1650",
        ["persona"] = """{"family":"De Luca","given":"Maria","code":"DLCMRA85E52A512V"}""",
        ["impresa"] = """{"name":"Forno Verde","vat":"01234567897"}""",
        ["particella"] = """{"sheet":"3","parcel":"120"}""",
        ["indirizzo"] = """{"civic":"0f8fad5b-d9cb-469f-a165-70867728950e","words":"VIA ROMA, 12","flat":"4","lat":"40.961"}""",
    });

    [Fact]
    public void Answer_IsReadAsWhatItIs()
    {
        Given.Text("oggetto").ShouldBe("Una domanda");
        (Given.Yes("si"), Given.Yes("dichiaro"), Given.Yes("no")).ShouldBe((true, true, false));
        Given.Chosen("scelte").ShouldBe(["uno", "due"]);
        Given.Day("giorno").ShouldBe(new DateOnly(2026, 11, 29));
        Given.Period("periodo").ShouldBe((new DateOnly(2026, 11, 29), new DateOnly(2026, 12, 2)));
        (Given.Number("metri"), Given.Cents("importo")).ShouldBe((12L, 1650L));
        Given.Person("persona").ShouldBe(new PersonAnswer("De Luca", "Maria", "DLCMRA85E52A512V"));
        Given.Company("impresa").ShouldBe(new CompanyAnswer("Forno Verde", "01234567897"));
        Given.Parts("particella")["parcel"].ShouldBe("120");
        var address = Given.Address("indirizzo").ShouldNotBeNull();
        (address.CivicNumberId, address.InWords, address.Flat, address.Latitude, address.Longitude)
            .ShouldBe((Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), "VIA ROMA, 12", "4", 40.961, null));
    }

    [Fact]
    public void Question_WithoutAnAnswer_IsNothing_OrNo()
    {
        Given.Has("altro").ShouldBeFalse();
        (Given.Text("altro"), Given.Yes("altro"), Given.Day("altro"), Given.Period("altro"), Given.Number("altro"), Given.Cents("altro")).ShouldBe((null, false, null, null, null, null));
        (Given.Person("altro"), Given.Company("altro"), Given.Address("altro")).ShouldBe((null, null, null));
        Given.Chosen("altro").ShouldBeEmpty();
        Given.Parts("altro").ShouldBeEmpty();
        Given.Number("oggetto").ShouldBeNull("words are no number");
    }
}
