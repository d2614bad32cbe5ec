using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Language;

namespace Liburia.Platform.Law;

/// <summary>What the calculators of terms ask in the same way.</summary>
public static class TermInputs
{
    public static IReadOnlyList<CalculatorInput> Calendar { get; } =
    [
        new("holidays", InputType.Dates, false, new("Giorni festivi; se mancano, le feste nazionali.", "Holidays; the national ones where missing.")),
        new("patronDay", InputType.Text, false, new("Festa del patrono, MM-GG, accanto alle feste nazionali.", "The patron saint's day, MM-DD, beside the national holidays.")) { MaxLength = 5 },
    ];

    public static CalculatorInput Days(string name, string it, string en) => new(name, InputType.Integer, false, new(it, en)) { Minimum = 1, Maximum = 3650 };

    public static LegalCalendar CalendarOf(CalculatorValues given)
    {
        if (given.Days("holidays") is { } holidays) return LegalCalendar.WithHolidays(holidays);
        var patron = given.Text("patronDay");
        if (patron is not null && !DateOnly.TryParseExact("2000-" + patron, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) throw given.Refuse("patronDay", "serve un giorno dell'anno, MM-GG.", "a day of the year is needed, MM-DD.");
        return new LegalCalendar(patron);
    }

    public static Term TermOf(CalculatorValues given, string name, string dateInput) =>
        Terms.Find(name, given.Day(dateInput)!.Value) ?? throw given.Refuse(dateInput, "in quel giorno la norma non c'era ancora.", "on that day the law was not there yet.");

    public static IEnumerable<Texts> Lines(ClockReading reading) => reading.Explanation.Select(line => line.WithNorm);
}

/// <summary>Moves a due date from a Saturday, Sunday or holiday to the next working day.</summary>
internal sealed class DueDateShift : ICalculator
{
    public string Family => "due_date_shift";
    public Texts Title => new("Scadenza che cade in un giorno festivo", "Due date on a holiday");
    public string Norm => ClockWords.ShiftNorm;
    public IReadOnlyList<CalculatorInput> Inputs { get; } = [new("due", InputType.Date, true, new("La scadenza.", "The due date.")), .. TermInputs.Calendar];

    public Calculation Calculate(JsonElement inputs)
    {
        var given = CalculatorValues.Read(inputs, Inputs);
        var (due, calendar) = (given.Day("due")!.Value, TermInputs.CalendarOf(given));
        var shifted = calendar.NextWorkingDay(due);
        var line = shifted == due
            ? new Texts($"il {ClockWords.Day(due)} è un giorno lavorativo: la scadenza resta", $"{ClockWords.Day(due)} is a working day: the due date stays")
            : new ClockLine(due, shifted, 0, ClockWords.Shifts(calendar, due, shifted), Norm).WithNorm;
        return new(new { shifted }, [line]);
    }
}
