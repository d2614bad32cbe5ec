using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Asks the applicant for what is missing (art. 2 c. 7 L. 241/1990).</summary>
[Permission(ProceduresModule.Work)]
internal sealed class SupplementsModel(CaseAtDesk desk, CaseWork work, CaseClock caseClock) : CaseActs(desk, "Supplements")
{
    private const int UsualDays = 30, LongestLine = 500;

    [BindProperty] public string? Items { get; set; }
    [BindProperty] public string? Files { get; set; }
    [BindProperty] public string? Days { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        var term = ForetoldTerm.Of(caseClock, Read, CaseClock.StoppedBySupplements(Item), UsualDays);
        Foretold = [await ToldAsync("che cosa manca e quanti giorni ha per rispondere,"), .. term];
    }

    public Task<IActionResult> OnGetAsync()
    {
        Days ??= $"{UsualDays}";
        return ShowAsync();
    }

    public Task<IActionResult> OnPostSupplementsAsync() => DoAsync(async () =>
    {
        static IEnumerable<string> Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!int.TryParse(Days, out var days) || days is < 1 or > 90)
            throw new RuleBroken("Days", new("I giorni per rispondere sono un numero da 1 a 90.", "The days to answer are a number from 1 to 90."));
        foreach (var (field, text) in ((string, string?)[])[("Items", Items), ("Files", Files)])
            if (Lines(text).Any(line => line.Length > LongestLine))
                throw new RuleBroken(field, new("Ogni riga ha al massimo 500 caratteri.", "Each line has at most 500 characters."));
        await work.AskSupplementsAsync(Item, [.. Lines(Items).Select(line => (line, false)), .. Lines(Files).Select(line => (line, true))], days);
    });
}
