using CsvHelper;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Law;

/// <summary>What a procedure's file says of the fee for public land.</summary>
/// <param name="Surface">The question with the square metres.</param>
/// <param name="Period">The question with the days that are asked for.</param>
/// <param name="Granted">The officer's question whose days, where they are given, take their place.</param>
internal sealed record LandFeeSettings(
    [NamesQuestion(QuestionKinds.Number)] string Surface, [NamesQuestion(QuestionKinds.Period)] string Period, [NamesQuestion(QuestionKinds.Period)] string? Granted = null);

/// <summary>The fee for the temporary occupation of public land, by the standard daily tariff (art. 1 c. 827 L. 160/2019): square metres × days × tariff.</summary>
internal sealed class LandFee(Tenant tenant) : IFee
{
    private const string Norm = "art. 1 c. 827 L. 160/2019, tariffa standard";

    private sealed record Row(int From, int? To, int DailyCents, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated;

    private static readonly DatedTable<Row> Table = DatedTable<Row>.Embedded(typeof(LandFee).Assembly, "Liburia.Procedures.Law.land-tariffs.csv", Read);

    public static FeeDescriptor Descriptor { get; } = new("land.temporary", typeof(LandFeeSettings));

    private static Row Read(IReaderRow row) =>
        new(row.GetField<int>("inhabitants_from"), row.GetField<int?>("inhabitants_to"), row.GetField<int>("daily_cents"), row.Day("valid_from"), row.Day("valid_to"));

    public FeeResult? Compute(ApplicationFacts facts, object settings)
    {
        var told = (LandFeeSettings)settings;
        var period = (told.Granted is { } granted ? facts.Decision.Answers.Period(granted) : null) ?? facts.Answers.Period(told.Period);
        return facts.Answers.Number(told.Surface) is { } surface && period is { } days ? Of(surface, days.From, days.To, tenant.Municipality.Population) : null;
    }

    /// <param name="surface">Whole square metres: a fraction counts as one.</param>
    /// <param name="first">First day; both days count.</param>
    /// <param name="inhabitants">Of the Comune.</param>
    /// <returns>None before the tariff was in force.</returns>
    public static FeeResult? Of(long surface, DateOnly first, DateOnly last, int inhabitants)
    {
        if (Table.On(first).FirstOrDefault(row => row.From <= inhabitants && inhabitants <= (row.To ?? int.MaxValue)) is not { } row) return null;
        var days = last.DayNumber - first.DayNumber + 1;
        var explanation = new Texts("{0} m² × {1} giorni × {2:0.00} €", "{0} m² × {1} days × €{2:0.00}").With(surface, days, row.DailyCents / 100m);
        return new FeeResult(explanation, surface * days * row.DailyCents, Norm);
    }
}
