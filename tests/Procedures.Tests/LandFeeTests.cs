using Liburia.Procedures.Law;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>The fee for public land, to the cent (art. 1 c. 827 L. 160/2019).</summary>
public sealed class LandFeeTests
{
    private static readonly DateOnly First = new(2026, 12, 1);

    /// <summary>CU-3 of the field's vectors, and every edge of a class of inhabitants.</summary>
    [Theory]
    [InlineData(15_000, 20, 10, 14_000)]
    [InlineData(1, 1, 1, 60)]
    [InlineData(10_000, 1, 1, 60)]
    [InlineData(10_001, 1, 1, 70)]
    [InlineData(30_000, 1, 1, 70)]
    [InlineData(30_001, 1, 1, 120)]
    [InlineData(100_000, 1, 1, 120)]
    [InlineData(100_001, 1, 1, 130)]
    [InlineData(500_000, 1, 1, 130)]
    [InlineData(500_001, 1, 1, 200)]
    [InlineData(2_800_000, 50_000, 366, 3_660_000_000)]
    public void Fee_IsSurfaceByDaysByTariff(int inhabitants, long surface, int days, long cents) =>
        LandFee.Of(surface, First, First.AddDays(days - 1), inhabitants).ShouldNotBeNull().Cents.ShouldBe(cents);

    [Fact]
    public void Fee_SaysHowItWasCounted_InBothLanguages_AndIsNoneBeforeTheTariff()
    {
        var fee = LandFee.Of(20, First, First.AddDays(9), 15_000)!;
        (fee.Explanation.It, fee.Explanation.En).ShouldBe(("20 m² × 10 giorni × 0,70 €", "20 m² × 10 days × €0.70"));
        LandFee.Of(20, new(2020, 12, 31), First, 15_000).ShouldBeNull();
        LandFee.Of(20, new(2021, 1, 1), First, 15_000).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("by: land.temporary", "by: land.temporay", "«land.temporay» non è una regola di calcolo: forse «land.temporary»")]
    [InlineData("surface: oggetto", "surfce: oggetto", "«surfce» non si conosce: forse «surface»")]
    [InlineData("surface: oggetto", "surface: oggeto", "«oggeto» non è una domanda del modulo: forse «oggetto»")]
    [InlineData("surface: oggetto", "surface: oggetto", "la domanda «oggetto» è di tipo «text», e qui serve number")]
    public void RuleOfAFee_ThatTheFileNamesWrongly_LeavesItOut(string from, string to, string reason)
    {
        const string fee = "\nfees:\n  - key: canone\n    what: { it: Canone, en: Fee }\n    amount: computed\n    by: land.temporary\n"
            + "    settings: { surface: oggetto, period: oggetto }\n    shown: { it: tariffa, en: tariff }\n    when: { it: sempre, en: always }\n";
        var (before, after) = (ModelSample.Good[..ModelSample.Good.IndexOf("\nfees:", StringComparison.Ordinal)], ModelSample.Good[(ModelSample.Good.IndexOf("\nsubject:", StringComparison.Ordinal) + 1)..]);
        var (model, faults) = ModelSample.Read(before + fee.Replace(from, to, StringComparison.Ordinal) + after, ModelSample.File);
        model.ShouldBeNull();
        faults.Select(fault => fault.Reason).ShouldContain(said => said.Contains(reason, StringComparison.Ordinal), string.Join('\n', faults.Select(fault => fault.Reason)));
    }

    /// <summary>Whoever is exempt owes no stamp, in any procedure that asks how it is paid.</summary>
    [Fact]
    public void Stamp_IsOwedOnlyByWhoIsNotExempt_InEveryProcedureThatAsks()
    {
        var assembly = typeof(ProceduresModule).Assembly;
        var asking = 0;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.Contains("Models.Catalogue.", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var (model, _) = ModelSample.Read(reader.ReadToEnd(), name[(name.IndexOf("Catalogue.", StringComparison.Ordinal) + "Catalogue.".Length)..]);
            if (model?.Find("bollo") is null) continue;
            asking++;
            model.Fees.Where(fee => fee is { Cents: > 0 } && fee.Key.StartsWith("bollo", StringComparison.Ordinal)).ShouldAllBe(fee => fee.OnlyIf != null, model.Slug);
        }
        asking.ShouldBeGreaterThanOrEqualTo(4);
    }
}
