using System.Globalization;
using CsvHelper;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

public enum TermUnit { Days, WorkingDays, Months, Years }

/// <summary>What it means that nothing was decided within the term.</summary>
public enum SilenceMeaning { Breach, Assent, Refusal }

/// <summary>What the notice of refusal (art. 10-bis L. 241/1990) does to the term: nothing, stops it and keeps the rest, or makes it begin again.</summary>
public enum NoticeEffect { None, Suspends, Interrupts }

/// <summary>A term of law as it stood between two days: how long it is, what stops it, what silence means.</summary>
/// <param name="Amount">Length, in <paramref name="Unit"/>; the day of start is not counted.</param>
/// <param name="ShiftsFromHolidays">An end on a Saturday, Sunday or holiday moves to the next working day.</param>
/// <param name="Peremptory">Once it is over, the power to act is gone.</param>
/// <param name="SuspensionMaxDays">Calendar days after which the clock resumes by itself; none where nothing but the answer ends the suspension.</param>
/// <param name="InterruptionWithinDays">Last day, counted from the start, on which the term may be made to begin again; none without a limit.</param>
/// <param name="ExtensionMaxDays">Most that all extensions together may add, in days (working days where the unit is).</param>
/// <param name="PreRefusalDays">Calendar days given for observations; the term resumes as many days after they came.</param>
/// <param name="Norm">The articles it rests on.</param>
/// <param name="Evidence"><c>source</c>: read at the source; <c>check</c>: to be confirmed.</param>
public sealed record Term(
    string Name, Texts Label, int Amount, TermUnit Unit, bool ShiftsFromHolidays, bool Peremptory, SilenceMeaning Silence,
    int SuspensionsAllowed, int? SuspensionMaxDays, int InterruptionsAllowed, int? InterruptionWithinDays, int ExtensionMaxDays, NoticeEffect PreRefusal, int PreRefusalDays,
    string Norm, DateOnly? ValidFrom, DateOnly? ValidTo, string Evidence) : IDated;

/// <summary>The terms of the procedures of a Comune, dated: <c>Law/terms.csv</c> of every module.</summary>
public static class Terms
{
    private static DatedTable<Term>? table;

    private static DatedTable<Term> Table => table ?? throw new InvalidOperationException("The terms of the modules were not gathered.");

    /// <summary>Every row, past versions included.</summary>
    public static IReadOnlyList<Term> All => Table.All;

    /// <summary>The term as it stood on a day: for a procedure, the day it began.</summary>
    public static Term? Find(string name, DateOnly on) => Table.On(on).FirstOrDefault(term => term.Name == name);

    /// <summary>Reads the tables of these modules in place of those read before.</summary>
    /// <exception cref="InvalidOperationException">Two modules give a term the same name.</exception>
    internal static void Gather(IReadOnlyList<IModule> modules)
    {
        var read = ModuleFiles.Of(modules, "Law.terms.csv").Select(file => (file.Assembly, Rows: DatedTable<Term>.Embedded(file.Assembly, file.Name, Row).All))
            .ToList();
        var twice = read.SelectMany(file => file.Rows.Select(term => term.Name).Distinct()).GroupBy(name => name).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null) throw new InvalidOperationException($"Two modules have a term «{twice.Key}».");
        table = new DatedTable<Term>([.. read.SelectMany(file => file.Rows)]);
    }

    private static Term Row(IReaderRow row) => new(
        row.GetField("name")!, new(row.GetField("label_it")!, row.GetField("label_en")!), Number(row, "amount") ?? 0,
            Enum.Parse<TermUnit>(row.GetField("unit")!),
        row.GetField("shifts") == "y", row.GetField("peremptory") == "y", Enum.Parse<SilenceMeaning>(row.GetField("silence")!),
        Number(row, "suspensions") ?? 0, Number(row, "suspension_max_days"), Number(row, "interruptions") ?? 0, Number(row, "interruption_within_days"),
            Number(row, "extension_max_days") ?? 0,
        Enum.Parse<NoticeEffect>(row.GetField("pre_refusal")!), Number(row, "pre_refusal_days") ?? 0,
        row.GetField("norm")!, row.Day("valid_from"), row.Day("valid_to"), row.GetField("evidence")!);

    private static int? Number(IReaderRow row, string column) => row.GetField(column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
