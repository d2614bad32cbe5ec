using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Asks another office for its opinion.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class OpinionModel(CaseAtDesk desk, CaseWork work, OrganizationChart chart, TimeProvider clock) : CaseActs(desk, "Opinion")
{
    private const int DaysToAnswer = 20;

    public IReadOnlyList<Office> Offices { get; private set; } = [];

    [BindProperty] public Guid? Office { get; set; }
    [BindProperty] public string? Question { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Offices = [.. (await chart.OfficesAsync()).Where(o => o.Id != Item.OfficeId)];
        Foretold =
        [
            $"L'ufficio che scegli legge la pratica e ha {DaysToAnswer} giorni, fino al {Say.ShortDay(LegalTime.Today(clock).AddDays(DaysToAnswer))}. "
                + "Il richiedente legge che il parere è stato chiesto.",
            ForetoldTerm.Stays(Read),
        ];
    }

    public async Task<IActionResult> OnGetAsync()
    {
        var shown = await ShowAsync();
        if (shown is not PageResult || Model is null) return shown;
        Question = $"Si chiede il parere di competenza su: {Item.TitleIt}";
        // The office that the procedure names, and has not answered yet.
        var book = await chart.BookAsync();
        var unasked = Model.Opinions.Select(book.Find).OfType<Office>().Where(o => Read.Opinions.All(asked => asked.OfficeId != o.Id));
        Office = unasked.FirstOrDefault(o => o.Id != Item.OfficeId)?.Id;
        return shown;
    }

    public Task<IActionResult> OnPostOpinionAsync() => DoAsync(() => work.AskOpinionAsync(Item,
        Offices.FirstOrDefault(o => o.Id == Office) ?? throw new RuleBroken("Office", new("Scegli l'ufficio.", "Choose the office.")),
        Question ?? "", DaysToAnswer));
}
