using Liburia.Platform.Access;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Takes up again what was granted and nobody paid.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class TakeUpAgainModel(CaseAtDesk desk, Decisions decisions) : CaseActs(desk, "TakeUpAgain")
{
    [BindProperty] public string? Reason { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Foretold =
        [
            "Il pagamento chiesto non è più dovuto; ciò che è già stato pagato resta da rimborsare.",
            $"La pratica è di nuovo da decidere, con un termine che riparte da oggi. {await ToldAsync("che l'esame riprende")}",
        ];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostTakeUpAgainAsync() => DoAsync(() => decisions.TakeUpAgainAsync(Item, (Reason ?? "").Trim()));
}
