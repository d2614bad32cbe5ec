using Liburia.Platform.Access;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Hears other people whose data the documents hold, where the procedure says so.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class ThirdPartiesModel(CaseAtDesk desk, CaseWork work, CaseClock caseClock) : CaseActs(desk, "ThirdParties")
{
    [BindProperty] public string? Who { get; set; }

    protected override Task DrawAsync()
    {
        if (Refusal is null && Model?.ThirdParties is { } heard)
            Foretold =
            [
                $"Chi scrivi qui ha {heard.Days} giorni per opporsi ({heard.Norm}): l'avviso lo manda l'ufficio.",
                "Il richiedente legge che il termine si ferma, non chi è.",
                .. ForetoldTerm.Of(caseClock, Read, ClockEventKind.Suspended, heard.Days),
            ];
        return Task.CompletedTask;
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostThirdPartiesAsync() => DoAsync(() => work.HearThirdPartiesAsync(Item, Who ?? "", Model!.ThirdParties!));
}
