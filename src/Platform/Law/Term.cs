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

/// <summary>The terms of the procedures of a Comune, dated.</summary>
public static class Terms
{
    private static readonly DatedTable<Term> Table = DatedTable<Term>.Embedded(typeof(Terms).Assembly, "Liburia.Platform.Law.Data.terms.csv", row => new Term(
        row.GetField("name")!, new(row.GetField("label_it")!, row.GetField("label_en")!), Number(row, "amount") ?? 0, Enum.Parse<TermUnit>(row.GetField("unit")!),
        row.GetField("shifts") == "y", row.GetField("peremptory") == "y", Enum.Parse<SilenceMeaning>(row.GetField("silence")!),
        Number(row, "suspensions") ?? 0, Number(row, "suspension_max_days"), Number(row, "interruptions") ?? 0, Number(row, "interruption_within_days"), Number(row, "extension_max_days") ?? 0,
        Enum.Parse<NoticeEffect>(row.GetField("pre_refusal")!), Number(row, "pre_refusal_days") ?? 0,
        row.GetField("norm")!, row.Day("valid_from"), row.Day("valid_to"), row.GetField("evidence")!));

    /// <summary>Every row, past versions included.</summary>
    public static IReadOnlyList<Term> All => Table.All;

    /// <summary>The term as it stood on a day: for a procedure, the day it began.</summary>
    public static Term? Find(string name, DateOnly on) => Table.On(on).FirstOrDefault(term => term.Name == name);

    private static int? Number(IReaderRow row, string column) => row.GetField(column) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
